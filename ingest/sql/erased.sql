-- erased: the statements of who was forgotten and of what they were in, each by its name.

-- name: read_ids
select digest, role
from erased_id

-- name: put_id
-- Who is forgotten is nobody else any more.
insert into erased_id (digest, role, run_id)
values (:digest, :role, :run)
on conflict (digest) do update set
    role = excluded.role,
    run_id = excluded.run_id
    where erased_id.role = 'other'
        and excluded.role = 'gone'

-- name: before
select value from setting where name = 'erased.before'

-- name: put_before
-- The latest day holds, and which run said so.
insert into setting (name, value)
values ('erased.before', :before)
on conflict (name) do update set value = max(setting.value, excluded.value);
insert into setting (name, value)
values ('erased.before_run', :run)
on conflict (name) do update set value = excluded.value;

-- name: witness
select value from setting where name = 'erased.key'

-- name: put_witness
insert into setting (name, value)
values ('erased.key', :witness)
on conflict do nothing

-- name: put_content
insert into erased_content (
    old_sha256, new_sha256, type, rows, line, "column", is_sent, run_id
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
on conflict do nothing

-- name: read_contents
-- What was rewritten, in the order in which it was.
select old_sha256, new_sha256
from erased_content
order by erased_content_id

-- name: left
-- What is left of bytes that came before.
select new_sha256
from erased_content
where old_sha256 = ?1

-- name: rename
-- Under its new name; there is none of that yet.
update content
set sha256 = :new_sha256
where sha256 = :old_sha256
    and :new_sha256 <> ''
    and not exists (
        select 1 from content as other where other.sha256 = :new_sha256
    )

-- name: join
-- Two contents are one now: it was sent whenever either was, and counts where either did.
insert into content_stamp (content_id, stamp, path)
select other.content_id, content_stamp.stamp, content_stamp.path
from content
inner join content_stamp on content_stamp.content_id = content.content_id
inner join content as other on other.sha256 = :new_sha256
where content.sha256 = :old_sha256
on conflict do nothing;
update content
set
    stamp = max(content.stamp, other.stamp),
    status = case when other.status = 'loaded' then other.status else content.status end,
    is_released = max(content.is_released, other.is_released)
from content as other
where content.sha256 = :new_sha256
    and other.sha256 = :old_sha256;

-- name: content_id
select content_id from content where sha256 = ?1

-- name: rename_met
-- Where it was met; of what is gone altogether nothing is looked at again.
update inbox_file
set sha256 = :new_sha256
where sha256 = :old_sha256
    and :new_sha256 <> '';
update load_file
set sha256 = :new_sha256
where sha256 = :old_sha256;
update or ignore erased_content
set new_sha256 = :new_sha256
where new_sha256 = :old_sha256
    and is_sent;

-- name: ids
select ident_key, kind, id
from ident
order by ident_key

-- name: receipts
select name from erased_receipt where name = ?1

-- name: put_receipt
insert into erased_receipt (name)
values (:name)
on conflict do nothing

-- name: begin_finish
-- To be finished by whatever runs next, if this one does not come to it.
insert into setting (name, value)
values ('erased.unfinished', '1')
on conflict do nothing

-- name: unfinished
select 1 from setting where name = 'erased.unfinished'

-- name: end_finish
delete from setting where name = 'erased.unfinished'

-- name: receipt
-- What the run noted, a line each; the digests first.
select what, id, new_id, type, rows
from (
    select 1 as place, erased_id.role as what, erased_id.digest as id, '' as new_id,
        '' as type, '' as rows
    from erased_id
    where erased_id.run_id = ?1
    union all
    select 2, 'before', setting.value, '', '', ''
    from setting
    where setting.name = 'erased.before'
        and exists (
            select 1
            from setting as run
            where run.name = 'erased.before_run'
                and run.value = cast(?1 as text)
        )
    union all
    select 3, 'key', setting.value, '', '', ''
    from setting
    where setting.name = 'erased.key'
    union all
    select 4, 'content', erased_content.old_sha256, erased_content.new_sha256,
        erased_content.type, erased_content.rows
    from erased_content
    where erased_content.run_id = ?1
        and not erased_content.is_sent
)
order by place, what, id

-- name: take_witness
insert into setting (name, value)
select 'erased.key', ?3
where ?1 >= 0 and ?2 <> '' and ?4 = '' and ?5 = '' and ?6 = ''
on conflict do nothing

-- name: take_id
insert into erased_id (digest, role, run_id)
select ?3, ?2, ?1
where ?4 = '' and ?5 = '' and ?6 = ''
on conflict (digest) do update set
    role = excluded.role,
    run_id = excluded.run_id
    where erased_id.role = 'other'
        and excluded.role = 'gone'

-- name: take_content
insert into erased_content (
    old_sha256, new_sha256, type, rows, line, "column", is_sent, run_id
)
select ?3, ?4, ?5, cast(?6 as integer), 0, '', 0, ?1
where ?2 <> ''
on conflict do nothing

-- name: take_before
-- The latest day holds.
insert into setting (name, value)
select 'erased.before', ?3
where ?1 >= 0 and ?2 <> '' and ?4 = '' and ?5 = '' and ?6 = ''
on conflict (name) do update set value = max(setting.value, excluded.value)
