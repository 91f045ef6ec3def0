-- present_while_away: marked present where another record says that the child was not there.
--
-- label       Marked present while suspended or home educated
-- definition  A mark of present at any school, as the code means on its date, on a day of a
--             suspension that stands or while on the register of elective home education, in the
--             last 20 school days. Of a child who is suspended by one school and present at
--             another it says so. Since the first such day without 20 school days between one
--             and the next.
-- source      details 101
-- again       Marked present during a further absence
-- told_by     attendance
with away as materialized (
    select
        fct_exclusion.pupil_key,
        fct_exclusion.school_key,
        fct_exclusion.start_date,
        coalesce(fct_exclusion.end_date, fct_exclusion.start_date) as last_date,
        iif(
            fct_exclusion.end_date > fct_exclusion.start_date,
            'from {' || fct_exclusion.start_date || '} to {' || fct_exclusion.end_date,
            'on {' || fct_exclusion.start_date
        ) || '}' as words
    from fct_exclusion
    where fct_exclusion.pupil_key in (select safety_child.pupil_key from safety_child)
        and fct_exclusion.category = 'SUSP'
        and fct_exclusion.counted = 1
    union all
    select
        fct_register.pupil_key,
        null as school_key,
        fct_register.start_date,
        coalesce(date(fct_register.end_date, '-1 day'), '9999-12-31') as last_date,
        'while on the register of home education since {' || fct_register.start_date || '}'
            as words
    from fct_register
    where fct_register.pupil_key in (select safety_child.pupil_key from safety_child)
        and fct_register.register = 'EHE'
),
-- Who was away in the last 20 school days; since when goes back further.
lately as materialized (
    select away.*
    from away
    where away.pupil_key in (
            select recent.pupil_key
            from away as recent
            where recent.start_date <= :as_of
                and recent.last_date >= (
                    select term_day.date
                    from temp.term_day
                    where term_day.date <= :as_of
                    order by term_day.date desc
                    limit 1 offset 19
                )
        )
),
present as materialized (
    select
        lately.pupil_key,
        attendance_mark.school_key,
        dim_school.urn,
        term_day.date,
        term_day.number,
        lately.school_key as away_from, -- null: home educated
        lately.start_date as away_since,
        coalesce(lately.school_key <> attendance_mark.school_key, 0) as is_elsewhere,
        case
            when lately.school_key is null then ''
            when lately.school_key = attendance_mark.school_key then 'while suspended '
            else 'while suspended by another school '
        end || lately.words as words
    from lately
    cross join attendance_mark
        on attendance_mark.pupil_key = lately.pupil_key
        and attendance_mark.date between lately.start_date and min(lately.last_date, :as_of)
    inner join dim_school on dim_school.school_key = attendance_mark.school_key
    inner join mark_meaning
        on mark_meaning.mark = attendance_mark.mark
        and attendance_mark.date between mark_meaning.valid_from and mark_meaning.valid_to
        and mark_meaning.meaning = 'present'
    inner join temp.term_day on term_day.date = attendance_mark.date
),
stretch as (
    select
        apart.*,
        sum(apart.is_first) over (
            partition by apart.pupil_key
            order by apart.number
        ) as stretch,
        row_number() over (
            partition by apart.pupil_key
            order by apart.number desc, apart.is_elsewhere, apart.words, apart.urn
        ) as place
    from (
        select
            present.*,
            coalesce(present.number - lag(present.number) over (
                partition by present.pupil_key
                order by present.number
            ) > 20, 1) as is_first
        from present
    ) as apart
),
sent as materialized (
    select load_freshness.school_key, substr(load_freshness.attendance_sent, 1, 10) as data_date
    from load_freshness
)
select
    newest.pupil_key,
    newest.school_key,
    max(
        (
            select min(stretch.date)
            from stretch
            where stretch.pupil_key = newest.pupil_key
                and stretch.stretch = newest.stretch
        ),
        safety_child.since
    ) as since,
    -- The first such day of the newest of its suspensions and entries in the register.
    (
        select max(episode.first_date)
        from (
            select min(stretch.date) as first_date
            from stretch
            where stretch.pupil_key = newest.pupil_key
            group by stretch.away_from, stretch.away_since
        ) as episode
    ) as latest,
    'Marked present on {' || newest.date || '} ' || newest.words || '.' as evidence,
    safety_child.plan,
    sent.data_date,
    safety_child.social_worker,
    safety_child.team
from stretch as newest
inner join safety_child on safety_child.pupil_key = newest.pupil_key
left join sent on sent.school_key = newest.school_key
where newest.place = 1
    and newest.number > (
        select max(today.number)
        from temp.term_day as today
        where today.date <= :as_of
    ) - 20
