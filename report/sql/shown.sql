-- shown.c: what controlled packs read besides disclosure.sql's tables: made of them, or with
-- a rule of its own.

-- name: comparison
-- shown_comparison: each figure as it stands in a table, a number or its symbol, beside
-- the same of peers.
--
-- compared   in words: a difference is one only where its interval, or that of the ratio
--            for counts of events, leaves none out
-- gap_size   the gap, null where it may not be shown: to order by
create temp view shown_comparison as
select
    ours.period,
    ours.level,
    ours.entity,
    ours.cohort,
    ours.breakdown,
    ours.breakdown_value,
    ours.metric,
    coalesce(ours.numerator, ours.symbol) as numerator,
    coalesce(ours.denominator, ours.symbol) as denominator,
    coalesce(ours.value, ours.symbol) as value,
    coalesce(ours.lower, ours.symbol, '[z]') as lower,
    coalesce(ours.upper, ours.symbol, '[z]') as upper,
    coalesce(shown_gap.comparator_value, shown_gap.comparator_symbol, '[x]')
        as comparator_value,
    coalesce(shown_gap.gap, shown_gap.gap_symbol, '[x]') as gap,
    coalesce(shown_gap.gap_lower, shown_gap.gap_symbol, '[z]') as gap_lower,
    coalesce(shown_gap.gap_upper, shown_gap.gap_symbol, '[z]') as gap_upper,
    coalesce(shown_gap.ratio, shown_gap.gap_symbol, '[x]') as ratio,
    coalesce(shown_gap.ratio_lower, shown_gap.gap_symbol, '[z]') as ratio_lower,
    coalesce(shown_gap.ratio_upper, shown_gap.gap_symbol, '[z]') as ratio_upper,
    case
        when shown_gap.gap is null then 'Not compared'
        when coalesce(shown_gap.gap_lower, shown_gap.ratio_lower) is null
            then 'Too few to compare'
        when coalesce(shown_gap.gap_lower > 0, shown_gap.ratio_lower > 1)
            then 'Higher than peers'
        when coalesce(shown_gap.gap_upper < 0, shown_gap.ratio_upper < 1)
            then 'Lower than peers'
        else 'No clear difference'
    end as compared,
    shown_gap.gap as gap_size
from shown_metric as ours
left join shown_gap
    on shown_gap.period = ours.period
    and shown_gap.level = ours.level
    and shown_gap.entity = ours.entity
    and shown_gap.cohort = ours.cohort
    and shown_gap.breakdown = ours.breakdown
    and shown_gap.breakdown_value = ours.breakdown_value
    and shown_gap.metric = ours.metric
    and shown_gap.comparator = 'peers';

-- shown_change: each figure, and each gap, in the two periods that are compared.
--
-- comparator      '' for the figure itself, else its gap to that cohort
-- change_lower, change_upper  from the two intervals (Newcombe's method, which for shares
--                 is the one of the gaps; the two periods are taken to be independent)
-- direction       'up' or 'down' where the interval leaves out 0, else 'none'; null
--                 without an interval
create temp view shown_change as
with
estimate as (
    select level, entity, cohort, breakdown, breakdown_value, metric, '' as comparator,
        period, value, lower, upper, symbol
    from context
    cross join shown_metric
        on shown_metric.period in (context.compare, context.before)
    union all
    select level, entity, cohort, breakdown, breakdown_value, metric, comparator,
        period, gap, gap_lower, gap_upper, gap_symbol
    from context
    cross join shown_gap on shown_gap.period in (context.compare, context.before)
),
pair as (
    select
        level, entity, cohort, breakdown, breakdown_value, metric, comparator,
        max(iif(period = compare, value, null)) as compare_value,
        max(iif(period = compare, lower, null)) as compare_lower,
        max(iif(period = compare, upper, null)) as compare_upper,
        max(iif(period = compare, symbol, null)) as compare_symbol,
        max(iif(period = before, value, null)) as before_value,
        max(iif(period = before, lower, null)) as before_lower,
        max(iif(period = before, upper, null)) as before_upper,
        max(iif(period = before, symbol, null)) as before_symbol
    from estimate
    cross join context
    group by level, entity, cohort, breakdown, breakdown_value, metric, comparator
),
change as (
    select
        pair.*,
        compare_value - before_value as change,
        compare_value - before_value - sqrt(
            (compare_value - compare_lower) * (compare_value - compare_lower)
            + (before_upper - before_value) * (before_upper - before_value)
        ) as change_lower,
        compare_value - before_value + sqrt(
            (compare_upper - compare_value) * (compare_upper - compare_value)
            + (before_value - before_lower) * (before_value - before_lower)
        ) as change_upper
    from pair
)
select
    change.*,
    case
        when change is not null then null
        when '[c]' in (coalesce(compare_symbol, ''), coalesce(before_symbol, ''))
            then '[c]'
        else coalesce(compare_symbol, before_symbol, '[x]')
    end as change_symbol,
    case
        when change_lower > 0 then 'up'
        when change_upper < 0 then 'down'
        when change_lower is not null then 'none'
    end as direction
