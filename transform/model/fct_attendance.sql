-- fct_attendance: a pupil's sessions at a school in a year, term or half term: those that
-- the metrics count (metrics.md, Attendance), where any was possible.
--
-- pupil_key     in dim_pupil
-- school_key    in dim_school
-- period        id in dim_period
-- possible      sessions
-- absent        of those, authorised and unauthorised
-- authorised    of those, with a mark of authorised absence
-- unauthorised  of those, with a mark of unauthorised absence
-- late          of those, with a mark L or U
-- basis         marks; or where none are held for a day of the period counts of
--               attendance_counts: summary, census
create view if not exists fct_attendance as
with slot (code, place, first) as (
    values (0, 1, 1), (1, 2, 16), (2, 3, 31), (3, 4, 46), (11, 5, 61), (12, 6, 76),
        (13, 7, 91), (14, 8, 106), (15, 9, 121), (16, 10, 136)
)
select
    attendance.pupil_key,
    attendance.school_key,
    dim_period.id as period,
    cast(substr(attendance.figures, slot.first, 3) as integer) as possible,
    cast(substr(attendance.figures, slot.first + 3, 3) as integer)
        + cast(substr(attendance.figures, slot.first + 6, 3) as integer) as absent,
    cast(substr(attendance.figures, slot.first + 3, 3) as integer) as authorised,
    cast(substr(attendance.figures, slot.first + 6, 3) as integer) as unauthorised,
    cast(substr(attendance.figures, slot.first + 9, 3) as integer) as late,
    case substr(attendance.bases, slot.place, 1)
        when 's' then 'summary'
        when 'c' then 'census'
        else 'marks'
    end as basis
from slot
inner join dim_period on dim_period.period_key % 100 = slot.code
inner join attendance on attendance.year = dim_period.period_key / 100
where dim_period.grain <> 'week'
    and substr(attendance.figures, slot.first, 3) > '000';
