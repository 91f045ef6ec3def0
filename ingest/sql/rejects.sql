-- rejects: the statements of its module, each by its name.

-- name: put
insert into load_reject (sha256, line, "column", rule, rows, effect, message)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict do update set rows = rows + excluded.rows

-- name: clear
delete from load_reject
where sha256 = ?1

-- name: erased
-- Rows that went before the content was kept, of who was forgotten: one line for all of them.
insert into load_reject (sha256, line, "column", rule, rows, effect, message)
select
    new_sha256,
    min(line),
    "column",
    'erased',
    sum(rows),
    'row',
    'rows that were erased: by request, or as too old'
from erased_content
where new_sha256 = ?1
    and is_sent
    and rows > 0
group by new_sha256, "column"
on conflict do nothing

-- name: note_erased
insert into check_fault (sha256, line, field, rule, message, "column", effect, value, rows)
select
    new_sha256,
    min(line),
    -1,
    'erased',
    'rows that were erased: by request, or as too old',
    "column",
    'row',
    '',
    sum(rows)
from erased_content
where new_sha256 = :sha256
    and is_sent
    and rows > 0
group by new_sha256, "column"
on conflict do nothing;
insert into check_value (
    sha256, field, "column", rule, value, effect, message, rows, first_line, last_line
)
select
    new_sha256,
    -1,
    "column",
    'erased',
    '',
    'row',
    'rows that were erased: by request, or as too old',
    sum(rows),
    min(line),
    min(line)
from erased_content
where new_sha256 = :sha256
    and is_sent
    and rows > 0
group by new_sha256, "column"
on conflict do nothing;

-- name: note_all
-- check_fault: the faults of the rows of what is read, not only why each is rejected.
--
-- field  its place in the contract, -1: the row as a whole
create table check_fault (
    sha256 text not null,
    line integer not null,
    field integer not null,
    rule text not null,
    message text not null,
    "column" text not null,
    effect text not null,
    value text not null,
    rows integer not null,
    primary key (sha256, line, field, rule, message, "column")
) strict, without rowid;

-- check_value: how many faults there are of a column, rule and value.
--
-- value      '' where it is none, or private
-- message    of the first line
-- is_varied  others have other messages
create table check_value (
    sha256 text not null,
    field integer not null,
    "column" text not null,
    rule text not null,
    value text not null,
    effect text not null,
    message text not null,
    is_varied integer not null default 0,
    rows integer not null,
    first_line integer not null,
    last_line integer not null,
    primary key (sha256, field, "column", rule, value, effect)
) strict, without rowid;

-- name: clear_notes
delete from check_fault where sha256 = :sha256;
delete from check_value where sha256 = :sha256;

-- name: note_fault
insert into check_fault (sha256, line, field, rule, message, "column", effect, value, rows)
values (:sha256, :line, :field, :rule, :message, :column, :effect, :value, :rows)
on conflict do update set rows = rows + excluded.rows

-- name: note_value
insert into check_value (
    sha256, field, "column", rule, value, effect, message, rows, first_line, last_line
)
values (:sha256, :field, :column, :rule, :value, :effect, :message, :rows, :line, :line)
on conflict do update set
    rows = rows + excluded.rows,
    last_line = excluded.last_line,
    is_varied = max(is_varied, message <> excluded.message)
