-- dim_cohort: a row a cohort (metrics.md, Cohorts).
--
-- cohort_key  the bit of pupil_cohort_span.cohorts
-- id          short name
-- label       for people
create table if not exists dim_cohort (
    cohort_key integer primary key,
    id text not null unique,
    label text not null
) strict;
