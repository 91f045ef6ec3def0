-- freshness_finding: how many schools' attendance is up to date.
with school as (
    select load_freshness.attendance_to, context.as_of
    from dim_school
    cross join context
    left join load_freshness on load_freshness.school_key = dim_school.school_key
    where dim_school.la_code = context.la_code and dim_school.status like 'Open%'
)
select
    count(*) as schools,
    sum(attendance_to is not null) as sent,
    coalesce(max(attendance_to), '[x]') as newest,
    sum(coalesce(attendance_to >= date(as_of, '-9 days'), 0)) as recent
from school;
