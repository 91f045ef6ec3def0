-- group_name: cohorts as they are called in sentences and tables, in their order there.
create temp table group_name (
    cohort text primary key,
    position integer not null,
    name text not null,
    short text not null
) strict, without rowid;

insert into group_name (cohort, position, name, short)
values
    ('csw', 1, 'Children with a social worker', 'With a social worker'),
    ('cla', 2, 'Children looked after', 'Looked after'),
    ('cpp', 3, 'Children on a protection plan', 'Protection plan'),
    ('cin', 4, 'Children in need', 'In need'),
    ('ever6', 5, 'Children with a social worker in the last six years',
        'Social worker in the last six years'),
    ('formerly', 6, 'Children whose social worker has left in the last six years',
        'Social worker left'),
    ('pla', 7, 'Previously looked after children', 'Previously looked after'),
    ('peers', 8, 'Peers without a social worker', 'Peers'),
    ('all', 9, 'All pupils', 'All pupils');

-- term_name: terms as they stand under a chart.
create temp table term_name (
    period text primary key,
    position integer not null,
    name text not null,
    short text not null
) strict, without rowid;

insert into term_name (period, position, name, short)
select
    id,
    row_number() over (order by start_date),
    upper(substr(id, 9, 1)) || substr(id, 10) || ' term '
        || case when substr(id, 9) = 'autumn' then substr(id, 1, 4)
            else '20' || substr(id, 6, 2) end
        || iif(complete, '', ' so far'),
    upper(substr(id, 9, 1)) || substr(id, 10, 2) || ' '
        || iif(substr(id, 9) = 'autumn', substr(id, 3, 2), substr(id, 6, 2))
from dim_period
where grain = 'term';
