-- markstore: the statements of its module, each by its name.

-- name: begin_hidden
-- hidden_now: what mark_hidden is to be.
create temp table if not exists hidden_now (
    bucket integer not null,
    school_key integer not null,
    ident_key integer not null,
    position integer not null,
    primary key (bucket, school_key, ident_key, position)
) strict, without rowid;
delete from temp.hidden_now;

-- name: pairs
-- Pairs of strings of one person at one school in one bucket under two idents, the one
-- with the lesser id first (keys depend on what came first, ids do not).
select
    one.bucket,
    one.school_key,
    one.ident_key,
    other.ident_key as other_ident_key
from person
inner join person as twin on twin.pupil_key = person.pupil_key
inner join ident as id on id.ident_key = person.ident_key
inner join ident as twin_id
    on twin_id.ident_key = twin.ident_key
    and twin_id.id > id.id
inner join mark_string as one on one.ident_key = person.ident_key
inner join mark_string as other
    on other.bucket = one.bucket
    and other.school_key = one.school_key
    and other.ident_key = twin.ident_key
where person.pupil_key in (
    select pupil_key from person where ident_key <> pupil_key
)

-- name: hide
insert into temp.hidden_now (bucket, school_key, ident_key, position)
values (?1, ?2, ?3, ?4)
on conflict do nothing

-- name: end_hidden
-- Only what differs is written: each row of it is a change.
delete from mark_hidden
where (bucket, school_key, ident_key, position) not in (select * from temp.hidden_now);

insert into mark_hidden (bucket, school_key, ident_key, position)
select * from temp.hidden_now
except
select * from mark_hidden;
