-- reason: the statements of its module, each by its name.

-- name: drop_reasons
delete from reason_cell
where period_key = ?1
    and entity_key = ?2

-- name: drop_reasons_above
delete from reason_cell
where period_key = ?1
    and entity_key in (
        select entity.entity_key
        from entity
        where entity.level <> 'school'
    )

-- name: put_reasons
insert into reason_cell (period_key, entity_key, cohort_key, possible, sessions)
values (?1, ?2, ?3, ?4, ?5)

-- name: read_school
-- A period's rows of a school.
select reason_cell.cohort_key, reason_cell.possible, reason_cell.sessions
from reason_cell
where reason_cell.period_key = ?1
    and reason_cell.entity_key = ?2
order by reason_cell.cohort_key

-- name: read_reasons
-- A period's rows of schools.
select reason_cell.entity_key, reason_cell.cohort_key, reason_cell.possible, reason_cell.sessions
from reason_cell
inner join entity
    on entity.entity_key = reason_cell.entity_key
    and entity.level = 'school'
where reason_cell.period_key = ?1
order by reason_cell.entity_key, reason_cell.cohort_key
