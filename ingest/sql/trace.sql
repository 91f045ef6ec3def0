-- trace: the statements of its module, each by its name.

-- name: tables
create temp table trace_mark (
    school_key integer not null,
    date text not null,
    session text not null,
    content_id integer not null,
    line integer,
    primary key (school_key, date, session)
) strict, without rowid;

create temp table trace_row (
    place integer primary key,
    relation text not null,
    content_id integer not null,
    line integer not null,
    school_key integer,
    says text not null
) strict;

create temp table trace_state (
    content_id integer not null,
    school_key integer not null,
    entry_date text not null,
    says text not null,
    line integer,
    primary key (content_id, school_key, entry_date)
) strict, without rowid;

-- name: put_states
-- How each of a person's stays stood on a day (details 15, 46), where that is not what its row
-- in force says, and which contents may have said it.
insert into temp.trace_state (content_id, school_key, entry_date, says)
with told as (
    select
        state.*,
        row_number() over (
            partition by state.school_key, state.entry_date
            order by
                substr(state.stamp, 1, 10) <= ?2 desc,
                iif(substr(state.stamp, 1, 10) <= ?2, state.stamp, '') desc,
                state.stamp
        ) as place
    from person
    cross join enrolment_state as state on state.ident_key = person.ident_key
    where person.pupil_key = ?1
)
select
    content.content_id,
    told.school_key,
    told.entry_date,
    json_object(
        'extract_time', told.stamp, 'entry_date', told.entry_date, 'nc_year', told.nc_year,
        'status', told.status, 'sen_status', told.sen_status, 'fsm', told.fsm,
        'idaci_decile', told.idaci_decile, 'ethnicity', told.ethnicity
    )
from told
cross join content_school on content_school.school_key = told.school_key
inner join content_stamp
    on content_stamp.content_id = content_school.content_id
    and content_stamp.stamp = told.stamp
inner join content on content.content_id = content_school.content_id
where told.place = 1
    and content.status = 'loaded'
    and not exists (
        select 1
        from person
        inner join enrolment on enrolment.ident_key = person.ident_key
        where person.pupil_key = ?1
            and enrolment.school_key = told.school_key
            and enrolment.entry_date = told.entry_date
            and enrolment.content_id = content.content_id
    )

-- name: list_state_contents
select
    content_id, sha256, type, status, stamp, is_released, row_count, encoding
from content
where content_id in (select trace_state.content_id from temp.trace_state)
order by content_id

-- name: put_state_line
update temp.trace_state
set line = ?4
where content_id = ?1
    and school_key = ?2
    and entry_date = ?3

-- name: put_state_rows
insert into temp.trace_row (relation, content_id, line, school_key, says)
select 'enrolment', content_id, line, school_key, says
from temp.trace_state
where line is not null

-- name: read_strings
-- A person's strings of marks of buckets that hold days of a stretch, without those that are
-- hidden, and what they came from: a row a mark.
select
    mark_string.school_key,
    mark_day.date,
    mark_day.session,
    mark_day.position,
    mark_source.pattern
from person
cross join mark_pupil on mark_pupil.ident_key = person.ident_key
cross join mark_day on mark_day.date between ?2 and ?3
cross join mark_string
    on mark_string.bucket = mark_day.bucket
    and mark_string.school_key = mark_pupil.school_key
    and mark_string.ident_key = mark_pupil.ident_key
cross join mark_source on mark_source.source_id = mark_string.source_id
where person.pupil_key = ?1
    and substr(mark_string.marks, mark_day.position + 1, 1) not in ('', ' ')
    and not exists (
        select 1
        from mark_hidden
        where mark_hidden.bucket = mark_string.bucket
            and mark_hidden.school_key = mark_string.school_key
            and mark_hidden.ident_key = mark_string.ident_key
            and mark_hidden.position = mark_day.position
    )

-- name: put_mark
insert or replace into temp.trace_mark (school_key, date, session, content_id)
values (?1, ?2, ?3, ?4)

-- name: list_contents
select
    content_id, sha256, type, status, stamp, is_released, row_count, encoding
from content
where content_id in (select trace_mark.content_id from temp.trace_mark)
order by content_id

-- name: is_upn
-- Whether an id is one of the person's UPNs.
select 1
from ident
inner join person on person.ident_key = ident.ident_key
where ident.kind = 'upn'
    and ident.id = ?1
    and person.pupil_key = ?2

-- name: put_line
update temp.trace_mark
set line = ?5
where school_key = ?1
    and date = ?2
    and session = ?3
    and content_id = ?4
