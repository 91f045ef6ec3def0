-- mark_meaning: what a mark means and when (codes/attendance_codes.csv).
--
-- valid_from, valid_to  both days included
-- is_possible  1 where the session counts as possible
-- meaning      statistical: present, approved_educational_activity, authorised_absence,
--              unauthorised_absence, not_possible, administrative
create table if not exists mark_meaning (
    mark text not null,
    valid_from text not null,
    valid_to text not null,
    is_possible integer not null check (is_possible in (0, 1)),
    meaning text not null,
    primary key (mark, valid_from)
) strict, without rowid;
