-- load: the statements of its module, each by its name.

-- name: wait
-- Rows of the content wait for a school to come.
insert into content_wait (urn, content_id)
values (?1, ?2)
on conflict do nothing

-- name: forget
-- What was noted of a content when it was read before.
delete from content_wait
where content_id = :content_id;

delete from content_lookup
where content_id = :content_id;

delete from content_system
where content_id = :content_id;

delete from content_birth
where content_id = :content_id;

delete from kept_key
where content_id = :content_id;

delete from content_clash
where content_id = :content_id;

delete from content_telling
where content_id = :content_id;

delete from fact_first
where content_id = :content_id;

-- name: keep
-- The content lists a row that was rejected, by its key.
insert into kept_key (type, key, content_id)
values (?1, ?2, ?3)
on conflict do nothing

-- name: kept
select content_id
from kept_key
where type = ?1
    and key = ?2

-- name: tell
-- Of lines with one key the last.
insert into content_telling (content_id, ident_key, key_hash, said_hash, line)
values (?1, ?2, ?3, ?4, ?5)
on conflict do update set
    said_hash = excluded.said_hash,
    line = excluded.line

-- name: first
insert into fact_first (ident_key, type, fact_date, key_hash, kind, told_on, content_id)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict do update set
    told_on = excluded.told_on,
    content_id = excluded.content_id
where excluded.told_on < fact_first.told_on

-- name: note_school
insert into content_school (content_id, school_key, first_date, last_date)
values (?1, ?2, '', '')
on conflict do nothing

-- name: note_system
insert into content_system (content_id, system)
values (?1, ?2)
on conflict do nothing

-- name: note_births
-- Types of one content are read one after the other.
insert into content_birth (content_id, last, ahead)
values (?1, ?2, ?3)
on conflict (content_id) do update
set last = max(coalesce(last, excluded.last), coalesce(excluded.last, last)),
    ahead = min(coalesce(ahead, excluded.ahead), coalesce(excluded.ahead, ahead))

-- name: note_taken
-- Whether any row of the content counts, or it has none.
update content
set is_taken_in = ?2
where content_id = ?1
    and is_taken_in <> ?2
