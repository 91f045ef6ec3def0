-- dim_reason: one row per reason to look at a child, filled from transform/<list>/.
--
-- reason      name of its file
-- mart        the relation that lists the children: mart_watch, mart_safety
-- label       for people
-- definition  when a child is listed, in sentences; what its figures are
-- source      whose definition it is
create table if not exists dim_reason (
    reason text primary key,
    mart text not null,
    label text not null,
    definition text not null,
    source text not null
) strict, without rowid;
