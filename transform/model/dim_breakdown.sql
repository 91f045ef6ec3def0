-- dim_breakdown: a row a breakdown and value.
--
-- breakdown_key  ours; 0 is 'none' with value ''
create table if not exists dim_breakdown (
    breakdown_key integer primary key,
    breakdown text not null,
    value text not null,
    unique (breakdown, value)
) strict;
