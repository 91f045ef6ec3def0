-- calendar: the statements of its module, each by its name.

-- name: put_period
-- A period as the calendar has it now; one that is as it was is left alone, so that the
-- number of changes says whether it moved.
insert into dim_period (
    period_key, id, label, grain, start_date, end_date, academic_year, reference_date,
    roll_date, complete, reference_key
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
on conflict (period_key) do update set
    id = excluded.id,
    label = excluded.label,
    grain = excluded.grain,
    start_date = excluded.start_date,
    end_date = excluded.end_date,
    academic_year = excluded.academic_year,
    reference_date = excluded.reference_date,
    roll_date = excluded.roll_date,
    complete = excluded.complete,
    reference_key = excluded.reference_key
where id <> excluded.id
    or start_date <> excluded.start_date
    or end_date <> excluded.end_date
    or academic_year <> excluded.academic_year
    or reference_date <> excluded.reference_date
    or roll_date <> excluded.roll_date
    or complete <> excluded.complete

-- name: read_periods
select period_key
from dim_period
order by period_key

-- name: read_moved_period
-- The reference date of a period that ends on another day than it did, and is the same period
-- for the rest; ?1 to ?11 are those of put_period. What a year or term that is over is compared
-- with is another than before (calendar_before).
select reference_date
from dim_period
where period_key = ?1
    and id = ?2
    and label = ?3
    and grain = ?4
    and start_date = ?5
    and academic_year = ?7
    and (complete = ?10 or grain = 'half_term')
    and (end_date, reference_date, roll_date, reference_key) <> (?6, ?8, ?9, ?11)
