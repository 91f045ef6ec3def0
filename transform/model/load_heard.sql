-- load_heard: one row per type of extract that schools send, each its own (dim_promise.sender), and
-- school of which one could tell: from when on the warehouse has anything of it. It is the school's
-- own, or the council's list of all: one of more of the county's schools than have sent their own.
-- Whom that lacks has none; of whom a list of a few schools lacks it says nothing. Headings alone are
-- the same bytes from whoever has nobody to tell of, and kept once: such a list is of all.
--
-- type         of extract
-- school_key   in dim_school
-- first_fact   the first day or year that rows are of; null where they have none
-- first_sent   the earliest extract time that what counts now was sent with, as load_reach has it
-- newest_sent  the latest
create view if not exists load_heard as
with kind as materialized (
    select
        extract_type.type,
        content.type as types
    from (select distinct type from content) as content
    inner join extract_type
        on instr(' ' || content.type || ' ', ' ' || extract_type.type || ' ') > 0
    where extract_type.type in (
            select dim_promise.extract
            from dim_promise
            where dim_promise.sender = 'schools'
        )
),
-- As load_reach has them, which looks at what came of all types: from the schools on, for by its
-- content alone none is found.
spoken as materialized (
    select
        kind.type,
        content.content_id,
        content.stamp,
        content_school.school_key
    from content_school
    cross join content on content.content_id = content_school.content_id
    inner join kind on kind.types = content.type
    where content.status = 'loaded'
        and content.is_taken_in = 1
    union all
    select
        kind.type,
        content.content_id,
        content.stamp,
        null as school_key
    from kind
    cross join content
        on content.type = kind.types
        and content.status = 'loaded'
        and content.is_taken_in = 1
    where content.content_id not in (select content_school.content_id from content_school)
        and content.content_id not in (select content_wait.content_id from content_wait)
),
sent as materialized (
    select
        spoken.*,
        (
            select min(content_stamp.stamp)
            from content_stamp
            where content_stamp.content_id = spoken.content_id
        ) as first_stamp
    from spoken
),
fact as materialized (
    select
        fact_told.type,
        fact_told.school_key,
        fact_told.first_fact
    from fact_told
    where fact_told.type in (select kind.type from kind)
),
file as materialized (
    select
        sent.type,
        sent.stamp,
        sent.first_stamp,
        count(sent.school_key) as schools,
        count(entity.entity_key) as own_schools,
        max(iif(entity.entity_key is null, null, sent.school_key)) as own_school
    from sent
    left join dim_school on dim_school.school_key = sent.school_key
    left join entity
        on entity.level = 'county'
        and entity.entity = dim_school.la_code
    group by sent.type, sent.content_id
),
apart as (
    select
        file.type,
        count(distinct iif(file.own_schools = 1, file.own_school, null)) as schools
    from file
    group by file.type
),
list as materialized (
    select
        file.type,
        min(file.first_stamp) as first_sent,
        max(file.stamp) as newest_sent,
        (
            select min(fact.first_fact)
            from fact
            where fact.type = file.type
        ) as first_fact
    from file
    inner join apart on apart.type = file.type
    where (file.own_schools > 1 and file.own_schools > apart.schools)
        or file.schools = 0
    group by file.type
),
told as (
    select
        type,
        school_key,
        null as first_fact,
        first_stamp as first_sent,
        stamp as newest_sent
    from sent
    where school_key is not null
    union all
    select type, school_key, first_fact, null, null
    from fact
    where school_key is not null
    union all
    select
        list.type,
        dim_school.school_key,
        list.first_fact,
        list.first_sent,
        list.newest_sent
    from list
    inner join entity on entity.level = 'county'
    inner join dim_school on dim_school.la_code = entity.entity
)
select
    told.type,
    told.school_key,
    min(told.first_fact) as first_fact,
    min(told.first_sent) as first_sent,
    max(told.newest_sent) as newest_sent
from told
group by told.type, told.school_key;
