-- entity: what cells are made for: the county, its districts, advisers and the schools
-- that any pupil is or was on the roll of. Keys are given at first sight and stay.
create table if not exists entity (
    entity_key integer primary key,
    level text not null check (level in ('county', 'district', 'adviser', 'school')),
    entity text not null,
    unique (level, entity)
) strict;
