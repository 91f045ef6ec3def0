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
