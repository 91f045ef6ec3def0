-- codes: the statements of its module, each by its name.

-- name: put_code_value
insert or replace into code_value (name, code, value)
values (?1, ?2, ?3)

-- name: put_mark_meaning
-- Of rows that begin on one day, were there two, the last.
insert into mark_meaning (mark, valid_from, valid_to, is_possible, meaning)
values (upper(?1), ?2, iif(?3 = '', '9999-12-31', ?3), ?4 = '1', ?5)
on conflict do update set
    valid_to = excluded.valid_to,
    is_possible = excluded.is_possible,
    meaning = excluded.meaning
