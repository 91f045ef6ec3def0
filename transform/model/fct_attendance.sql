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
create view if not exists fct_attendance as
with slot (code, first) as (
    values (0, 1), (1, 16), (2, 31), (3, 46), (11, 61), (12, 76), (13, 91), (14, 106),
        (15, 121), (16, 136)
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
    cast(substr(attendance.figures, slot.first + 9, 3) as integer) as late
from slot
inner join dim_period on dim_period.period_key % 100 = slot.code
inner join attendance on attendance.year = dim_period.period_key / 100
where dim_period.grain <> 'week'
    and substr(attendance.figures, slot.first, 3) > '000';
