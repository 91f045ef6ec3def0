-- A metric's description; a new id gets the next key.
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
returning metric_key
