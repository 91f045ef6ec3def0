-- alike: the statements of its module, each by its name.

-- name: put_folded
insert into name_folded (name, folded)
values (?1, ?2)
on conflict do nothing

-- name: put_clash
insert into content_clash (content_id, ident_key, field, line, value)
values (?1, ?2, ?3, ?4, ?5)
on conflict do nothing
