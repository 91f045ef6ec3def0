-- markstore: the statements of its module, each by its name.

-- name: read
-- The string of a bucket, school and ident.
select ident_key, marks, source_id
from mark_string
where bucket = ?1
    and school_key = ?2
    and ident_key = ?3

-- name: read_on
-- The strings of a bucket and school from an ident on.
select ident_key, marks, source_id
from mark_string
where bucket = ?1
    and school_key = ?2
    and ident_key >= ?3
order by ident_key

-- name: read_pupils_on
-- Who has marks at a school, from an ident on (?1 is not asked).
select ident_key
from mark_pupil
where school_key = ?2
    and ident_key >= ?3
order by ident_key

-- name: add_pupil
insert or fail into mark_pupil (school_key, ident_key)
values (?1, ?2)

-- name: note_marks
insert into changed_marks (bucket, school_key)
values (?1, ?2)
on conflict do nothing

-- name: note_relation
insert into changed_relation (relation)
values ('mark_string')
on conflict do nothing

-- name: add
insert or fail into mark_string (bucket, school_key, ident_key, marks, source_id)
values (?1, ?2, ?3, ?4, ?5)

-- name: change
update or fail mark_string
set marks = ?4, source_id = ?5
where bucket = ?1
    and school_key = ?2
    and ident_key = ?3

-- name: drop
delete from mark_string
where bucket = ?1
    and school_key = ?2
    and ident_key = ?3

-- name: list_school
select bucket, ident_key
from mark_string
where school_key = ?1
order by bucket, ident_key

-- name: find_source
select source_id
from mark_source
where bucket = ?1
    and school_key = ?2
    and pattern = ?3

-- name: add_source
insert into mark_source (bucket, school_key, pattern)
values (?1, ?2, ?3)

-- name: change_source
update mark_source
set pattern = ?2
where source_id = ?1

-- name: list_sources
-- Of the strings of a bucket and school.
select source_id
from mark_string
where bucket = ?1
    and school_key = ?2

-- name: read_source
select pattern
from mark_source
where source_id = ?1

-- name: find_symbol
-- The character that a mark is kept as: itself, or of a longer code the first lower-case
-- letter that no other has; null where none is left.
with letter (symbol) as (
    select 'a'
    union all
    select char(unicode(letter.symbol) + 1)
    from letter
    where letter.symbol < 'z'
)
select coalesce(
    (select mark_code.symbol from mark_code where mark_code.mark = ?1),
    iif(length(?1) = 1, ?1, (
        select min(letter.symbol)
        from letter
        where letter.symbol not in (select mark_code.symbol from mark_code)
    ))
)

-- name: keep_symbol
insert into mark_code (symbol, mark)
values (?1, ?2)
on conflict (mark) do nothing

-- name: add_bucket
insert into mark_bucket (bucket, first_date, last_date)
values (?1, ?2, ?3)
on conflict do nothing

-- name: add_day
insert into mark_day (bucket, position, date, session)
values (?1, ?2, ?3, ?4)

-- name: note_span
-- The days of a school that a content speaks of.
insert into content_school (content_id, school_key, first_date, last_date)
values (?1, ?2, ?3, ?4)
on conflict do update set
    first_date = min(first_date, excluded.first_date),
    last_date = max(last_date, excluded.last_date)

-- name: pairs
-- Pairs of strings of one person at one school in one bucket under two idents, the one
-- with the lesser id first (keys depend on what came first, ids do not).
select
    one.bucket,
    one.school_key,
    one.ident_key,
    other.ident_key as other_ident_key
from person_linked
cross join person on person.ident_key = person_linked.ident_key
cross join person as twin
    on twin.pupil_key = person.pupil_key
    and twin.ident_key <> person.ident_key
cross join ident as id on id.ident_key = person.ident_key
cross join ident as twin_id
    on twin_id.ident_key = twin.ident_key
    and twin_id.id > id.id
cross join mark_pupil as here on here.ident_key = person.ident_key
cross join mark_pupil as there
    on there.school_key = here.school_key
    and there.ident_key = twin.ident_key
cross join mark_bucket
cross join mark_string as one
    on one.bucket = mark_bucket.bucket
    and one.school_key = here.school_key
    and one.ident_key = here.ident_key
cross join mark_string as other
    on other.bucket = mark_bucket.bucket
    and other.school_key = there.school_key
    and other.ident_key = there.ident_key

-- name: hide
insert into hidden_now (bucket, school_key, ident_key, position)
values (?1, ?2, ?3, ?4)
on conflict do nothing

-- name: end_hidden
-- Only what differs is written: each row of it is a change.
delete from mark_hidden
where not exists (
    select 1
    from hidden_now
    where hidden_now.bucket = mark_hidden.bucket
        and hidden_now.school_key = mark_hidden.school_key
        and hidden_now.ident_key = mark_hidden.ident_key
        and hidden_now.position = mark_hidden.position
);

insert into mark_hidden (bucket, school_key, ident_key, position)
select bucket, school_key, ident_key, position
from hidden_now
where true
on conflict do nothing;

delete from hidden_now;
