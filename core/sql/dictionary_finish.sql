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
set meaning = coalesce(
    (
        select min(other.meaning)
        from data_dictionary as other
        where other."column" = data_dictionary."column"
            and other.meaning <> ''
        having count(distinct other.meaning) = 1
    ),
    ''
)
where meaning = ''
    and "column" <> ''
    and 1 = (
        select count(distinct other.meaning)
        from data_dictionary as other
        where other."column" = data_dictionary."column"
            and other.meaning <> ''
    );
