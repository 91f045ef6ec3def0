-- attributes: the statements of its module, each by its name.

-- name: put_breakdown
insert into dim_breakdown (breakdown_key, breakdown, value)
values (?1, ?2, ?3)

-- name: read_breakdowns
select breakdown_key, breakdown, value
from dim_breakdown
order by breakdown_key

-- name: read_ethnicity_group
select code_value.value
from code_value
where code_value.name = 'ethnicity_group'
    and code_value.code = ?1
