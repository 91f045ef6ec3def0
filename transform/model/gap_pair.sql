-- gap_pair: which cohorts are compared with which; metrics.md, "Values, intervals, gaps".
create table if not exists gap_pair (
    cohort_key integer not null references dim_cohort,
    comparator_key integer not null references dim_cohort,
    primary key (cohort_key, comparator_key)
) strict, without rowid;
