-- promise_cell: one row per period, promise and school, or the county, of which anything is due
-- there: what metric_cell does not say of it.
--
-- recorded  how much of what is due is on record, kept or not
-- children  of the rows due; of a promise of schools how many these are
create table if not exists promise_cell (
    period_key integer not null references dim_period,
    entity_key integer not null references entity,
    promise_key integer not null references dim_promise,
    recorded real not null,
    children integer not null,
    primary key (period_key, entity_key, promise_key)
) strict, without rowid;
