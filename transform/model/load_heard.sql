-- load_heard: one row per type of extract that schools send, each its own (dim_promise.sender), and
-- school of which one could tell: from when on the warehouse has anything of it. It is the school's
-- own, or the council's list of all: one of more of the county's schools than have sent their own.
-- Whom that lacks has none; of whom a list of a few schools lacks it says nothing. Headings alone are
-- the same bytes from whoever has nobody to tell of, and kept once: such a list is of all.
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
    group by kind.type, load_sent.sha256
),
apart as (
    select
        kind.type,
        count(distinct iif(file.own_schools = 1, file.own_school, null)) as schools
    from (select distinct type from kind) as kind
    left join file on file.type = kind.type
    group by kind.type
),
list as materialized (
    select
        file.type,
        min(file.extract_time) as first_sent,
        max(file.extract_time) as newest_sent
    from file
    inner join apart on apart.type = file.type
    where (file.own_schools > 1 and file.own_schools > apart.schools)
        or file.schools = 0
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
