-- dim_count_over: what a count is never less than: each of the first has at least one step of it
-- (dim_count), and who has so many steps of it as the county says is of the second.
--
-- count  id in dim_count: suspensions
-- place  1 the first (children suspended), 2 the second (those of them suspended repeatedly)
-- other  id in dim_count
-- least  how many steps of it each of the other has at least: repeat_threshold of county.ini
create table if not exists dim_count_over (
    count text not null references dim_count,
    place integer not null check (place in (1, 2)),
    other text not null references dim_count,
    least integer not null check (least >= 1 and (place = 2 or least = 1)),
    primary key (count, place)
) strict, without rowid;
