-- pupil_cohort_span: a pupil's cohorts from one reference date to another.
--
-- from_key, to_key  inclusive, as dim_period.reference_key; a pupil in no cohort (one who
--                   has died) has no row for that time
-- cohorts           bits by dim_cohort.cohort_key
create table if not exists pupil_cohort_span (
    pupil_key integer not null references ident,
    from_key integer not null,
    to_key integer not null,
    cohorts integer not null check (cohorts > 0),
    primary key (pupil_key, from_key),
    check (from_key <= to_key)
) strict, without rowid;
