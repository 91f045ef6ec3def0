-- weekly.c: the weekly attendance gap and its limits.

-- name: schema
-- Attendance of this academic year week by week, beside the limits of its gap.
--
-- before_gap  that of the same week a year before (364 days), null where there was none
-- mean, lower, upper  of last year's weeks; null where they are too few
-- mark        A, T, 2 or S (report/shown/xmr.h), blank for none
-- side        of a mark: 1 above the mean or rising, -1 below it or falling, else 0
-- signal      the same in words; 'None' where there is none
create temp table shown_week (
    position integer primary key,
    week text not null,
    start_date text not null,
    school_days integer not null,
    value real,
    comparator_value real,
    gap real,
    before_gap real,
    mean real,
    lower real,
    upper real,
    mark text not null,
    side integer not null,
    signal text not null
) strict;

-- name: read
-- Weeks of three or more school days with their gap in attendance between
-- children with a social worker and their peers, this year's and last year's, oldest first.
--
-- is_this_year  the week belongs to the current academic year
with
half_term as (
    select id, start_date, end_date
    from dim_period
    where grain = 'half_term'
),
week as (
    select
        dim_period.id as week,
        dim_period.start_date as start_date,
        dim_period.academic_year as academic_year,
        sum(
            max(
                0,
                julianday(
                    min(
                        date(dim_period.start_date, '+4 days'),
                        dim_period.end_date,
                        half_term.end_date
                    )
                )
                - julianday(max(dim_period.start_date, half_term.start_date)) + 1
            )
        ) as school_days
    from dim_period
    inner join half_term
        on half_term.start_date <= dim_period.end_date
        and half_term.end_date >= dim_period.start_date
    where dim_period.grain = 'week'
    group by dim_period.id, dim_period.start_date, dim_period.academic_year
),
gap as materialized (
    select
        week.week,
        week.start_date,
        cast(week.school_days as integer) as school_days,
        shown_gap.value,
        shown_gap.comparator_value,
        shown_gap.gap,
        week.academic_year = context.year as is_this_year
    from week
    cross join context
    inner join shown_gap
        on shown_gap.period = week.week
        and shown_gap.metric = 'attendance_rate'
        and shown_gap.level = 'county'
        and shown_gap.cohort = 'csw'
        and shown_gap.comparator = 'peers'
        and shown_gap.breakdown = 'none'
    where week.school_days >= 3
        and week.academic_year in (context.year, context.last_year)
        and shown_gap.gap is not null
)
select
    gap.week,
    gap.start_date,
    gap.school_days,
    gap.value,
    gap.comparator_value,
    gap.gap,
    before.gap as before_gap,
    gap.is_this_year
from gap
left join gap as before on before.start_date = date(gap.start_date, '-364 days')
order by gap.start_date;

-- name: put
-- One week of shown_week.
insert into shown_week (
    position, week, start_date, school_days, value, comparator_value, gap, before_gap, mean,
    lower, upper, mark, side, signal
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14);
