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
