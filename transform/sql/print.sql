-- print: what a period's cells were made from.

-- name: drop_prints
delete from source_print where period_key = ?1

-- name: read_print
select schools
from source_print
where period_key = ?1
    and source = ?2

-- name: read_until
select until
from source_print
where period_key = ?1
    and source = ?2

-- name: note_until
update source_print set until = ?3
where period_key = ?1
    and source = ?2
    and until <> ?3

-- name: put_print
insert into source_print (period_key, source, unplaced, schools, until)
values (?1, ?2, ?3, ?4, ?5)
on conflict (period_key, source) do update set
    unplaced = excluded.unplaced,
    schools = excluded.schools,
    until = excluded.until
