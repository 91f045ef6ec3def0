-- freshness: how old each school's data is, for more packs than one.

-- name: school
-- How old each school's data is, the oldest first.
--
-- school_days  Mondays to Fridays inside half terms after the last day with marks
with
half_term as (
    select start_date, end_date
    from dim_period
    where grain = 'half_term'
),
school as (
    select
        dim_school.school_key,
        dim_school.urn,
        dim_school.name,
        dim_school.phase,
        dim_school.district,
        dim_school.adviser,
        load_freshness.pupils_sent,
        load_freshness.attendance_sent,
        school_marks.marks_to as attendance_to,
        context.as_of
    from dim_school
    cross join context
    left join load_freshness on load_freshness.school_key = dim_school.school_key
    left join school_marks on school_marks.school_key = dim_school.school_key
    where dim_school.la_code = context.la_code
        and dim_school.status like 'Open%'
),
late as (
    select
        school.*,
        (
            with recursive day (date) as (
                select date(school.attendance_to, '+1 day')
                union all
                select date(day.date, '+1 day')
                from day
                where day.date < min(school.as_of, date(school.attendance_to, '+60 days'))
            )
            select count(*)
            from day
            where day.date <= school.as_of
                and strftime('%w', day.date) between '1' and '5'
                and exists (
                    select 1
                    from half_term
                    where day.date between half_term.start_date and half_term.end_date
                )
        ) as school_days
    from school
)
select
    urn,
    name,
    coalesce(phase, '[x]') as phase,
    coalesce(district, '[x]') as district,
    coalesce(adviser, '[x]') as adviser,
    coalesce(substr(pupils_sent, 1, 10), '[x]') as pupils_sent,
    coalesce(substr(attendance_sent, 1, 10), '[x]') as attendance_sent,
    coalesce(attendance_to, '[x]') as attendance_to,
    coalesce(iif(attendance_to is null, '[x]', school_days), '[x]') as school_days,
    case
        when attendance_to is null then 'No attendance yet'
        when school_days > 5 then 'Late: figures for this school are not up to date'
        when school_days > 0 then 'Up to five school days behind'
        else 'Up to date'
    end as state
from late
order by attendance_to is not null, school_days desc, name;

-- name: finding
-- How many schools' attendance is up to date.
with school as (
    select school_marks.marks_to as attendance_to, context.as_of
    from dim_school
    cross join context
    left join school_marks on school_marks.school_key = dim_school.school_key
    where dim_school.la_code = context.la_code and dim_school.status like 'Open%'
)
select
    count(*) as schools,
    sum(attendance_to is not null) as sent,
    coalesce(max(attendance_to), '[x]') as newest,
    coalesce(
        (
            select
                'No school has the county''s la_code ' || context.la_code
                || ': the settings or the schools extract are another county''s.'
            from context
            where exists (select 1 from dim_school)
                and context.la_code not in (
                    select dim_school.la_code
                    from dim_school
                    where dim_school.la_code is not null
                )
        ),
        '[x]'
    ) as stranger,
    coalesce(sum(coalesce(attendance_to >= date(as_of, '-9 days'), 0)), 0) as recent
from school;
