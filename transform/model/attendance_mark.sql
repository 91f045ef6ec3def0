-- attendance_mark: a row a mark of a pupil who was on the school's roll that day.
--
-- pupil_key   in dim_pupil
-- school_key  in dim_school
-- date        of the session
-- session     AM or PM
-- mark        code of codes/attendance_codes.csv
-- edge        read from a pupil, a day or a school and its days on, as the query has it: a string
--             is always found by its whole key, of who has marks where and the few buckets
create view if not exists attendance_mark as
select
    person.pupil_key,
    mark_string.school_key,
    mark_day.date,
    mark_day.session,
    mark_code.mark
from mark_pupil
inner join mark_string
    on mark_string.bucket in (select mark_bucket.bucket from mark_bucket)
    and mark_string.school_key = mark_pupil.school_key
    and mark_string.ident_key = mark_pupil.ident_key
inner join mark_day on mark_day.bucket = mark_string.bucket
inner join person on person.ident_key = mark_pupil.ident_key
inner join roll_stay
    on roll_stay.school_key = mark_pupil.school_key
    and roll_stay.ident_key = mark_pupil.ident_key
    and roll_stay.entry_date <= mark_day.date
    and roll_stay.last_date >= mark_day.date
inner join mark_code
    on mark_code.symbol = substr(mark_string.marks, mark_day.position + 1, 1)
where not exists (
    select 1
    from mark_hidden
    where mark_hidden.bucket = mark_string.bucket
        and mark_hidden.school_key = mark_string.school_key
        and mark_hidden.ident_key = mark_string.ident_key
        and mark_hidden.position = mark_day.position
);
