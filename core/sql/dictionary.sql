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

-- name: put_entry
-- A meaning; what is not there is not described.
insert into data_dictionary (relation, "column", type, meaning)
select
    ?1,
    ?2,
    coalesce((select part.type from pragma_table_xinfo(?1) as part where part.name = ?2), ''),
    ?3
where exists (
        select 1
        from sqlite_schema as made
        where made.name = ?1
            and made.type in ('table', 'view')
    )
    and (
        ?2 = ''
        or exists (select 1 from pragma_table_xinfo(?1) as part where part.name = ?2)
    )
on conflict do update set
    meaning = excluded.meaning,
    type = excluded.type
where meaning <> excluded.meaning
    or type <> excluded.type

-- name: finish
-- What is there and not described, what is described and not there any more, and meanings
-- by the name of the column where it means one thing everywhere.
delete from data_dictionary
where relation not in (select name from sqlite_schema where type in ('table', 'view'));

insert into data_dictionary (relation, "column", type, meaning)
select
    made.name,
    part.name,
    part.type,
    ''
from sqlite_schema as made, pragma_table_xinfo(made.name) as part
where made.type in ('table', 'view')
    and made.name not like 'sqlite_%'
on conflict do nothing;

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
