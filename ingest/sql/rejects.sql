-- rejects: the statements of its module, each by its name.

-- name: put
insert into load_reject (sha256, line, "column", rule, rows, effect, message)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict do update set rows = rows + excluded.rows

-- name: clear
delete from load_reject
where sha256 = ?1
