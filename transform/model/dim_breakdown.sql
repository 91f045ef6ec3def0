-- dim_breakdown: a row a breakdown and value.
--
-- breakdown_key  ours; 0 is 'none' with value ''
-- breakdown  none, sex, sen, fsm, ethnicity, ncyear, phase, idaci, district, in_county
-- value      of it; '' for none
create table if not exists dim_breakdown (
    breakdown_key integer primary key,
    breakdown text not null,
    value text not null,
    unique (breakdown, value)
) strict;
