-- sent: what came, from whom and when: how new it is, since when there is anything, who is listed no
-- longer, what waits.

-- name: schema
-- load_freshness: one row per school that any extract speaks of: when its newest pupils
-- and attendance extracts were made, and the last day its marks reach.
--
-- school_key       in dim_school
-- pupils_sent      extract time of its newest roll
-- attendance_sent  extract time of its newest marks
-- attendance_to    the last day its marks reach
--
-- An extract every row of which is rejected says nothing.
create view load_freshness as
select
    content_school.school_key,
    max(case when instr(' ' || content.type || ' ', ' pupils ') then content.stamp end) as pupils_sent,
    max(case when instr(content.type, 'attendance') then content.stamp end)
        as attendance_sent,
    max(case when instr(content.type, 'attendance') then content_school.last_date end)
        as attendance_to
from content_school
inner join content on content.content_id = content_school.content_id
-- Read for what it is to have changed: ingest/sql/stale.sql.
left join content_stamp
    on content_stamp.content_id = content.content_id
    and content_stamp.stamp = content.stamp
where content.status = 'loaded'
    and content.is_taken_in = 1
group by content_school.school_key;

-- load_sent: one row per content that counts and school that it speaks of; one where it speaks of
-- none.
--
-- sha256       of the content, in load_file and load_reject
-- type         of extract, or a list of them
-- extract_time  the latest it was sent with
-- school_key   in dim_school; null where it speaks of no school
-- first_date, last_date  of its marks there; '' where it has none
-- system       the school's system that wrote it; '' where that is not known
-- is_taken_in  0 where every row of it is rejected
create view load_sent as
select
    content.sha256,
    content.type,
    content.stamp as extract_time,
    content_school.school_key,
    content_school.first_date,
    content_school.last_date,
    coalesce(content_system.system, '') as system,
    content.is_taken_in
from content_school
inner join content on content.content_id = content_school.content_id
left join content_system on content_system.content_id = content.content_id
-- Read for what it is to have changed: ingest/sql/stale.sql.
left join content_stamp
    on content_stamp.content_id = content.content_id
    and content_stamp.stamp = content.stamp
where content.status = 'loaded'
    and content.type <> ''
union all
select
    content.sha256,
    content.type,
    content.stamp as extract_time,
    null as school_key,
    '' as first_date,
    '' as last_date,
    coalesce(content_system.system, '') as system,
    content.is_taken_in
from content
left join content_system on content_system.content_id = content.content_id
where content.status = 'loaded'
    and content.type <> ''
    and content.content_id not in (select content_school.content_id from content_school)
    -- Nor of what is to be read again once a school comes: it may be refused until then.
    and content.content_id not in (select content_wait.content_id from content_wait);

-- fact_told: one row per table of a type and school, of the facts that are in force: the first and
-- the last day or year (ingest/load/reach.h).
--
-- relation    the table
-- type        of extract
-- school_key  in dim_school; null of all facts together, where they name none
-- first_fact, last_fact  the first and last day or year that its rows are of, of a year that is
--             written by its end the last day
create table fact_told (
    relation text not null,
    type text not null,
    school_key integer references school_ident,
    first_fact text,
    last_fact text,
    unique (relation, school_key)
) strict;

-- load_reach: one row per type of extract and school that any speaks of, and one of all schools
-- together: from when on the warehouse has anything of it. A figure of 0 before the first fact, or
-- of a school that has no row, is no record of nothing.
--
-- type         of extract
-- school_key   in dim_school; null: of all that came, for schools or none
-- first_fact, last_fact  the first and last day or year that its rows or marks are of, of a year
--              that is written by its end the last day; null where they have none
-- first_sent   the earliest extract time that what counts now was sent with, however often it came
--              again since; null where none names the school
-- newest_sent  the latest
create view load_reach as
with named as materialized (
    -- Few kinds of content beside all that was sent: what each is called is looked at once.
    select
        kind.types,
        extract_type.type
    from (select distinct content.type as types from content) as kind
    inner join extract_type
        on instr(' ' || kind.types || ' ', ' ' || extract_type.type || ' ') > 0
),
sent as materialized (
    select
        named.type,
        load_sent.school_key,
        load_sent.extract_time,
        (
            select min(content_stamp.stamp)
            from content
            inner join content_stamp on content_stamp.content_id = content.content_id
            where content.sha256 = load_sent.sha256
        ) as first_time,
        nullif(load_sent.first_date, '') as first_date,
        nullif(load_sent.last_date, '') as last_date
    from load_sent
    inner join named on named.types = load_sent.type
    where load_sent.is_taken_in = 1
),
told as (
    select
        sent.type,
        sent.school_key,
        sent.first_date as first_fact,
        sent.last_date as last_fact,
        sent.first_time as first_sent,
        sent.extract_time as newest_sent
    from sent
    union all
    select
        fact_told.type,
        fact_told.school_key,
        fact_told.first_fact,
        fact_told.last_fact,
        null as first_sent,
        null as newest_sent
    from fact_told
)
select
    told.type,
    told.school_key,
    min(told.first_fact) as first_fact,
    max(told.last_fact) as last_fact,
    min(told.first_sent) as first_sent,
    max(told.newest_sent) as newest_sent
