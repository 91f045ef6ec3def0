-- dim_count_part: which counts are parts of which: whoever knows both knows the rest.
--
-- count  id in dim_count
-- whole  of what it is a part; a count may be a part of several
create table if not exists dim_count_part (
    count text not null references dim_count,
    whole text not null references dim_count,
    primary key (count, whole)
) strict, without rowid;
