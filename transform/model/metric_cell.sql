-- metric_cell: one row per period, place, metric, breakdown value and cohort.
--
-- denominator  over 0: what has none has no row
-- lower, upper  in the metric's unit; null where there is no such interval
-- peers_*, all_*  intervals of the gap and ratio to that comparator's cell, which has
--              the same key but for the cohort; null too where there is no comparison
create table if not exists metric_cell (
    period_key integer not null references dim_period,
    entity_key integer not null references entity,
    metric_key integer not null references dim_metric,
    breakdown_key integer not null references dim_breakdown,
    cohort_key integer not null references dim_cohort,
    numerator real not null,
    denominator real not null check (denominator > 0),
    lower real,
    upper real,
    peers_gap_lower real,
    peers_gap_upper real,
    peers_ratio_lower real,
    peers_ratio_upper real,
    all_gap_lower real,
    all_gap_upper real,
    all_ratio_lower real,
    all_ratio_upper real,
    primary key (period_key, entity_key, metric_key, breakdown_key, cohort_key)
) strict, without rowid;
