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

-- name: broken_key
-- A foreign key that leads nowhere: where it stands and what it should lead to.
select
    broken."table",
    link."from",
    broken.parent,
    coalesce(link."to", (
        select part.name
        from pragma_table_info(broken.parent) as part
        where part.pk = 1
    ))
from pragma_foreign_key_check as broken
inner join pragma_foreign_key_list(broken."table") as link on link.id = broken.fkid
limit 1
