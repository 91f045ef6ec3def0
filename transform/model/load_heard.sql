-- load_heard: one row per type of extract that schools send, each its own (dim_promise.sender), and
-- school of which one could tell: from when on the warehouse has anything of it. It is the school's
-- own, by its rows, or where it has none by the folder or the first word of its path (details 76);
-- or it is the council's list of all: one of more of the county's schools than have sent their own,
-- and where none has one without any row. Whom that lacks has none; of whom a list of a few schools
-- lacks it says nothing.
--
-- type         of extract
-- school_key   in dim_school
-- first_fact   the first day or year that rows are of; null where they have none
-- first_sent   the earliest extract time of what counts now
-- newest_sent  the latest
create view if not exists load_heard as
with kind as materialized (
    select distinct
        extract_type.type,
        load_sent.type as types
    from (select distinct type from load_sent) as load_sent
    inner join extract_type
        on instr(' ' || load_sent.type || ' ', ' ' || extract_type.type || ' ') > 0
    where extract_type.type in (
            select dim_promise.extract
            from dim_promise
            where dim_promise.sender = 'schools'
        )
),
reach as materialized (
    select load_reach.*
    from load_reach
    where load_reach.type in (select kind.type from kind)
),
empty as materialized (
    select
        kind.type,
        content.sha256,
        content_stamp.stamp,
        content_stamp.path
    from kind
    cross join content
        on content.type = kind.types
        and content.status = 'loaded'
        and content.is_taken_in = 1
    cross join content_stamp on content_stamp.content_id = content.content_id
    where content.content_id not in (select content_school.content_id from content_school)
),
number as materialized (
    select load_number.number, load_number.school_key
    from load_number
    where load_number.school_key in (
            select dim_school.school_key
            from entity
            inner join dim_school on dim_school.urn = entity.entity
            where entity.level = 'school'
        )
),
own_empty as materialized (
    select
        empty.type,
        empty.sha256,
        empty.stamp,
        number.school_key
    from empty
    inner join number on '/' || empty.path glob '*/' || number.number || '[^0-9A-Za-z]*'
),
file as materialized (
    select
        kind.type,
        max(load_sent.extract_time) as extract_time,
        count(load_sent.school_key) as schools,
        count(entity.entity_key) as own_schools,
        max(iif(entity.entity_key is null, null, load_sent.school_key)) as own_school
    from kind
    cross join load_sent on load_sent.type = kind.types
    left join dim_school on dim_school.school_key = load_sent.school_key
    left join entity
        on entity.level = 'county'
        and entity.entity = dim_school.la_code
    where load_sent.is_taken_in = 1
        and not exists (
            select 1
            from own_empty
            where own_empty.type = kind.type and own_empty.sha256 = load_sent.sha256
        )
    group by kind.type, load_sent.sha256
),
apart as (
    select
        sender.type,
        count(distinct sender.school_key) as schools
    from (
        select type, iif(own_schools = 1, own_school, null) as school_key
        from file
        union all
        select type, school_key
        from own_empty
    ) as sender
    group by sender.type
),
list as materialized (
    select
        file.type,
        min(file.extract_time) as first_sent,
        max(file.extract_time) as newest_sent
    from file
    inner join apart on apart.type = file.type
    where (file.own_schools > 1 and file.own_schools > apart.schools)
        or (file.schools = 0 and apart.schools = 0)
    group by file.type
),
told as (
    select
        reach.type,
        reach.school_key,
        reach.first_fact,
        reach.first_sent,
        reach.newest_sent
    from reach
    where reach.school_key is not null
    union all
    select
        own_empty.type,
        own_empty.school_key,
        null as first_fact,
        own_empty.stamp as first_sent,
        own_empty.stamp as newest_sent
    from own_empty
    union all
    select
        list.type,
        dim_school.school_key,
        reach.first_fact,
        list.first_sent,
        list.newest_sent
    from list
    inner join entity on entity.level = 'county'
    inner join dim_school on dim_school.la_code = entity.entity
    inner join reach on reach.type = list.type and reach.school_key is null
)
select
    told.type,
    told.school_key,
    min(told.first_fact) as first_fact,
    min(told.first_sent) as first_sent,
    max(told.newest_sent) as newest_sent
from told
group by told.type, told.school_key;
