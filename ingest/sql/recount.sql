-- recount: the statements of its module, each by its name.

-- name: schema
-- recount_*: what earlier lines of the file that is read said where keys repeat; empty
-- between files. In tables, as a file may repeat any number of keys.
--
-- recount_line  lines of a key by what they say
-- recount_last  what the last line of a key says of which a later content has the row
create table recount_line (
    key blob not null,
    hash integer not null,
    lines integer not null,
    primary key (key, hash)
) strict, without rowid;
create table recount_last (
    key blob primary key,
    hash integer not null
) strict, without rowid;

-- name: find_line
select lines
from recount_line
where key = ?1
    and hash = ?2

-- name: put_line
insert into recount_line (key, hash, lines)
values (?1, ?2, ?3)
on conflict do update set lines = excluded.lines

-- name: find_last
select hash
from recount_last
where key = ?1

-- name: put_last
insert into recount_last (key, hash)
values (?1, ?2)
on conflict do update set hash = excluded.hash

-- name: clear
delete from recount_line;

delete from recount_last;
