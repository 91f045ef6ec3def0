-- change_cell: the pupils who count in a figure now and in that of the year before, and what they
-- come to: from these mart_change takes a change apart. No breakdowns; county, district, school.
--
-- period_key   the period now; its comparator is in period_pair
-- n_joined     pupils of the cohort with a denominator now, and before none
-- n_stayed     with one in both
-- n_left       with one before, and now none
-- counted, counted_before  numerators of all pupils with a denominator; those of the cells hold
--              events of others too (details 23)
-- numerator, denominator  of those who stayed, now; null where nobody did
-- numerator_before, denominator_before  of the same, then
-- change_lower, change_upper  95% interval of the change, in the metric's unit, by the formulas of
--              gaps, as if the two periods' pupils were not the same; null where there is none
create table if not exists change_cell (
    period_key integer not null references dim_period,
    metric_key integer not null references dim_metric,
    entity_key integer not null references entity,
    cohort_key integer not null references dim_cohort,
    n_joined integer not null,
    n_stayed integer not null,
    n_left integer not null,
    counted real not null,
    counted_before real not null,
    numerator real,
    denominator real,
    numerator_before real,
    denominator_before real,
    change_lower real,
    change_upper real,
    primary key (period_key, metric_key, entity_key, cohort_key)
) strict, without rowid;
