-- code_name: what codes mean, from the county's code sets.
create temp table code_name (
    code_set text not null,
    code text not null,
    name text not null,
    primary key (code_set, code)
) strict, without rowid;
