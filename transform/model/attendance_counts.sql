-- attendance_counts: sessions that came as counts, where marks are not to be had; of a person's
-- rows with one key that of the later content, of one content the later line (details 45). A
-- figure rests on them where no marks are held for a pupil, school and period
-- (fct_attendance.basis).
--
-- pupil_key     in dim_pupil
-- school_key    in dim_school
-- basis         summary: the attendance_summary extract; census: the school census
-- start_date, end_date  the first and last day of a summary's stretch
-- period        the term or half term that a census's counts are of: 2024/25 autumn
-- code          of codes/attendance_codes.csv, whose sessions a census's row is; null of a pupil
--               whom it lists with none of any, where it has absences of others alone
-- sessions      with that code
-- possible      sessions; of a census's row those of the pupil with any code, where it says them
-- authorised    of a summary's, with an authorised absence
-- unauthorised  of a summary's, with an unauthorised absence
-- late          of a summary's, late; null where the extract does not say
create view if not exists attendance_counts as
select
    attendance_count.pupil_key,
    attendance_count.school_key,
    attendance_count.basis,
    attendance_count.start_date,
    attendance_count.end_date,
    attendance_count.year || '/' || substr(attendance_count.year + 1, 3) || ' '
        || attendance_count.part as period,
    nullif(attendance_count.code, '') as code,
    attendance_count.sessions,
    attendance_count.possible,
    attendance_count.authorised,
    attendance_count.unauthorised,
    attendance_count.late
from attendance_count;
