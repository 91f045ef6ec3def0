-- comparators: the statements of its module, each by its name.

-- name: forget
-- What the config says now stands instead.
delete from published_measure;

delete from target;

delete from comparator_area;

-- name: put_published
insert into published_measure (
    indicator,
    filters_key,
    filters,
    time_identifier,
    data_set,
    title,
    measure,
    unit,
    cohort,
    breakdown,
    breakdown_value,
    numerator,
    denominator,
    definition
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)

-- name: put_target
insert into target (metric, cohort, academic_year, label, target)
values (?1, ?2, ?3, ?4, ?5)

-- name: read_kept
-- What is in the tables, and of which config it is.
select
    coalesce((select value from setting where name = ?1), ''),
    (select count(*) from published_measure),
    (select count(*) from target)

-- name: put_area
insert or ignore into comparator_area (comparator, area)
values (?1, lower(?2))

-- name: read_print
-- What published_comparator is made of: the contents that benchmark reads, as they are ordered,
-- what their figures are called, and the metrics there are.
select
    coalesce((
        select group_concat(said, ' ')
        from (
            select printf('%d:%s', content_id, order_key) as said
            from content
            where content_id in (select distinct content_id from published)
            order by content_id
        )
    ), '')
    || coalesce((select value from setting where name = 'transform.comparators'), '')
    || coalesce((select value from setting where name = 'transform.metrics'), '')
    || coalesce((select value from setting where name = 'transform.basis'), '')

-- name: publish
-- Figures of the whole of a group that is ours, of a measure that is ours. Where two data sets
-- have one, that of the first name.
delete from published_comparator;

insert into published_comparator (
    metric, cohort, academic_year, comparator, value, symbol, areas, wanted_areas, method,
    place, places, status, definition, data_set, version
)
with
figure as materialized (
    select
        benchmark.*,
        dim_metric.scale,
        dim_metric.polarity,
        dim_metric.unit as our_unit,
        iif(
            benchmark.level = 'Local authority' and dim_metric.polarity <> 'neither'
                and benchmark.value is not null,
            rank() over (
                partition by benchmark.data_set, benchmark.metric, benchmark.cohort,
                    benchmark.academic_year, benchmark.level
                order by
                    benchmark.value is null,
                    iif(dim_metric.polarity = 'lower', 1, -1) * benchmark.value
            ),
            null
        ) as place,
        count(benchmark.value) over (
            partition by benchmark.data_set, benchmark.metric, benchmark.cohort,
                benchmark.academic_year, benchmark.level
        ) as places
    from benchmark
    inner join dim_metric on dim_metric.id = benchmark.metric
    inner join dim_cohort on dim_cohort.id = benchmark.cohort
    where benchmark.breakdown = 'none'
        and benchmark.academic_year is not null
),
beside as (
    select
        figure.*,
        comparator_area.comparator,
        row_number() over (
            partition by comparator_area.comparator, figure.metric, figure.cohort,
                figure.academic_year
            order by figure.data_set
        ) as turn
    from figure
    inner join comparator_area
        on comparator_area.area in (lower(figure.area_code), lower(figure.area_name))
        and figure.level = case comparator_area.comparator
            when 'england' then 'National'
            when 'region' then 'Regional'
            else 'Local authority'
        end
),
one as (
    select
        metric, cohort, academic_year, comparator, value, symbol,
        iif(value is null, 0, 1) as areas,
        1 as wanted_areas,
        'published' as method,
        iif(comparator = 'county' and places >= 5, place, null) as place,
        iif(comparator = 'county' and places >= 5 and place is not null, places, null) as places,
        unit, our_unit, definition, data_set, version
    from beside
    where turn = 1
        and comparator <> 'neighbours'
    union all
    select
        metric, cohort, academic_year, comparator,
        iif(
            count(value) = sum(value is not null and numerator is not null and denominator > 0),
            max(scale) * sum(iif(value is not null, numerator, null))
                / sum(iif(value is not null, denominator, null)),
            avg(value)
        ),
        iif(count(value) = 0, 'x', null),
        count(value),
        (select count(*) from comparator_area as area where area.comparator = 'neighbours'),
        iif(
            count(value) = sum(value is not null and numerator is not null and denominator > 0),
            'together',
            'mean'
        ),
        null, null,
        max(unit), max(our_unit), max(definition), data_set, max(version)
    from beside as theirs
    where comparator = 'neighbours'
        and data_set = (
            select min(first.data_set)
            from beside as first
            where first.comparator = theirs.comparator
                and first.metric = theirs.metric
                and first.cohort = theirs.cohort
                and first.academic_year = theirs.academic_year
        )
    group by metric, cohort, academic_year, comparator, data_set
)
select
    metric,
    cohort,
    academic_year,
    comparator,
    iif(unit = our_unit, value, null),
    symbol,
    areas,
    wanted_areas,
    method,
    place,
    places,
    case
        when unit <> our_unit then 'refused'
        when definition <> '' then 'labelled'
        else 'same'
    end,
    iif(
        unit = our_unit,
        definition,
        printf('Not compared: published in %s, ours in %s.', unit, our_unit)
    ),
    data_set,
    version
from one;
