-- What the engine owns: metrics, their cells, and the views on them.

-- dim_metric: one row per metric, filled from transform/metrics/.
--
-- scale      value = scale * numerator / denominator
-- interval   how lower and upper come about; details.md 40
-- polarity   which way is good: higher, lower, neither
create table if not exists dim_metric (
    metric_key integer primary key,
    id text not null unique,
    label text not null,
    unit text not null,
    scale real not null,
    definition text not null,
    numerator text not null,
    denominator text not null,
    source text not null,
    interval text not null,
    polarity text not null check (polarity in ('higher', 'lower', 'neither'))
) strict;

-- gap_pair: which cohorts are compared with which; metrics.md, "Values, intervals, gaps".
create table if not exists gap_pair (
    cohort_key integer not null references dim_cohort,
    comparator_key integer not null references dim_cohort,
    primary key (cohort_key, comparator_key)
) strict, without rowid;

-- metric_cell: one row per period, place, metric, breakdown value and cohort.
--
-- denominator  over 0: what has none has no row
-- lower ...    in the metric's unit; null where there is no such interval
-- peers_*, all_*  intervals of the gap and ratio to that comparator's cell, which has
--              the same key but for the cohort; null too where there is no comparison
create table if not exists metric_cell (
    period_key integer not null references dim_period,
    entity_key integer not null references entity,
    metric_key integer not null references dim_metric,
    breakdown_key integer not null references dim_breakdown,
    cohort_key integer not null references dim_cohort,
    numerator real not null,
    denominator real not null check (denominator > 0),
    lower real,
    upper real,
    peers_gap_lower real,
    peers_gap_upper real,
    peers_ratio_lower real,
    peers_ratio_upper real,
    all_gap_lower real,
    all_gap_upper real,
    all_ratio_lower real,
    all_ratio_upper real,
    primary key (period_key, entity_key, metric_key, breakdown_key, cohort_key)
) strict, without rowid;

-- funnel_cell: one row per school with a cell in a funnel: what its phase would lead
-- one to expect of it (details.md 43).
--
-- phase_*  numerator and denominator of all the phase's schools together
-- lower_*  limits as counts, to be compared with the cell's numerator
create table if not exists funnel_cell (
    period_key integer not null references dim_period,
    metric_key integer not null references dim_metric,
    cohort_key integer not null references dim_cohort,
    entity_key integer not null references entity,
    phase text not null,
    phase_numerator real not null,
    phase_denominator real not null,
    lower_95 integer not null,
    upper_95 integer not null,
    lower_99_8 integer not null,
    upper_99_8 integer not null,
    primary key (period_key, metric_key, cohort_key, entity_key)
) strict, without rowid;

create view if not exists mart_metric as
select
    dim_metric.id as metric,
    dim_period.id as period,
    entity.level as level,
    entity.entity as entity,
    dim_cohort.id as cohort,
    dim_breakdown.breakdown as breakdown,
    dim_breakdown.value as breakdown_value,
    metric_cell.numerator as numerator,
    metric_cell.denominator as denominator,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    metric_cell.lower as lower,
    metric_cell.upper as upper
from metric_cell
inner join dim_metric on dim_metric.metric_key = metric_cell.metric_key
inner join dim_period on dim_period.period_key = metric_cell.period_key
inner join entity on entity.entity_key = metric_cell.entity_key
inner join dim_cohort on dim_cohort.cohort_key = metric_cell.cohort_key
inner join dim_breakdown on dim_breakdown.breakdown_key = metric_cell.breakdown_key;

create view if not exists mart_gap as
select
    dim_metric.id as metric,
    dim_period.id as period,
    entity.level as level,
    entity.entity as entity,
    dim_cohort.id as cohort,
    comparator.id as comparator,
    dim_breakdown.breakdown as breakdown,
    dim_breakdown.value as breakdown_value,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    dim_metric.scale * base.numerator / base.denominator as comparator_value,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator
        - dim_metric.scale * base.numerator / base.denominator as gap,
    iif(comparator.id = 'peers', metric_cell.peers_gap_lower, metric_cell.all_gap_lower)
        as gap_lower,
    iif(comparator.id = 'peers', metric_cell.peers_gap_upper, metric_cell.all_gap_upper)
        as gap_upper,
    case
        when base.numerator > 0
        then (metric_cell.numerator / metric_cell.denominator)
            / (base.numerator / base.denominator)
    end as ratio,
    iif(comparator.id = 'peers', metric_cell.peers_ratio_lower, metric_cell.all_ratio_lower)
        as ratio_lower,
    iif(comparator.id = 'peers', metric_cell.peers_ratio_upper, metric_cell.all_ratio_upper)
        as ratio_upper
from metric_cell
inner join gap_pair on gap_pair.cohort_key = metric_cell.cohort_key
inner join metric_cell as base
    on base.period_key = metric_cell.period_key
    and base.entity_key = metric_cell.entity_key
    and base.metric_key = metric_cell.metric_key
    and base.breakdown_key = metric_cell.breakdown_key
    and base.cohort_key = gap_pair.comparator_key
inner join dim_metric on dim_metric.metric_key = metric_cell.metric_key
inner join dim_period on dim_period.period_key = metric_cell.period_key
inner join entity on entity.entity_key = metric_cell.entity_key
inner join dim_cohort on dim_cohort.cohort_key = metric_cell.cohort_key
inner join dim_cohort as comparator on comparator.cohort_key = gap_pair.comparator_key
inner join dim_breakdown on dim_breakdown.breakdown_key = metric_cell.breakdown_key;

create view if not exists mart_funnel as
select
    dim_metric.id as metric,
    dim_period.id as period,
    dim_cohort.id as cohort,
    funnel_cell.phase as phase,
    entity.entity as urn,
    metric_cell.numerator as numerator,
    metric_cell.denominator as denominator,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    dim_metric.scale * phase_numerator / phase_denominator as expected,
    dim_metric.scale * lower_95 / metric_cell.denominator as lower_95,
    dim_metric.scale * upper_95 / metric_cell.denominator as upper_95,
    dim_metric.scale * lower_99_8 / metric_cell.denominator as lower_99_8,
    dim_metric.scale * upper_99_8 / metric_cell.denominator as upper_99_8,
    case
        when metric_cell.numerator > funnel_cell.upper_99_8 then 'above_99_8'
        when metric_cell.numerator > funnel_cell.upper_95 then 'above_95'
        when metric_cell.numerator < funnel_cell.lower_99_8 then 'below_99_8'
        when metric_cell.numerator < funnel_cell.lower_95 then 'below_95'
        else 'within'
    end as flag
from funnel_cell
inner join metric_cell
    on metric_cell.period_key = funnel_cell.period_key
    and metric_cell.entity_key = funnel_cell.entity_key
    and metric_cell.metric_key = funnel_cell.metric_key
    and metric_cell.breakdown_key = 0
    and metric_cell.cohort_key = funnel_cell.cohort_key
inner join dim_metric on dim_metric.metric_key = funnel_cell.metric_key
inner join dim_period on dim_period.period_key = funnel_cell.period_key
inner join entity on entity.entity_key = funnel_cell.entity_key
inner join dim_cohort on dim_cohort.cohort_key = funnel_cell.cohort_key;
