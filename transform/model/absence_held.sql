-- absence_held: since when a pupil's absence is what a reason says (transform/night/absence.h),
-- of the academic year of the as-of date; one row per reason and pupil of whom it holds that day.
--
-- reason      in dim_reason
-- since       the first day it held without a break
-- possible    sessions of the year so far, at all schools
-- absent      of those, authorised and unauthorised
-- to_come     sessions still to come: two a school day after the as-of date, without the sixth
--             half term in year 11
create table if not exists absence_held (
    reason text not null,
    pupil_key integer not null references ident,
    since text not null,
    possible integer not null check (possible > 0),
    absent integer not null,
    to_come integer not null,
    primary key (reason, pupil_key)
) strict, without rowid;
create index if not exists absence_held_pupil on absence_held (pupil_key);
