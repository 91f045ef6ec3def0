-- provision: what is open on R of part-time timetables and alternative provision; a row each,
-- at the school that it names.
--
-- timetables  a part-time timetable
-- places      a place in alternative provision or a dual one
-- thousands   thousandths of the hours a week of all the pupil's places, wherever they are
--             (details 33): on each of their rows, so that over the rows of a level they are
--             to be held against `places` times full time. Whole, lest decimals summed in
--             binary fall short of it
-- primary_places  a place of a pupil to whom the hours of primary schools are full time: by the
--             year group of the latest enrolment, else under 11 on the 31 August
with open as (
    select
        fct_provision.pupil_key,
        fct_provision.school_key,
        fct_provision.type = 'PART_TIME' as is_timetable,
        fct_provision.hours_per_week
    from fct_provision
    where fct_provision.start_date <= :reference
        and coalesce(fct_provision.end_date > :reference, 1)
),
placed as (
    select
        open.pupil_key,
        sum(iif(open.is_timetable, 0, open.hours_per_week)) as hours
    from open
    group by open.pupil_key
)
select
    open.pupil_key,
    open.school_key,
    open.is_timetable as timetables,
    not open.is_timetable as places,
    iif(open.is_timetable, 0, round(1000 * placed.hours)) as thousands,
    not open.is_timetable and case
        when main.nc_year glob '[NR]*' or main.nc_year between '1' and '99'
            then coalesce(cast(main.nc_year as integer) < 7, 0)
        else coalesce(
            :year - substr(dim_pupil.date_of_birth, 1, 4)
                - (substr(dim_pupil.date_of_birth, 6) > '08-31') < 11,
            0
        )
    end as primary_places
from open
inner join placed on placed.pupil_key = open.pupil_key
inner join dim_pupil on dim_pupil.pupil_key = open.pupil_key
left join temp.period_stay as main
    on main.pupil_key = open.pupil_key
    and main.is_main = 1