from change;

-- name: repeat
-- shown_repeat: where children are suspended again and again: schools where such
-- children are not few, and one row for all others together; if that row would stand for
-- one school or few children, the next school goes into it.
--
-- children     had a social worker in the last six years and were suspended
--              repeat_threshold times or more this year, anywhere
-- suspensions  theirs, at this school
-- place        by children, most first: no more are named than a page has room for
create temp table shown_repeat (
    school_key integer, -- null: all others
    schools integer not null,
    children integer not null,
    suspensions integer not null
) strict;

insert into shown_repeat (school_key, schools, children, suspensions)
with
tally as (
    select
        fct_exclusion.school_key,
        count(distinct fct_exclusion.pupil_key) as children,
        count(*) as suspensions
    from context
    inner join dim_period on dim_period.id = context.year
    inner join mart_pupil_exclusion
        on mart_pupil_exclusion.academic_year = context.year
        and mart_pupil_exclusion.suspensions >= context.repeat_threshold
        and ';' || mart_pupil_exclusion.cohorts || ';' like '%;ever6;%'
    inner join fct_exclusion
        on fct_exclusion.pupil_key = mart_pupil_exclusion.pupil_key
        and fct_exclusion.category = 'SUSP'
        and fct_exclusion.counted = 1
        and fct_exclusion.start_date between dim_period.start_date and context.as_of
    group by fct_exclusion.school_key
),
school as materialized (
    select
        tally.*,
        row_number() over by_children as place,
        count(*) over after_it as schools_after,
        sum(children) over after_it as children_after
    from tally
    window
        by_children as (order by children desc, suspensions desc, school_key),
        after_it as (
            by_children rows between 1 following and unbounded following
        )
),
edge as (
    -- The last place that is named: what is left is nothing, or more than one school
    -- and not few children.
    select coalesce(max(school.place), 0) as place
    from school
    cross join context
    where school.children >= context.suppress_below
        and school.place <= 15
        and (
            school.schools_after = 0
            or (school.schools_after > 1 and school.children_after >= context.suppress_below)
        )
)
select school_key, 1, children, suspensions
from school
inner join edge on school.place <= edge.place
union all
select null, count(*), sum(children), sum(suspensions)
from school
inner join edge on school.place > edge.place
having count(*) > 0 and sum(children) >= (select suppress_below from context);

-- name: ladder
-- shown_rung: how often children with a social worker were suspended this year: rungs of one, two,
-- three times and so on, each of no child or of enough to be shown; the last is open and takes in
-- all above. No row where the children suspended, those suspended again or their suspensions are
-- not shown, for the rungs follow from these in part.
--
-- most  null: so many times or more
-- edge  the last rung's suspensions follow from the total: how many are above its least can be told
--       unless none are, or they are so many over it that it could be any small number
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
