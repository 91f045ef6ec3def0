-- comparator_area: whose published figures ours are compared with, as the config says it.
--
-- comparator  england, region, county (our own, as published), neighbours
-- area        as benchmark has it, lower case: a code, or a region's name
create table if not exists comparator_area (
    comparator text not null check (
        comparator in ('england', 'region', 'county', 'neighbours')
    ),
    area text not null,
    primary key (comparator, area)
) strict, without rowid;