from told
where told.school_key is not null
group by told.type, told.school_key
union all
select
    told.type,
    null as school_key,
    min(told.first_fact) as first_fact,
    max(told.last_fact) as last_fact,
    min(told.first_sent) as first_sent,
    max(told.newest_sent) as newest_sent
from told
group by told.type;

-- roll_sent: every time a pupils file that speaks of a school was sent, the newest as place 1:
-- each time the same bytes were sent is a file (details 81).
create view roll_sent as
select
    content_school.school_key,
    content.content_id,
    content_stamp.stamp,
    row_number() over (
        partition by content_school.school_key
        order by content_stamp.stamp desc, content.sha256 desc
    ) as place
from content_school
inner join content on content.content_id = content_school.content_id
inner join content_stamp on content_stamp.content_id = content.content_id
where instr(' ' || content.type || ' ', ' pupils ')
    and content.status = 'loaded';

-- unlisted_stay: stays without a leaving date that the school's two newest pupils files no longer
-- list under any of the person's UPNs.
--
-- status  of the stay
create view unlisted_stay as
with newest as (
    select distinct
        roll_sent.school_key,
        roll_sent.content_id
    from roll_sent
    where roll_sent.place <= 2
)
select
    enrolment_now.pupil_key,
    enrolment_now.school_key,
    enrolment_now.entry_date,
    enrolment_now.status
from enrolment_now
where enrolment_now.leaving_date is null
    and enrolment_now.status <> 'P'
    and not exists (
        select 1
        from person as twin
        cross join enrolment as other
            on other.school_key = enrolment_now.school_key
            and other.ident_key = twin.ident_key
            and other.entry_date = enrolment_now.entry_date
        inner join newest
            on newest.school_key = other.school_key
            and newest.content_id = other.seen_id
        where twin.pupil_key = enrolment_now.pupil_key
    );

-- load_unlisted: one row per school: stays without a leaving date that its two newest
-- pupils files no longer list under any of the person's UPNs, each time the same bytes were
-- sent being a file (details 81).
--
-- school_key  in dim_school
-- enrolments  such stays
create view load_unlisted as
select
    unlisted_stay.school_key,
    count(*) as enrolments
from unlisted_stay
group by unlisted_stay.school_key;

-- file_waiting: files whose newest word is trouble, as long as they lie in the inbox with it or
-- are held. Bytes that are in say nothing of a file with a day that is to come.
create view file_waiting as
select
    newest.path,
    newest.status,
    newest.message
from load_file as newest
where newest.status in ('held', 'incomplete', 'refused')
    and newest.run_id = (
        select max(other.run_id)
        from load_file as other
        where other.path = newest.path
    )
    and (
        newest.path in (select inbox_trouble.path from inbox_trouble)
        or newest.status = 'held'
    )
    and not exists (
        select 1
        from content
        where content.sha256 = newest.sha256
            and content.status <> 'held'
            and content.type <> ''
            and (
                newest.path not in (select inbox_trouble.path from inbox_trouble)
                or newest.extract_time in (
                    select content_stamp.stamp
                    from content_stamp
                    where content_stamp.content_id = content.content_id
                )
            )
    );

-- file_of_none: files that one of the last five runs met of which no row was taken in: such a run
-- ends with 3, as for one that waits (details 82).
create view file_of_none as
select
    newest.path,
    newest.rows_rejected
from load_file as newest
inner join content on content.sha256 = newest.sha256
where newest.status = 'loaded'
    and newest.rows_read > 0
    and newest.rows_rejected = newest.rows_read
    and newest.run_id in (select load_run.run_id from load_run order by load_run.run_id desc limit 5)
    and newest.run_id = (
        select max(other.run_id)
        from load_file as other
        where other.path = newest.path
            and other.status <> 'unchanged'
    )
    and content.status = 'loaded'
    and exists (
        select 1
        from load_reject
        where load_reject.sha256 = newest.sha256
            and load_reject.effect = 'row'
    );
