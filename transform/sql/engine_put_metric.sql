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
