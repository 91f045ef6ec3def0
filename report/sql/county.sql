-- county: the queries of the pack.

-- name: setup
-- region_code: the ONS codes of England's regions.
drop table if exists temp.region_code;
create temp table region_code (
    name text primary key,
    code text not null
) strict, without rowid;

insert into region_code (name, code)
values
    ('North East', 'E12000001'),
    ('North West', 'E12000002'),
    ('Yorkshire and The Humber', 'E12000003'),
    ('East Midlands', 'E12000004'),
    ('West Midlands', 'E12000005'),
    ('East of England', 'E12000006'),
    ('London', 'E12000007'),
    ('South East', 'E12000008'),
    ('South West', 'E12000009');

-- name: metrics
-- Metrics.csv: every figure of the county and its districts, year and
-- term, in the DfE's layout.
select
    '20' || substr(shown_metric.period, 3, 2) || substr(shown_metric.period, 6, 2)
        as time_period,
    case substr(shown_metric.period, 9)
        when '' then 'Academic year'
        when 'autumn' then 'Autumn term'
        when 'spring' then 'Spring term'
        else 'Summer term'
    end as time_identifier,
    iif(
        shown_metric.level = 'county', 'Local authority', 'Local authority district'
    ) as geographic_level,
    'E92000001' as country_code,
    'England' as country_name,
    region_code.code as region_code,
    context.region as region_name,
    context.la_code as old_la_code,
    '[x]' as new_la_code,
    context.la_name as la_name,
    iif(shown_metric.level = 'district', shown_metric.entity, '[z]') as lad_name,
    shown_metric.metric as metric,
    dim_metric.label as metric_name,
    dim_metric.unit as unit,
    shown_metric.cohort as cohort,
    dim_cohort.label as cohort_name,
    shown_metric.breakdown as breakdown_topic,
    iif(shown_metric.breakdown = 'none', 'Total', shown_metric.breakdown_value)
        as breakdown,
    coalesce(shown_metric.numerator, shown_metric.symbol) as numerator,
    coalesce(shown_metric.denominator, shown_metric.symbol) as denominator,
    coalesce(shown_metric.value, shown_metric.symbol) as value,
    coalesce(shown_metric.lower, shown_metric.symbol, '[z]') as lower_95,
    coalesce(shown_metric.upper, shown_metric.symbol, '[z]') as upper_95,
    iif(dim_period.complete, 'Final', 'Provisional') as status
from shown_metric
cross join context
cross join dim_metric on dim_metric.id = shown_metric.metric
cross join dim_cohort on dim_cohort.id = shown_metric.cohort
cross join dim_period
    on dim_period.id = shown_metric.period and dim_period.grain in ('year', 'term')
left join region_code on region_code.name = context.region
order by
    shown_metric.period, shown_metric.level, shown_metric.entity, shown_metric.cohort,
    shown_metric.breakdown, shown_metric.breakdown_value, shown_metric.metric;

-- name: gaps
-- Gaps.csv: every comparison of the county and its districts, year and
-- term, in the DfE's layout.
select
    '20' || substr(shown_gap.period, 3, 2) || substr(shown_gap.period, 6, 2)
        as time_period,
    case substr(shown_gap.period, 9)
        when '' then 'Academic year'
        when 'autumn' then 'Autumn term'
        when 'spring' then 'Spring term'
        else 'Summer term'
    end as time_identifier,
    iif(shown_gap.level = 'county', 'Local authority', 'Local authority district')
        as geographic_level,
    'E92000001' as country_code,
    'England' as country_name,
    region_code.code as region_code,
    context.region as region_name,
    context.la_code as old_la_code,
    '[x]' as new_la_code,
    context.la_name as la_name,
    iif(shown_gap.level = 'district', shown_gap.entity, '[z]') as lad_name,
    shown_gap.metric as metric,
    dim_metric.label as metric_name,
    dim_metric.unit as unit,
    shown_gap.cohort as cohort,
    dim_cohort.label as cohort_name,
    shown_gap.comparator as comparator,
    shown_gap.breakdown as breakdown_topic,
    iif(shown_gap.breakdown = 'none', 'Total', shown_gap.breakdown_value) as breakdown,
    coalesce(shown_gap.value, shown_gap.symbol) as value,
    coalesce(shown_gap.comparator_value, shown_gap.comparator_symbol) as comparator_value,
    coalesce(shown_gap.gap, shown_gap.gap_symbol) as gap,
    coalesce(shown_gap.gap_lower, shown_gap.gap_symbol, '[z]') as gap_lower_95,
    coalesce(shown_gap.gap_upper, shown_gap.gap_symbol, '[z]') as gap_upper_95,
    coalesce(shown_gap.ratio, shown_gap.gap_symbol, '[z]') as ratio,
    coalesce(shown_gap.ratio_lower, shown_gap.gap_symbol, '[z]') as ratio_lower_95,
    coalesce(shown_gap.ratio_upper, shown_gap.gap_symbol, '[z]') as ratio_upper_95,
    iif(dim_period.complete, 'Final', 'Provisional') as status
from shown_gap
cross join context
cross join dim_metric on dim_metric.id = shown_gap.metric
cross join dim_cohort on dim_cohort.id = shown_gap.cohort
cross join dim_period
    on dim_period.id = shown_gap.period and dim_period.grain in ('year', 'term')
left join region_code on region_code.name = context.region
order by
    shown_gap.period, shown_gap.level, shown_gap.entity, shown_gap.cohort,
    shown_gap.breakdown, shown_gap.breakdown_value, shown_gap.metric, shown_gap.comparator;
