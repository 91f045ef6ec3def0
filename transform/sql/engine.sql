-- engine: the statements of its module, each by its name.

-- name: analyze
-- Sizes of the dimensions, for the query planner.
analyze dim_period;
analyze dim_metric;
analyze dim_cohort;
analyze dim_breakdown;
analyze entity;
analyze gap_pair;

-- name: list_metrics
select
    metric_key,
    id
from dim_metric
order by metric_key

-- name: put_gap_pair
insert or ignore into gap_pair (cohort_key, comparator_key) values (?1, ?2)

-- name: put_metric
-- A metric's description; a new id gets the next key, an old one keeps its own.
insert into dim_metric (
    id, label, unit, scale, definition, numerator, denominator, source, interval, polarity
)
values (:id, :label, :unit, :scale, :definition, :numerator, :denominator, :source,
    :interval, :polarity)
on conflict (id) do update set
    label = excluded.label,
    unit = excluded.unit,
    scale = excluded.scale,
    definition = excluded.definition,
    numerator = excluded.numerator,
    denominator = excluded.denominator,
    source = excluded.source,
    interval = excluded.interval,
    polarity = excluded.polarity
where (label, unit, scale, definition, numerator, denominator, source, interval, polarity)
    <> (excluded.label, excluded.unit, excluded.scale, excluded.definition,
        excluded.numerator, excluded.denominator, excluded.source, excluded.interval,
        excluded.polarity)
