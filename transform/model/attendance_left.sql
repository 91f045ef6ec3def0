-- attendance_left: counts of attendance_counts that no figure rests on, and why.
--
-- year        academic: 2025 for 2025/26
-- school_key  in dim_school
-- basis       as in attendance_counts
-- rule        exceeds: more sessions than were possible; off_roll: the pupil was on no roll
--             of the school on any day of the stretch
-- counts      how many, of pupils whose attendance counts
create table if not exists attendance_left (
    year integer not null,
    school_key integer not null references school_ident,
    basis text not null,
    rule text not null check (rule in ('exceeds', 'off_roll')),
    counts integer not null check (counts > 0),
    primary key (year, school_key, basis, rule)
) strict, without rowid;
