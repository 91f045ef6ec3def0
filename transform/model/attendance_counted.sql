-- attendance_counted: a row a pupil, school and period whose attendance figures rest on counts of
-- sessions (attendance_counts) and not on marks; year, term, half term, week and, of earlier years,
-- to date.
--
-- period      id in dim_period
-- pupil_key   in dim_pupil
-- school_key  in dim_school
-- basis       summary: attendance summaries; census: the school census
create view if not exists attendance_counted as
with slot (code, place, first) as (
    values (0, 1, 1), (1, 2, 16), (2, 3, 31), (3, 4, 46), (11, 5, 61), (12, 6, 76),
        (13, 7, 91), (14, 8, 106), (15, 9, 121), (16, 10, 136), (21, 11, 151), (22, 12, 166),
        (23, 12, 166), (24, 12, 166)
)
select
    dim_period.id as period,
    attendance.pupil_key,
    attendance.school_key,
    iif(substr(attendance.bases, slot.place, 1) = 's', 'summary', 'census') as basis
from attendance
cross join slot
inner join dim_period on dim_period.period_key = attendance.year * 100 + slot.code
where attendance.bases <> ''
    and substr(attendance.bases, slot.place, 1) in ('s', 'c')
    and substr(attendance.figures, slot.first, 3) > '000'
union all
select
    dim_period.id,
    attendance.pupil_key,
    attendance.school_key,
    'summary' as basis -- the census is of terms
from attendance
cross join dim_period
    on dim_period.grain = 'week'
    and dim_period.academic_year glob attendance.year || '/*'
where attendance.bases <> ''
    and length(attendance.bases) > 12 -- the periods that are no weeks
    and substr(
        attendance.bases,
        13 + cast(
            julianday(dim_period.start_date)
            - julianday(attendance.year || '-08-01', '-6 days', 'weekday 1')
            as integer
        ) / 7,
        1
    ) = 's';
