-- dim_reason: one row per reason to look at a child, filled from transform/<list>/.
--
-- reason      name of its file
-- mart        the relation that lists the children: mart_watch, mart_safety
-- label       for people
-- definition  when a child is listed, in sentences; what its figures are
-- source      whose definition it is
-- again       what has happened on the day `latest` of a row that has become worse while it stood;
--             null where that cannot be. A row that was answered before that day comes back; any
--             row that was does when it begins anew, when the child's plan becomes a stronger one
--             (in need, protection plan, care), and on the day that the answer names (mart_answer)
-- told_by     the type of extract that tells of it, and which kinds of its rows where not all do:
--             before one was sent nobody can have known; null where that cannot be, or time alone
--             brings it
-- words       what a row's figures come to: a template of its columns, and of possible and absent,
--             the sessions of the year; null where it has none
-- data        the type of extract that shows it; null where the list has data_date
create table if not exists dim_reason (
    reason text primary key,
    mart text not null,
    label text not null,
    definition text not null,
    source text not null,
    again text,
    told_by text,
    words text,
    data text
) strict, without rowid;
