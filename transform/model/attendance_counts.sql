-- attendance_counts: sessions counted over a stretch of days, where marks are not to be had;
-- of a person's rows with one key that of the later content, of one content the later line
-- (details 45). A figure rests on them where no marks are held for a pupil, school and period
-- (fct_attendance.basis).
--
-- pupil_key     in dim_pupil
-- school_key    in dim_school
-- basis         summary: the attendance_summary extract
-- start_date, end_date  the first and last day of the stretch
-- possible      sessions
-- authorised    of those, with an authorised absence
-- unauthorised  of those, with an unauthorised absence
-- late          of those, late; null where the extract does not say
create view if not exists attendance_counts as
select
    attendance_count.pupil_key,
    attendance_count.school_key,
    attendance_count.basis,
    attendance_count.start_date,
    attendance_count.end_date,
    attendance_count.possible,
    attendance_count.authorised,
    attendance_count.unauthorised,
    attendance_count.late
from attendance_count;
