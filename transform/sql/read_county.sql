select entity.entity_key
from entity
where entity.level = 'county'
    and entity.entity = ?1
