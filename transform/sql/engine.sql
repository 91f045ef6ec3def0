-- engine: the statements of its module, each by its name.

-- name: list_metrics
select
    metric_key,
    id
from dim_metric
order by metric_key

-- name: put_count
insert into dim_count (id, kind, less, children, step) values (?1, ?2, ?3, ?4, ?5)
on conflict (id) do update set
    kind = excluded.kind,
    less = excluded.less,
    children = excluded.children,
    step = excluded.step
where (kind, less, children, step)
    is not (excluded.kind, excluded.less, excluded.children, excluded.step)

-- name: put_count_over
insert into dim_count_over (count, place, other, least) values (?1, ?2, ?3, ?4)

-- name: put_count_part
insert into dim_count_part (count, whole) values (?1, ?2)

-- name: drop_counts
-- Those of metrics that are gone: every count is some metric's.
delete from dim_count
where id not in (
    select numerator_count from dim_metric
    union
    select denominator_count from dim_metric
)

-- name: put_gap_pair
insert or ignore into gap_pair (cohort_key, comparator_key) values (?1, ?2)

-- name: put_metric
-- A metric's description; a new id gets the next key, an old one keeps its own.
insert into dim_metric (
    id, label, unit, scale, definition, numerator, denominator, source, interval, polarity,
    numerator_count, denominator_count, base_count, is_newest, extract, aged_by
)
values (:id, :label, :unit, :scale, :definition, :numerator, :denominator, :source,
    :interval, :polarity, :numerator_count, :denominator_count, :base_count, :is_newest,
    :extract, :aged_by)
on conflict (id) do update set
    label = excluded.label,
    unit = excluded.unit,
    scale = excluded.scale,
    definition = excluded.definition,
    numerator = excluded.numerator,
    denominator = excluded.denominator,
    source = excluded.source,
    interval = excluded.interval,
    polarity = excluded.polarity,
    numerator_count = excluded.numerator_count,
    denominator_count = excluded.denominator_count,
    base_count = excluded.base_count,
    is_newest = excluded.is_newest,
    extract = excluded.extract,
    aged_by = excluded.aged_by
where (label, unit, scale, definition, numerator, denominator, source, interval, polarity,
    numerator_count, denominator_count, base_count, is_newest, extract, aged_by)
    <> (excluded.label, excluded.unit, excluded.scale, excluded.definition,
        excluded.numerator, excluded.denominator, excluded.source, excluded.interval,
        excluded.polarity, excluded.numerator_count, excluded.denominator_count,
        excluded.base_count, excluded.is_newest, excluded.extract, excluded.aged_by)

-- name: list_tables
select name
from sqlite_schema
where type = 'table'
    and name not like 'sqlite~_%' escape '~'
order by name

-- name: put_reads
insert into metric_reads (metric_key, relation, use, source)
values (?1, ?2, ?3, ?4)
