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
