-- schema: the statements of its module, each by its name.

-- name: read_relation
select made.sql
from sqlite_schema as made
where made.name = ?1
