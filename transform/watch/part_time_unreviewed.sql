-- part_time_unreviewed: a part-time timetable that nobody is going to look at.
--
-- label       Part-time timetable not under review
-- definition  On a part-time timetable that is open on the day of the run and has no review on or
--             after that day. Since the first day without a break on which such a timetable was
--             open: the day after the review, or the timetable's first. The school is that of
--             the timetable that was the last to go without. Value: days since the last review
--             that was planned; none where none was. Limit: 0.
-- source      DfE, Working together to improve school attendance, part-time timetables
-- again       A further timetable lacked a review
-- told_by     provision PART_TIME
-- words       Days since its last planned review: {value:count}
-- data        provision
with unreviewed as (
    select
        fct_provision.pupil_key,
        fct_provision.school_key,
        fct_provision.review_date,
        max(
            fct_provision.start_date,
            coalesce(date(fct_provision.review_date, '+1 day'), '')
        ) as from_date,
        min(coalesce(date(fct_provision.end_date, '-1 day'), :as_of), :as_of) as to_date
    from fct_provision
    where fct_provision.type = 'PART_TIME'
        and fct_provision.start_date <= :as_of
),
-- `reached`: the last day of those begun before it.
stretch as (
    select
        unreviewed.pupil_key,
        unreviewed.school_key,
        unreviewed.review_date,
        unreviewed.from_date,
        unreviewed.to_date,
        max(unreviewed.to_date) over (
            partition by unreviewed.pupil_key
            order by unreviewed.from_date
            groups between unbounded preceding and 1 preceding
        ) as reached
    from unreviewed
    where unreviewed.from_date <= unreviewed.to_date
),
-- Not the child's own school, which it may have come to since.
latest_school as (
    select
        stretch.pupil_key,
        stretch.school_key,
        row_number() over (
            partition by stretch.pupil_key
            order by stretch.from_date desc, dim_school.urn
        ) as place
    from stretch
    left join dim_school on dim_school.school_key = stretch.school_key
    where stretch.to_date = :as_of
)
select
    stretch.pupil_key,
    latest_school.school_key,
    -- The last stretch that none before it reaches.
    max(iif(stretch.reached >= date(stretch.from_date, '-1 day'), null, stretch.from_date))
        as since,
    max(iif(stretch.to_date = :as_of, stretch.from_date, null)) as latest,
    min(iif(
        stretch.to_date = :as_of,
        julianday(:as_of) - julianday(stretch.review_date),
        null
    )) as value,
    0 as "limit"
from stretch
left join latest_school
    on latest_school.pupil_key = stretch.pupil_key and latest_school.place = 1
group by stretch.pupil_key
having max(stretch.to_date) = :as_of
