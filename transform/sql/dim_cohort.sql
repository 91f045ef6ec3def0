-- dim_cohort: a row a cohort; its key is the bit of pupil_cohort_span.cohorts.
create table if not exists dim_cohort (
    cohort_key integer primary key,
    id text not null unique,
    label text not null
) strict;
