-- code_name_put: one code; of two with one name the first counts.
insert into code_name (code_set, code, name)
values (?1, ?2, ?3)
on conflict do nothing;
