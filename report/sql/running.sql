-- running.c: suspensions as they add up since the year began.

-- name: schema
-- Suspensions of the county since the school year began, at the ends of those weeks that
-- running.c lets through; of all pupils and of children with a social worker.
--
-- period  context.year, or last year to the same school day
-- week    of the school year, from 1
-- total   suspensions begun by the end of it
create temp table shown_running (
    cohort text not null,
    period text not null,
    week integer not null,
    total integer not null,
    primary key (cohort, period, week)
) strict, without rowid;

-- name: period
-- This year and last year to the same day, where their totals are shown for both groups: only
-- then may parts of them be.
select
    shown_metric.period
from context
inner join shown_metric on shown_metric.period in (context.year, context.last_year || ' to date')
where shown_metric.metric = 'suspension_rate'
    and shown_metric.level = 'county'
    and shown_metric.breakdown = 'none'
    and shown_metric.cohort in ('all', 'csw')
    and shown_metric.numerator is not null
group by shown_metric.period
having count(*) = 2
order by shown_metric.period;

-- name: week
-- The teaching weeks of a period, with the term that each is in the last day of.
select
    week.start_date,
    coalesce(max(term.id), '') as term
from dim_period
inner join dim_period as week
    on week.grain = 'week'
    and week.academic_year = dim_period.academic_year
    and week.start_date <= dim_period.end_date
cross join context
left join dim_period as term
    on term.grain = 'term'
    and term.academic_year = dim_period.academic_year
    and term.start_date <= date(week.start_date, '+6 days')
where dim_period.id = ?1 and week.start_date <= context.as_of
group by week.start_date
order by week.start_date;

-- name: event
-- A row a pupil and day with suspensions that stand and began in a period, of the cohort all,
-- by day.
--
-- is_ours  of a child with a social worker, by the period's own reference date
select
    fct_exclusion.start_date,
    fct_exclusion.pupil_key,
    exists (
        select 1
        from pupil_cohort as ours
        where ours.period = dim_period.id
            and ours.cohort = 'csw'
            and ours.pupil_key = fct_exclusion.pupil_key
    ) as is_ours,
    count(*) as suspensions
from context
inner join dim_period on dim_period.id = ?1
inner join fct_exclusion
    on fct_exclusion.category = 'SUSP'
    and fct_exclusion.counted = 1
    and fct_exclusion.start_date between dim_period.start_date
        and min(dim_period.end_date, context.as_of)
where exists (
    select 1
    from pupil_cohort
    where pupil_cohort.period = dim_period.id
        and pupil_cohort.cohort = 'all'
        and pupil_cohort.pupil_key = fct_exclusion.pupil_key
)
group by fct_exclusion.start_date, fct_exclusion.pupil_key
order by fct_exclusion.start_date, fct_exclusion.pupil_key;

-- name: put
-- A total of shown_running.
insert into shown_running (cohort, period, week, total)
values (?1, ?2, ?3, ?4);
