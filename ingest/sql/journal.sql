-- journal: the statements of its module, each by its name.

-- name: read
select
    content.sha256,
    content.type,
    content.status,
    content.is_released,
    content.encoding,
    content_stamp.stamp,
    content_stamp.path
from content
inner join content_stamp on content_stamp.content_id = content.content_id
order by content_stamp.stamp, content.sha256

-- name: warehouse
select value from setting where name = 'warehouse.id'

-- name: note_run
-- The run that wrote it last, and whose it is: made up once.
insert into setting (name, value)
values ('warehouse.id', lower(hex(randomblob(16))))
on conflict do nothing;
insert into setting (name, value)
values ('journal.run', :run)
on conflict (name) do update set value = excluded.value;

-- name: note_taken
-- The run whose journal is taken over.
insert into setting (name, value)
values ('journal.run', :run)
on conflict (name) do update set value = excluded.value;

-- name: take_over
-- The archive's own: a warehouse made anew goes on where the one before ended.
insert into setting (name, value)
values ('warehouse.id', :warehouse)

-- name: own
-- Of this warehouse: its name, the last run that it knows of (of one that was restored, that
-- whose journal it took over), how many contents it has.
select
    coalesce((select value from setting where name = 'warehouse.id'), ''),
    max(
        coalesce((select max(run_id) from load_run), 0),
        coalesce(
            (select cast(value as integer) from setting where name = 'journal.run'), 0
        )
    ),
    (select count(*) from content)

-- name: begin
create temp table if not exists journal_content (
    sha256 text primary key,
    type text not null,
    status text not null,
    is_released integer not null,
    encoding integer not null
) strict, without rowid;
create temp table if not exists journal_stamp (
    sha256 text not null,
    stamp text not null,
    path text not null,
    primary key (sha256, stamp)
) strict, without rowid;
create temp table if not exists journal_left (
    sha256 text not null,
    stamp text not null,
    primary key (sha256, stamp)
) strict, without rowid;
delete from temp.journal_content;
delete from temp.journal_stamp;
delete from temp.journal_left;

-- name: put
-- Two lines of one content say the same.
insert into temp.journal_content (sha256, type, status, is_released, encoding)
values (?1, ?2, ?3, ?4, ?5)
on conflict (sha256) do update set type = excluded.type
    where (type, status, is_released, encoding)
        = (excluded.type, excluded.status, excluded.is_released, excluded.encoding)

-- name: put_stamp
insert into temp.journal_stamp (sha256, stamp, path)
values (?1, ?2, ?3)
on conflict do nothing

-- name: drop_erased
-- What was rewritten since is not what a list of before calls it.
delete from temp.journal_content
where sha256 in (select erased_content.old_sha256 from erased_content)
    and sha256 not in (select content.sha256 from content);
delete from temp.journal_stamp
where sha256 not in (select journal_content.sha256 from temp.journal_content);

-- name: count_new
select count(*)
from temp.journal_stamp as said
where not exists (
        select 1
        from content
        inner join content_stamp on content_stamp.content_id = content.content_id
        where content.sha256 = said.sha256
            and content_stamp.stamp = said.stamp
    )

-- name: new
-- What may be left to come otherwise: nobody has decided about it yet.
select said.sha256, said.stamp, said.path
from temp.journal_stamp as said
inner join temp.journal_content using (sha256)
where journal_content.status <> 'withdrawn'
    and not journal_content.is_released
    and not exists (
        select 1
        from content
        inner join content_stamp on content_stamp.content_id = content.content_id
        where content.sha256 = said.sha256
            and content_stamp.stamp = said.stamp
    )

-- name: put_left
insert into temp.journal_left (sha256, stamp)
values (?1, ?2)

-- name: leave_out
delete from temp.journal_stamp
where (sha256, stamp) in (select sha256, stamp from temp.journal_left);
delete from temp.journal_content
where sha256 not in (select sha256 from temp.journal_stamp);
delete from temp.journal_left;

-- name: merge
insert into content (sha256, type, status, is_released, encoding, stamp)
select
    said.sha256,
    said.type,
    said.status,
    said.is_released,
    said.encoding,
    (
        select max(journal_stamp.stamp)
        from temp.journal_stamp
        where journal_stamp.sha256 = said.sha256
    )
from temp.journal_content as said
where said.sha256 not in (select sha256 from content);
update content
set
    status = said.status,
    is_released = said.is_released
from temp.journal_content as said
where said.sha256 = content.sha256
    and :is_newer
    and (said.status, said.is_released) <> (content.status, content.is_released);
insert into content_stamp (content_id, stamp, path)
select content.content_id, journal_stamp.stamp, journal_stamp.path
from temp.journal_stamp
inner join content on content.sha256 = journal_stamp.sha256
where true
on conflict do nothing;
update content
set stamp = newest.stamp
from (
    select content_id, max(stamp) as stamp
    from content_stamp
    group by content_id
) as newest
where newest.content_id = content.content_id
    and newest.stamp > content.stamp;
delete from temp.journal_content;
delete from temp.journal_stamp;
