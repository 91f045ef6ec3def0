select setting.value
from setting
where setting.name = ?1
