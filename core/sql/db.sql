-- db: the statements of its module, each by its name.

-- name: referring
-- Tables with a foreign key to the table ?1, and the column it stands in.
select
    referring.name,
    link."from"
from sqlite_schema as referring
inner join pragma_foreign_key_list(referring.name) as link
where referring.type = 'table'
    and link."table" = ?1
order by referring.name, link."from"
