-- dim_count: what metrics count, a row a count: metrics with one count in dim_metric show one
-- number at one place, and what can be worked out of another. Filled from transform/metrics/.
--
-- id        the name that the metrics' files give it
-- kind      children; schools; rows (plans, spells, suspensions looked at one by one); events
--           (sessions, days, suspensions: what happened to children); sum (no count: scores,
--           pounds)
-- less      it is the whole that dim_count_part has for it without exactly this count; null where
--           nothing of the kind is known
-- children  the count of the children that its rows, events or sum belong to; null where no
--           metric shows it
-- step      the least that two values of it can differ by: 0.5 for days, which are counted in halves
create table if not exists dim_count (
    id text primary key,
    kind text not null check (kind in ('children', 'schools', 'rows', 'events', 'sum')),
    less text references dim_count,
    children text references dim_count,
    step real not null check (step in (0.5, 1))
) strict, without rowid;
