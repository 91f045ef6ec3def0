-- report.c: what controlled packs read besides figures, with a rule of its own.

-- name: ladder
-- shown_rung: how often children with a social worker were suspended this year: rungs of one, two,
-- three times and so on, each of no child or of enough to be shown; the last is open and takes in
-- all above. No row where the children suspended, those suspended again or their suspensions are
-- not shown, for the rungs follow from these in part.
--
-- most  null: so many times or more
-- edge  the last rung's suspensions follow from the total, and with them how far its children are
--       above its least together: that must be none, or so much that it may be any small number of
--       children who are
create temp table shown_rung (
    least integer primary key,
    most integer,
    children integer not null
) strict;

insert into shown_rung (least, most, children)
with recursive
shown as (
    select
        max(iif(metric = 'suspended_pupils', numerator, null)) as children,
        max(iif(metric = 'suspension_rate', numerator, null)) as suspensions,
        count(numerator) as figures
    from context
    inner join shown_metric
        on shown_metric.period = context.year
        and shown_metric.level = 'county'
        and shown_metric.entity = context.la_code
        and shown_metric.cohort = 'csw'
        and shown_metric.breakdown = 'none'
        and shown_metric.metric in (
            'suspended_pupils', 'repeat_suspended_pupils', 'suspension_rate'
        )
),
child as materialized (
    select mart_pupil_exclusion.suspensions
    from context
    cross join shown
    inner join mart_pupil_exclusion
        on mart_pupil_exclusion.academic_year = context.year
        and ';' || mart_pupil_exclusion.cohorts || ';' like '%;csw;%'
    where shown.figures = 3
        and shown.children > 0
        and mart_pupil_exclusion.suspensions > 0
),
step (least) as (
    select 1
    union all
    select least + 1 from step where least < (select max(suspensions) from child)
),
from_step as materialized (
    select
        step.least,
        sum(child.suspensions = step.least) as exactly,
        count(*) as children,
        sum(child.suspensions - step.least) as over
    from step
    inner join child on child.suspensions >= step.least
    group by step.least
),
climb (least) as (
    select 1
    union all
    select next.least
    from climb
    cross join context
    inner join from_step as this on this.least = climb.least
    inner join from_step as next on next.least = climb.least + 1
    where (this.exactly = 0 or this.exactly >= context.suppress_below)
        and next.children >= context.suppress_below
        and (next.over = 0 or next.over >= context.suppress_below)
)
select
    from_step.least,
    iif(from_step.least = last.least, null, from_step.least),
    iif(from_step.least = last.least, from_step.children, from_step.exactly)
from (select max(least) as least from climb) as last
cross join shown
inner join from_step on from_step.least <= last.least
where shown.children = (select count(*) from child)
    and shown.suspensions = (select sum(suspensions) from child);
