-- attendance: the sums of a pupil's sessions at a school in an academic year.
--
-- figures  five numbers of three digits (possible, authorised, unauthorised, late,
--          part_time) for each of the year, its three terms and its six half terms; zeros
--          at the end are left out. fct_attendance reads it
-- weeks    the same by week, for the county's weeks; transform/attendance/attendance.h has the code
-- bases    a letter for each of those periods: m marks, s attendance summaries, c the
--          school census's counts; then one for each week from that of 1 August on, to the last
--          that rests on counts; '' where all rest on marks
create table if not exists attendance (
    year integer not null,
    school_key integer not null references school_ident,
    pupil_key integer not null references ident,
    figures text not null,
    weeks blob not null,
    bases text not null default '',
    primary key (year, school_key, pupil_key)
) strict, without rowid;
create index if not exists attendance_pupil on attendance (pupil_key);
-- Few have one: attendance_basis finds them.
create index if not exists attendance_bases on attendance (year) where bases <> '';
