-- reason_cell: absent sessions by code of an entity's pupils in a cohort; the store of
-- mart_absence_reason.
--
-- sessions  a JSON object: code -> sessions over 0
create table if not exists reason_cell (
    period_key integer not null references dim_period,
    entity_key integer not null references entity,
    cohort_key integer not null references dim_cohort,
    possible integer not null check (possible > 0),
    sessions text not null,
    primary key (period_key, entity_key, cohort_key)
) strict, without rowid;
