-- mart_comparison: a figure beside each that it may be compared with; without breakdowns.
--
-- metric            id in dim_metric
-- period            id in dim_period
-- level             county, district, adviser or school
-- entity            the LA code, the district's or adviser's name, the URN
-- cohort            id in dim_cohort
-- comparator        peers, all (which contains the cohort), year_before, target; at county level
--                   also england, region, county, neighbours (published_comparator)
-- comparator_period  the same; of year_before its period; else the academic year
-- value             ours; comparator_value in the metric's unit, null where a symbol stands for
--                   it or the comparison is refused
-- symbol            of the published figure
-- difference        ours less the comparator's
-- difference_lower, difference_upper  its 95% interval where it has one: 0 in it could be chance
-- is_better         1 or 0, by which way is good; null where neither is, and where equal
-- place, places     of county: details in published_comparator
-- caution           to be printed beside it: another definition, another year, a part of a year
create view if not exists mart_comparison as
with beside as (
    select
        metric, period, level, entity, cohort, comparator,
        period as comparator_period,
        value, comparator_value,
        null as symbol,
        gap_lower as difference_lower,
        gap_upper as difference_upper,
        null as place,
        null as places,
        iif(comparator = 'all', 'All pupils contain the cohort.', '') as caution
    from mart_gap
    where breakdown = 'none'
    union all
    select
        metric, period, level, entity, cohort, 'year_before',
        comparator_period, figure, figure_before, null, change_lower, change_upper, null, null, ''
    from mart_change
    union all
    select
        ours.metric, ours.period, ours.level, ours.entity, ours.cohort, 'target',
        target.academic_year, ours.value, target.target, null, null, null, null, null,
        iif(
            dim_period.grain = 'year' and dim_period.complete,
            '',
            'A target for the whole year.'
        )
    from target
    cross join dim_period
        on dim_period.academic_year = target.academic_year
        and dim_period.grain in ('year', 'term')
    cross join mart_metric as ours
        on ours.period = dim_period.id
        and ours.metric = target.metric
        and ours.cohort = target.cohort
        and ours.breakdown = 'none'
    union all
    select
        ours.metric, ours.period, ours.level, ours.entity, ours.cohort,
        published.comparator,
        published.academic_year, ours.value, published.value, published.symbol, null, null,
        published.place, published.places,
        trim(
            iif(published.definition = '', '', rtrim(published.definition, '.') || '.')
            || case
                when published.academic_year <> dim_period.academic_year
                then ' Of ' || published.academic_year || '.'
                else ''
            end
            || iif(
                dim_period.grain = 'year' and dim_period.complete,
                '',
                ' Of a whole year; ours is of a part.'
            )
            || case published.method
                when 'mean'
                then printf(' Mean of %d of %d areas.', published.areas, published.wanted_areas)
                when 'together'
                then printf(' %d of %d areas together.', published.areas, published.wanted_areas)
                else ''
            end
        )
    from dim_period
    cross join mart_metric as ours
        on ours.period = dim_period.id
        and ours.level = 'county'
        and ours.breakdown = 'none'
    cross join published_comparator as published
        on published.metric = ours.metric
        and published.cohort = ours.cohort
        and published.academic_year = (
            select max(newest.academic_year)
            from published_comparator as newest
            where newest.metric = ours.metric
                and newest.cohort = ours.cohort
                and newest.comparator = published.comparator
                and newest.academic_year <= dim_period.academic_year
        )
    where dim_period.grain in ('year', 'term', 'to_date')
)
select
    beside.metric,
    beside.period,
    beside.level,
    beside.entity,
    beside.cohort,
    beside.comparator,
    beside.comparator_period,
    beside.value,
    beside.comparator_value,
    beside.symbol,
    beside.value - beside.comparator_value as difference,
    beside.difference_lower,
    beside.difference_upper,
    case
        when dim_metric.polarity = 'neither' or beside.value = beside.comparator_value then null
        when dim_metric.polarity = 'higher' then beside.value > beside.comparator_value
        else beside.value < beside.comparator_value
    end as is_better,
    beside.place,
    beside.places,
    beside.caution
from beside
inner join dim_metric on dim_metric.id = beside.metric;
