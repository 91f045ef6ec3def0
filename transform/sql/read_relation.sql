select made.sql
from sqlite_schema as made
where made.name = ?1
