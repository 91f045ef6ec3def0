-- safety_roll: a row a child of safety_child and school on whose roll it is on the as-of date,
-- with status C or M.
--
-- entry_date  when the stay began
-- since       from which day on it has been one of these, without a break
create table if not exists safety_roll (
    pupil_key integer not null references ident,
    school_key integer not null references school_ident,
    entry_date text not null,
    since text not null,
    primary key (pupil_key, school_key)
) strict, without rowid;
