-- schema: the statements of its module, each by its name.

-- name: made_relation
-- made_relation: which part of the program makes which table or view.
--
-- name     of the table or view
-- made_by  a part of the program; '' where it is not known yet
create table made_relation (
    name text primary key,
    made_by text not null
) strict, without rowid;

-- name: schema_stand
-- schema_stand: of which scripts what a part of the program makes was last found to be as they
-- say. It still is while neither they nor a letter of what is stored of the schema has changed,
-- by us, by others or by a damaged disk.
--
-- made_by  a part of the program
-- scripts  SHA-256 of them; of a text that goes by all relations, of it and what is stored
-- stored   SHA-256 of all that is stored of the schema
create table schema_stand (
    made_by text primary key,
    scripts text not null,
    stored text not null
) strict, without rowid;

-- name: has_registry
select 1
from sqlite_schema
where name = ?1

-- name: read_stand
select 1
from schema_stand
where made_by = ?1
    and scripts = ?2
    and stored = ?3

-- name: read_schema
-- But for what SQLite makes for itself: sizes that are told of a table, indexes of its keys.
select made.type, made.name, made.tbl_name, made.sql
from sqlite_schema as made
where made.name not glob 'sqlite_*'
order by made.rowid

-- name: read_text
-- Whether a text of that name was kept with what is stored of the schema now.
select 1
from schema_stand
where made_by = ?1
    and scripts = ?2

-- name: move_stands
-- What stood before a part was brought in line stands after: parts make no relation twice.
update schema_stand
set stored = ?2
where stored = ?1

-- name: put_stand
insert into schema_stand (made_by, scripts, stored)
values (?1, ?2, ?3)
on conflict do update set
    scripts = excluded.scripts,
    stored = excluded.stored

-- name: fill_registry
insert into made_relation (name, made_by)
select made.name, ''
from sqlite_schema as made
where made.type in ('table', 'view')
    and made.name not like 'sqlite!_%' escape '!'
    and made.name not in ('made_relation', 'schema_stand')

-- name: read_wanted
select made.rowid, made.type, made.name, made.sql
from sqlite_schema as made
where made.sql is not null
    and made.rowid > ?1
order by made.rowid

-- name: read_stored
select made.type, made.sql
from sqlite_schema as made
where made.name = ?1

-- name: read_common
-- Columns of a table that can be written, and that its kept rows have too.
select new_table.name
from pragma_table_info(?1, 'main') as new_table
inner join pragma_table_info(?2, 'temp') as old_table on old_table.name = new_table.name
order by new_table.cid

-- name: claim
insert into made_relation (name, made_by)
values (?1, ?2)
on conflict do update set made_by = excluded.made_by
    where made_by <> excluded.made_by

-- name: read_owned
-- With what hangs on its tables; tables come last.
select made.type, made.name
from sqlite_schema as made
inner join made_relation on made_relation.name = made.tbl_name
where made_relation.made_by = ?1
    and made.sql is not null
order by made.type = 'table', made.name

-- name: disown
delete from made_relation
where name not in (select made.name from sqlite_schema as made)

-- name: read_triggers
select name
from sqlite_schema
where type = 'trigger'
    and tbl_name = ?1
