-- county: the queries of the pack.

-- name: setup
-- tidy_place: what the rows of both files begin with, for the county and its districts,
-- year and term, in the DfE's layout.
create temp view tidy_place as
with region (name, code) as (
    values
        ('North East', 'E12000001'),
        ('North West', 'E12000002'),
        ('Yorkshire and The Humber', 'E12000003'),
        ('East Midlands', 'E12000004'),
        ('West Midlands', 'E12000005'),
        ('East of England', 'E12000006'),
        ('London', 'E12000007'),
        ('South East', 'E12000008'),
        ('South West', 'E12000009')
)
select distinct
    shown_metric.period,
    shown_metric.level,
    shown_metric.entity,
    '20' || substr(shown_metric.period, 3, 2) || substr(shown_metric.period, 6, 2)
        as time_period,
    case substr(shown_metric.period, 9)
        when '' then 'Academic year'
        when 'autumn' then 'Autumn term'
        when 'spring' then 'Spring term'
        else 'Summer term'
    end as time_identifier,
    iif(shown_metric.level = 'county', 'Local authority', 'Local authority district')
        as geographic_level,
    'E92000001' as country_code,
    'England' as country_name,
    region.code as region_code,
    context.region as region_name,
    context.la_code as old_la_code,
    '[x]' as new_la_code,
    context.la_name as la_name,
    iif(shown_metric.level = 'district', shown_metric.entity, '[z]') as lad_name,
    iif(dim_period.complete, 'Final', 'Provisional') as status
from shown_metric
cross join context
inner join dim_period
    on dim_period.id = shown_metric.period and dim_period.grain in ('year', 'term')
left join region on region.name = context.region;

-- name: metrics
-- metrics.csv: every figure.
select
    time_period, time_identifier, geographic_level, country_code, country_name, region_code,
    region_name, old_la_code, new_la_code, la_name, lad_name,
    shown_metric.metric as metric,
    dim_metric.label as metric_name,
    dim_metric.unit as unit,
    shown_metric.cohort as cohort,
    dim_cohort.label as cohort_name,
    breakdown as breakdown_topic,
    iif(breakdown = 'none', 'Total', breakdown_value) as breakdown,
    coalesce(shown_metric.numerator, symbol) as numerator,
    coalesce(shown_metric.denominator, symbol) as denominator,
    coalesce(value, symbol) as value,
    coalesce(lower, symbol, '[z]') as lower_95,
    coalesce(upper, symbol, '[z]') as upper_95,
    status
from shown_metric
cross join dim_metric on dim_metric.id = shown_metric.metric
cross join dim_cohort on dim_cohort.id = shown_metric.cohort
cross join tidy_place
    on tidy_place.period = shown_metric.period
    and tidy_place.level = shown_metric.level
    and tidy_place.entity = shown_metric.entity
order by
    shown_metric.period, shown_metric.level, shown_metric.entity, shown_metric.cohort,
    shown_metric.breakdown, shown_metric.breakdown_value, shown_metric.metric;

-- name: gaps
-- gaps.csv: every comparison.
select
    time_period, time_identifier, geographic_level, country_code, country_name, region_code,
    region_name, old_la_code, new_la_code, la_name, lad_name,
    shown_gap.metric as metric,
    dim_metric.label as metric_name,
    dim_metric.unit as unit,
    shown_gap.cohort as cohort,
    dim_cohort.label as cohort_name,
    comparator,
    breakdown as breakdown_topic,
    iif(breakdown = 'none', 'Total', breakdown_value) as breakdown,
    coalesce(value, symbol) as value,
    coalesce(comparator_value, comparator_symbol) as comparator_value,
    coalesce(gap, gap_symbol) as gap,
    coalesce(gap_lower, gap_symbol, '[z]') as gap_lower_95,
    coalesce(gap_upper, gap_symbol, '[z]') as gap_upper_95,
    coalesce(ratio, gap_symbol, '[z]') as ratio,
    coalesce(ratio_lower, gap_symbol, '[z]') as ratio_lower_95,
    coalesce(ratio_upper, gap_symbol, '[z]') as ratio_upper_95,
    status
from shown_gap
cross join dim_metric on dim_metric.id = shown_gap.metric
cross join dim_cohort on dim_cohort.id = shown_gap.cohort
cross join tidy_place
    on tidy_place.period = shown_gap.period
    and tidy_place.level = shown_gap.level
    and tidy_place.entity = shown_gap.entity
order by
    shown_gap.period, shown_gap.level, shown_gap.entity, shown_gap.cohort,
    shown_gap.breakdown, shown_gap.breakdown_value, shown_gap.metric, shown_gap.comparator;
