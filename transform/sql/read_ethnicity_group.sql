select code_value.value
from code_value
where code_value.name = 'ethnicity_group'
    and code_value.code = ?1
