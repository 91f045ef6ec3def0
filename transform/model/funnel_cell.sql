-- funnel_cell: one row per school with a cell in a funnel: what its phase would lead
-- one to expect of it (details.md 43).
--
-- phase_*  numerator and denominator of all the phase's schools together
-- lower_*  limits as counts, to be compared with the cell's numerator
create table if not exists funnel_cell (
    period_key integer not null references dim_period,
    metric_key integer not null references dim_metric,
    cohort_key integer not null references dim_cohort,
    entity_key integer not null references entity,
    phase text not null,
    phase_numerator real not null,
    phase_denominator real not null,
    lower_95 integer not null,
    upper_95 integer not null,
    lower_99_8 integer not null,
    upper_99_8 integer not null,
    primary key (period_key, metric_key, cohort_key, entity_key)
) strict, without rowid;
