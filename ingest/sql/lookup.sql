-- lookup: the statements of its module, each by its name.

-- name: note
insert into content_lookup (content_id, relation)
values (?1, ?2)
on conflict do nothing
