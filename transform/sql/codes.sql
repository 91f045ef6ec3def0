-- codes: the statements of its module, each by its name.

-- name: put_code_value
insert or replace into code_value (name, code, value)
values (?1, ?2, ?3)
