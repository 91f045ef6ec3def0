-- ident: the statements of its module, each by its name.

-- name: find
select ident_key
from ident
where kind = ?1
    and id = ?2

-- name: read_all
-- All, where they are fewer than so many.
select ident_key, kind, id
from ident
where (select count(*) from ident) < ?1

-- name: add
insert into ident (kind, id)
values (?1, ?2)

-- name: find_school
select school_key
from school_ident
where urn = ?1

-- name: add_school
insert into school_ident (urn)
values (?1)
