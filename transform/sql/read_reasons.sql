-- A period's rows of schools.
select reason_cell.entity_key, reason_cell.cohort_key, reason_cell.possible, reason_cell.sessions
from reason_cell
inner join entity
    on entity.entity_key = reason_cell.entity_key
    and entity.level = 'school'
where reason_cell.period_key = ?1
order by reason_cell.entity_key, reason_cell.cohort_key
