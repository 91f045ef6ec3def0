-- lookup: the statements of its module, each by its name.

-- name: forget
delete from content_lookup
where content_id = :content_id

-- name: note
insert into content_lookup (content_id, relation)
values (?1, ?2)
on conflict do nothing
