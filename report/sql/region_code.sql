-- region_code: the ONS codes of England's regions.
drop table if exists temp.region_code;
create temp table region_code (
    name text primary key,
    code text not null
) strict, without rowid;

insert into region_code (name, code)
values
    ('North East', 'E12000001'),
    ('North West', 'E12000002'),
    ('Yorkshire and The Humber', 'E12000003'),
    ('East Midlands', 'E12000004'),
    ('West Midlands', 'E12000005'),
    ('East of England', 'E12000006'),
    ('London', 'E12000007'),
    ('South East', 'E12000008'),
    ('South West', 'E12000009');
