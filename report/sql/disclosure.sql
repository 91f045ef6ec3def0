-- disclosure.c: the rules of disclosure control, and the tables of what it lets through.

-- name: schema
-- shown_*: what the packs under disclosure control may say, the only tables that their
-- queries read figures from. Numbers are unrounded; the writers round them.
--
-- symbol  '[c]' withheld (all numbers are null); '[u]' too few to be relied on (value and
--         interval are null); null otherwise
create temp table shown_metric (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    cohort text not null,
    breakdown text not null,
    breakdown_value text not null,
    numerator real,
    denominator real,
    value real,
    lower real,
    upper real,
    symbol text,
    primary key (period, level, entity, cohort, breakdown, breakdown_value, metric)
) strict, without rowid;

create temp table shown_gap (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    cohort text not null,
    comparator text not null,
    breakdown text not null,
    breakdown_value text not null,
    value real,
    comparator_value real,
    gap real,
    gap_lower real,
    gap_upper real,
    ratio real,
    ratio_lower real,
    ratio_upper real,
    symbol text,
    comparator_symbol text,
    gap_symbol text,
    primary key (
        period, level, entity, cohort, breakdown, breakdown_value, metric, comparator
    )
) strict, without rowid;

create temp table shown_funnel (
    metric text not null,
    period text not null,
    cohort text not null,
    phase text not null,
    urn text not null,
    numerator real,
    denominator real,
    value real,
    expected real,
    lower_95 real,
    upper_95 real,
    lower_99_8 real,
    upper_99_8 real,
    flag text,
    symbol text,
    primary key (metric, period, cohort, phase, urn)
) strict, without rowid;

-- name: count
-- The counts of children, or of what happened to them, that metrics are made of, and whether a
-- small one gives anything away: a sum of scores does not, but of whom it is must be known, or
-- it may be one child's.
select
    id,
    kind <> 'sum' as is_count,
    kind = 'sum' and children is null as is_of_nobody_known
from dim_count
order by id;

-- name: whole
-- What a count is a part of: where the rest is small, that gives it away.
select
    count,
    whole
from dim_count_part
order by count, whole;

-- name: shown
-- The counts that a metric's figures are, and the one that its reliability goes by.
select
    id,
    numerator_count,
    denominator_count,
    base_count
from dim_metric
order by id;

-- name: link
-- The counts that a metric shows, or rests on so that it is hidden with them: its own and its
-- base, the children they belong to, and what one of them is the rest without: of the two
-- either gives the other away beside their whole.
with own as (
    select
        dim_metric.id as metric,
        dim_count.id as count,
        dim_count.children,
        dim_count.less
    from dim_metric
    inner join dim_count
        on dim_count.id in (dim_metric.numerator_count, dim_metric.denominator_count)
)
select
    metric,
    count
from own
union
select
    metric,
    children
from own
where children is not null
union
select
    metric,
    less
from own
where less is not null
union
select
    own.metric,
    dim_count.id
from own
inner join dim_count on dim_count.less = own.count
union
select
    id,
    base_count
from dim_metric;

-- name: part
-- Cohorts that add up to another.
with part (whole, cohort) as (
    values
        ('cin_cpp', 'cin'),
        ('cin_cpp', 'cpp'),
        ('csw', 'cla'),
        ('csw', 'cin_cpp'),
        ('ever6', 'csw'),
        ('ever6', 'formerly'),
        ('formerly', 'formerly_0_1'),
        ('formerly', 'formerly_1_3'),
        ('formerly', 'formerly_3_6'),
        ('all', 'ever6'),
        ('all', 'peers')
)
select whole, cohort from part order by whole;

-- name: metric
-- Every figure that a controlled pack could show, place by place. How many children a week's
-- rests on no other figure says: those have an interval that rest on ten (details 40).
select
    mart_metric.period,
    mart_metric.level,
    mart_metric.entity,
    mart_metric.cohort,
    mart_metric.breakdown,
    mart_metric.breakdown_value,
    mart_metric.metric,
    mart_metric.numerator,
    mart_metric.denominator,
    mart_metric.value,
    mart_metric.lower,
    mart_metric.upper
