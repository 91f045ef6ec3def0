-- load_coverage: a row a school and period, year, term, half term or a year to date, in which it
-- expected anyone: how much of its pupils' attendance marks are held of.
--
-- school_key  in dim_school
-- period      id in dim_period
-- expected    sessions: two a school day for each pupil on roll whose attendance the figures
--             count (coverage_day), but for the days that are taken for INSET days
-- held        of those: with any mark
-- share       held / expected, a fraction 0..1
-- is_low      1 where it is under 95 in 100
-- inset_days  school days without a mark that are taken for INSET days, at most five a year
-- counted     pupils whose figures there rest on attendance summaries or the school census's
--             counts and not on marks (attendance_counted)
create view if not exists load_coverage as
with counted as (
    select
        attendance_counted.school_key,
        attendance_counted.period,
        count(*) as pupils
    from attendance_counted
    group by attendance_counted.school_key, attendance_counted.period
)
select
    covered.school_key,
    covered.period,
    covered.expected,
    covered.held,
    covered.held * 1.0 / covered.expected as share,
    20 * covered.held < 19 * covered.expected as is_low,
    covered.inset_days,
    coalesce(counted.pupils, 0) as counted
from (
    -- A school's days of a period lie together.
    select
        school_ident.school_key,
        dim_period.id as period,
        sum(iif(coverage_day.is_inset, 0, 2 * coverage_day.pupils)) as expected,
        sum(coverage_day.held) as held,
        sum(coverage_day.is_inset) as inset_days
    from school_ident
    cross join dim_period
    cross join coverage_day
        on coverage_day.school_key = school_ident.school_key
        and coverage_day.date between dim_period.start_date and dim_period.end_date
    where dim_period.grain <> 'week'
    group by school_ident.school_key, dim_period.period_key
) as covered
left join counted
    on counted.school_key = covered.school_key
    and counted.period = covered.period
where covered.expected > 0;
