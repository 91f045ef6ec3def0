-- metric_reads: the tables that a metric's figures are made of, as SQLite tells it when their
-- statements are prepared: what stands behind a number, and what was left out of it.
--
-- relation  a table
-- use       figure: what is counted; person: who is who, on roll where and in which cohorts
-- source    whose rows they are: '' the spine's, else as in source_print
create table if not exists metric_reads (
    metric_key integer not null references dim_metric,
    relation text not null,
    use text not null check (use in ('figure', 'person')),
    source text not null,
    primary key (metric_key, relation)
) strict, without rowid;
