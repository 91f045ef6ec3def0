insert or replace into code_value (name, code, value)
values (?1, ?2, ?3)
