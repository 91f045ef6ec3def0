-- dictionary: the statements of its module, each by its name.

-- name: schema
-- data_dictionary: every relation of the warehouse and its columns.
--
-- relation  a table or view
-- column    '' for the relation itself
-- type      as declared; '' where a view computes it
-- meaning   from the comments of the SQL that makes the relation
create table if not exists data_dictionary (
    relation text not null,
    "column" text not null,
    type text not null,
    meaning text not null,
    primary key (relation, "column")
) strict, without rowid;

-- name: begin
-- All that is there, and no meaning yet.
delete from data_dictionary;

insert into data_dictionary (relation, "column", type, meaning)
select
    made.name,
    '',
    '',
    ''
from sqlite_schema as made
where made.type in ('table', 'view')
    and made.name not like 'sqlite_%'
union all
select
    made.name,
    part.name,
    part.type,
    ''
from sqlite_schema as made, pragma_table_xinfo(made.name) as part
where made.type in ('table', 'view')
    and made.name not like 'sqlite_%';

-- name: put_entry
-- A meaning; what is not there is not described.
update data_dictionary
set meaning = ?3
where relation = ?1
    and "column" = ?2

-- name: finish
-- Relations that nobody describes have their columns alone; meanings by the name of the column
-- where it means one thing everywhere.
delete from data_dictionary
where "column" = ''
    and meaning = '';

update data_dictionary
set meaning = only.meaning
from (
    select
        told."column" as name,
        min(told.meaning) as meaning
    from data_dictionary as told
    where told."column" <> ''
        and told.meaning <> ''
    group by told."column"
    having count(distinct told.meaning) = 1
) as only
where only.name = data_dictionary."column"
    and data_dictionary.meaning = '';