from mart_metric
inner join dim_period
    on dim_period.id = mart_metric.period and dim_period.grain in ('year', 'term', 'to_date', 'week')
where mart_metric.level in ('county', 'district')
    and (dim_period.grain <> 'week' or mart_metric.lower is not null)
order by
    mart_metric.period, mart_metric.level, mart_metric.entity, mart_metric.cohort,
    mart_metric.breakdown, mart_metric.breakdown_value, mart_metric.metric;

-- name: put_metric
-- One figure, as it may be shown.
insert into shown_metric (
    period, level, entity, cohort, breakdown, breakdown_value, metric, numerator,
    denominator, value, lower, upper, symbol
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);

-- name: gap
-- A gap is shown where both its sides are. The cross joins say in which
-- order SQLite is to go about it.
insert into shown_gap (
    metric, period, level, entity, cohort, comparator, breakdown, breakdown_value, value,
    comparator_value, gap, gap_lower, gap_upper, ratio, ratio_lower, ratio_upper, symbol,
    comparator_symbol, gap_symbol
)
with
side as (
    select
        mart_gap.*,
        ours.value as shown_value,
        theirs.value as shown_comparator,
        ours.symbol as symbol,
        theirs.symbol as comparator_symbol,
        case
            when '[c]' in (coalesce(ours.symbol, ''), coalesce(theirs.symbol, ''))
            then '[c]'
            else coalesce(ours.symbol, theirs.symbol)
        end as gap_symbol
    from mart_gap
    cross join shown_metric as ours
        on ours.metric = mart_gap.metric
        and ours.period = mart_gap.period
        and ours.level = mart_gap.level
        and ours.entity = mart_gap.entity
        and ours.cohort = mart_gap.cohort
        and ours.breakdown = mart_gap.breakdown
        and ours.breakdown_value = mart_gap.breakdown_value
    cross join shown_metric as theirs
        on theirs.metric = mart_gap.metric
        and theirs.period = mart_gap.period
        and theirs.level = mart_gap.level
        and theirs.entity = mart_gap.entity
        and theirs.cohort = mart_gap.comparator
        and theirs.breakdown = mart_gap.breakdown
        and theirs.breakdown_value = mart_gap.breakdown_value
    where mart_gap.level in ('county', 'district')
)
select
    metric, period, level, entity, cohort, comparator, breakdown, breakdown_value,
    shown_value, shown_comparator,
    iif(gap_symbol is null, gap, null),
    iif(gap_symbol is null, gap_lower, null),
    iif(gap_symbol is null, gap_upper, null),
    iif(gap_symbol is null, ratio, null),
    iif(gap_symbol is null, ratio_lower, null),
    iif(gap_symbol is null, ratio_upper, null),
    symbol, comparator_symbol, gap_symbol
from side;

-- name: funnel
-- This year's funnels, a phase after the other.
select
    mart_funnel.metric,
    mart_funnel.period,
    mart_funnel.cohort,
    mart_funnel.phase,
    mart_funnel.urn,
    mart_funnel.numerator,
    mart_funnel.denominator,
    mart_funnel.value,
    mart_funnel.expected,
    mart_funnel.lower_95,
    mart_funnel.upper_95,
    mart_funnel.lower_99_8,
    mart_funnel.upper_99_8,
    mart_funnel.flag
from mart_funnel
inner join context on context.year = mart_funnel.period
order by
    mart_funnel.metric, mart_funnel.period, mart_funnel.cohort, mart_funnel.phase,
    mart_funnel.urn;

-- name: put_funnel
-- One school, as it may be shown.
insert into shown_funnel (
    metric, period, cohort, phase, urn, numerator, denominator, value, expected, lower_95,
    upper_95, lower_99_8, upper_99_8, flag, symbol
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);
