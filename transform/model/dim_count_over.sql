-- dim_count_over: what a count is never less than: each of the first has at least one step of it
-- (dim_count), each of the second at least one more; where the second is none, it is as many as
-- the first.
--
-- count  id in dim_count: suspensions
-- place  1 the first (children suspended), 2 the second (those of them suspended again)
-- other  id in dim_count
create table if not exists dim_count_over (
    count text not null references dim_count,
    place integer not null check (place in (1, 2)),
    other text not null references dim_count,
    primary key (count, place)
) strict, without rowid;
