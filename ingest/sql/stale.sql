-- stale: what a change reaches. The triggers of the types' tables are made from their
-- descriptions (ingest/load/stale.c); those of the other tables stand here.
--
-- "or fail", in them and in what writes such a table row by row: SQLite's default lets a
-- statement be undone by itself, and where it has triggers keeps a copy of each page it
-- touches for that. Here what fails ends the run, and all of it is undone. To SQLite any
-- function may fail: none is called; a foreign key too: they are checked at the commit.

-- name: schema
-- changed_*: what the next transform must look at again; it empties them.
--
-- changed_fact      a fact changed in a table (relation; '': the child itself is another), of
--                   a child (ident_key; 0: a school's own), at a school (0: at none, or all of
--                   the child's), from a day on ('': any day; 9999-12-31: none, only what
--                   lists show of the child)
-- changed_marks     the strings of a bucket and school
-- changed_relation  a row of that table came, changed or went
-- changed_all       something that may reach everything; reason: what it was
create table changed_fact (
    relation text not null,
    ident_key integer not null,
    school_key integer not null,
    from_date text not null, -- a day, or an instant of one
    primary key (relation, ident_key, school_key)
) strict, without rowid;
create table changed_marks (
    bucket integer not null,
    school_key integer not null,
    primary key (bucket, school_key)
) strict, without rowid;
create table changed_relation (
    relation text primary key
) strict, without rowid;
create table changed_all (
    reason text primary key
) strict, without rowid;

-- stale_*: what ingest itself must do before its run ends; empty between runs, but for what rolls
-- say that were made again when persons were resolved: it is looked at in the next.
--
-- stale_roll    schools whose roll is to be made again from all its contents
-- stale_stay    whose marks at a school may now be on roll, or no more
-- stale_person  a row, where rolls say otherwise who somebody is: persons are to be resolved
create table stale_roll (
    school_key integer primary key
) strict;
create table stale_stay (
    school_key integer not null,
    ident_key integer not null,
    primary key (school_key, ident_key)
) strict, without rowid;
create table stale_person (
    one integer primary key check (one = 1)
) strict;

-- Strings that come or change are noted by who writes them, a bucket and school at a time
-- (ingest/load/markmerge.h): a trigger would cost as much as the string.
create trigger mark_string_gone after delete on mark_string
begin
    delete from mark_pupil
    where school_key = old.school_key
        and ident_key = old.ident_key
        and not exists (
            select 1
            from mark_bucket
            cross join mark_string
                on mark_string.bucket = mark_bucket.bucket
                and mark_string.school_key = old.school_key
                and mark_string.ident_key = old.ident_key
        );
    insert or fail into changed_relation (relation) values ('mark_string') on conflict do nothing;
    insert or fail into changed_marks (bucket, school_key)
    values (old.bucket, old.school_key)
    on conflict do nothing;
end;

create trigger mark_hidden_came after insert on mark_hidden
begin
    insert or fail into changed_relation (relation) values ('mark_hidden') on conflict do nothing;
    insert or fail into changed_marks (bucket, school_key)
    values (new.bucket, new.school_key)
    on conflict do nothing;
end;
create trigger mark_hidden_gone after delete on mark_hidden
begin
    insert or fail into changed_relation (relation) values ('mark_hidden') on conflict do nothing;
    insert or fail into changed_marks (bucket, school_key)
    values (old.bucket, old.school_key)
    on conflict do nothing;
end;

-- What was sent when, though no row is another for it: which rolls are a school's newest, and of
-- which day the data is. Named for those who read that; content itself is read by nearly all.
create trigger content_stamp_came after insert on content_stamp
begin
    insert or fail into changed_relation (relation) values ('content_stamp') on conflict do nothing;
end;
create trigger content_stamp_gone after delete on content_stamp
begin
    insert or fail into changed_relation (relation) values ('content_stamp') on conflict do nothing;
end;
create trigger content_judged after update of status, is_taken_in on content
when new.status <> old.status or new.is_taken_in <> old.is_taken_in
begin
    insert or fail into changed_relation (relation) values ('content_stamp') on conflict do nothing;
end;

-- An ident that comes as a person of its own is noted by the rows that brought it: nothing
-- else speaks of it, as nobody is made of it.
create trigger person_came after insert on person
when new.pupil_key <> new.ident_key
begin
    insert or fail into changed_relation (relation) values ('person') on conflict do nothing;
end;
create trigger person_changed after update on person
begin
    insert or fail into changed_relation (relation) values ('person') on conflict do nothing;
end;

-- States that come are noted with the rows that they are of (ingest/load/enrolment.h).
create trigger enrolment_state_gone after delete on enrolment_state
begin
    insert or fail into changed_relation (relation) values ('enrolment_state') on conflict do nothing;
    update or fail changed_fact
    set from_date = old.stamp
    where relation = 'enrolment'
        and ident_key = old.ident_key
        and school_key = old.school_key
        and from_date > old.stamp;
    insert or fail into changed_fact (relation, ident_key, school_key, from_date)
    values ('enrolment', old.ident_key, old.school_key, old.stamp)
    on conflict do nothing;
end;

-- name: note_child
insert into changed_fact (relation, ident_key, school_key, from_date)
values ('', ?1, 0, '')
on conflict do update set from_date = excluded.from_date

-- name: note_row
insert into changed_fact (relation, ident_key, school_key, from_date)
values (?1, ?2, ?3, ?4)
on conflict do update set from_date = excluded.from_date where excluded.from_date < from_date

-- name: note_all
insert into changed_all (reason)
values (?1)
on conflict do nothing

-- name: note_relation
insert into changed_relation (relation)
values (?1)
on conflict do nothing

-- name: has_person
select one
from stale_person

-- name: clear_person
delete from stale_person

-- name: has_relation
select 1
from changed_relation
where relation = ?1

-- name: note_roll
insert into stale_roll (school_key)
values (?1)
on conflict do nothing

-- name: note_rolls
-- The schools a content speaks of.
insert into stale_roll (school_key)
select school_key
from content_school
where content_id = ?1
on conflict do nothing

-- name: note_overtaken
-- Schools of a content that came again at a time, of which another roll came since it did
-- last.
insert into stale_roll (school_key)
select here.school_key
from content_school as here
where here.content_id = ?1
    and exists (
        select 1
        from content_school as there
        cross join content on content.content_id = there.content_id
        cross join content_stamp as sent on sent.content_id = there.content_id
        where there.school_key = here.school_key
            and there.content_id <> here.content_id
            and content.type = (select type from content where content_id = ?1)
            and content.status = 'loaded'
            and sent.stamp >= coalesce((
                select max(stamp)
                from content_stamp
                where content_id = ?1
                    and stamp < ?2
            ), '')
    )
on conflict do nothing

-- name: read_rolls
select school_key
from stale_roll
order by school_key

-- name: clear_rolls
delete from stale_roll

-- name: read_stays
select school_key, ident_key
from stale_stay
order by school_key, ident_key

-- name: clear_stays
delete from stale_stay
