-- benchmark: a figure that the DfE has published, of those that benchmarks/*.ini names. Of one
-- that is there more than once the final before the revised before the provisional, then the
-- one of the file that was made later.
--
-- source_file    below the inbox, as it was last sent
-- time_period    as published: 202425, or 2025 for a year that ends on 31 March
-- level          National, Regional, Local authority
-- area_code      E92000001, E12000006; a local authority by its three digits, as in [county]
-- cohort         of ours; dfe_... where it is none; see definition
-- measure        a metric of ours, or what it is called in the config; "(X)" behind it: of X alone
-- value          null where a symbol stands for it
-- symbol         as published: c suppressed, x not available, z not applicable, low or k rounds to 0
-- data_set       the file of the config that says what it is
-- metric         measure without what it is of alone
-- breakdown      none, or as in mart_metric
-- unit           %, points, pupils
-- numerator, denominator  of the same line, null where suppressed or not published
-- academic_year  that the period is, or that its 31 March is in; null for another kind of year
-- version        Provisional, Revised, Final; '' where the file does not say
-- definition     in what it is another figure than ours; '' in nothing that is known
create view if not exists benchmark as
select
    source_file,
    time_period,
    level,
    area_code,
    area_name,
    cohort,
    measure,
    value,
    symbol,
    data_set,
    metric,
    breakdown,
    breakdown_value,
    unit,
    numerator,
    denominator,
    academic_year,
    version,
    definition
from (
    select
        (
            select content_stamp.path
            from content_stamp
            where content_stamp.content_id = published.content_id
            order by content_stamp.stamp desc
            limit 1
        ) as source_file,
        published.time_period,
        case published.level
            when 'NATIONAL' then 'National'
            when 'REGIONAL' then 'Regional'
            else 'Local authority'
        end as level,
        published.area_code,
        published.area_name,
        map.cohort,
        map.measure || iif(map.breakdown = 'none', '', ' (' || map.breakdown_value || ')')
            as measure,
        iif(published.figure glob '[-0-9]*', cast(published.figure as real), null) as value,
        iif(published.figure glob '[-0-9]*', null, lower(published.figure)) as symbol,
        map.data_set,
        map.measure as metric,
        map.breakdown,
        map.breakdown_value,
        map.unit,
        (
            select iif(part.figure glob '[-0-9]*', cast(part.figure as real), null)
            from published as part
            where part.indicator = map.numerator
                and part.filters = published.filters
                and part.time_identifier = published.time_identifier
                and part.time_period = published.time_period
                and part.level = published.level
                and part.area_code = published.area_code
                and part.version = published.version
        ) as numerator,
        (
            select iif(part.figure glob '[-0-9]*', cast(part.figure as real), null)
            from published as part
            where part.indicator = map.denominator
                and part.filters = published.filters
                and part.time_identifier = published.time_identifier
                and part.time_period = published.time_period
                and part.level = published.level
                and part.area_code = published.area_code
                and part.version = published.version
        ) as denominator,
        case published.time_identifier
            when 'ACADEMIC YEAR'
                then
                    substr(published.time_period, 1, 4) || '/'
                    || substr(published.time_period, 5, 2)
            when 'REPORTING YEAR'
                then
                    (substr(published.time_period, 1, 4) - 1) || '/'
                    || substr(published.time_period, 3, 2)
        end as academic_year,
        case published.version
            when '3' then 'Final'
            when '2' then 'Revised'
            when '1' then 'Provisional'
            else ''
        end as version,
        map.definition,
        row_number() over (
            partition by
                map.data_set,
                map.measure,
                map.cohort,
                map.breakdown,
                map.breakdown_value,
                published.time_period,
                published.level,
                published.area_code
            order by
                published.version desc,
                content.order_key desc,
                published.line desc,
                published.filters
        ) as place
    from published_measure as map
    inner join published
        on published.indicator = map.indicator
        and published.filters = map.filters_key
        and published.time_identifier = map.time_identifier
    inner join content on content.content_id = published.content_id
)
where place = 1;
