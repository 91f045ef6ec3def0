-- extract_type: the descriptions of the types, for statements that must know no type by name.

-- name: schema
-- extract_type: one row per type of extract, as its description has it.
--
-- type       its name, of content.type
-- relation   its table; '' where its rows are marks
-- ident      whose number a row has: 'upn', 'child', '' nobody's
-- speaks     the relation that says who its rows' children are; '' where a row makes nobody known
-- authority  of what rows say of a person the greater counts
-- dated      the column with a row's first day; '' where it has none
-- counted    the column with the date or academic year that a row belongs to; ''
-- is_fact    1 where rows say what happened at a school; 0 where they describe one, or none
-- drops      1 where a row that the newest content lacks is none any more
-- recurs     how often something new is to come: days, term, year; what nothing has come of since a term
--            ended says too little of the next, where that is a term
create table extract_type (
    type text primary key,
    relation text not null,
    ident text not null check (ident in ('', 'upn', 'child')),
    speaks text not null,
    authority integer not null,
    dated text not null,
    counted text not null,
    is_fact integer not null check (is_fact in (0, 1)),
    drops integer not null check (drops in (0, 1)),
    recurs text not null check (recurs in ('days', 'term', 'year'))
) strict, without rowid;

-- name: list
select type
from extract_type
order by type

-- name: drop
delete from extract_type
where type = ?1

-- name: put
insert into extract_type (
    type, relation, ident, speaks, authority, dated, counted, is_fact, drops, recurs
)
values (?1, ?2, ?3, ?9, ?4, ?5, ?6, ?7, ?8, ?10)
on conflict do update set
    relation = excluded.relation,
    ident = excluded.ident,
    speaks = excluded.speaks,
    authority = excluded.authority,
    dated = excluded.dated,
    counted = excluded.counted,
    is_fact = excluded.is_fact,
    drops = excluded.drops,
    recurs = excluded.recurs
where (relation, ident, speaks, authority, dated, counted, is_fact, drops, recurs)
    <> (excluded.relation, excluded.ident, excluded.speaks, excluded.authority, excluded.dated,
        excluded.counted, excluded.is_fact, excluded.drops, excluded.recurs)
