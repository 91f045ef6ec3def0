-- dim_metric: one row per metric, filled from transform/metrics/.
--
-- metric_key  ours, given at first sight and kept
-- id         name of its file
-- label      for people
-- unit       %, per 100 pupils, days, ...
-- definition  what it measures, in sentences
-- numerator, denominator  what they count, in words
-- source     whose definition it is
-- scale      value = scale * numerator / denominator
-- interval   how lower and upper come about; details.md 40
-- polarity   which way is good: higher, lower, neither
-- numerator_count, denominator_count  what they are counts of: ids in dim_count
-- base_count  the count by which its reliability goes: of children where it knows of one
-- is_newest  1 where its extract keeps the newest date alone, so that of periods that are over it
--            says too little: dim_metric_untold
-- extract    the type of what it counts among others: where none has come, its 0 is no figure
--            (dim_metric_untold); '' where nobody is counted without
-- aged_by    the type whose newest file tells how old it is; '' where extract does, or marks or
--            events, each of its day
create table if not exists dim_metric (
    metric_key integer primary key,
    id text not null unique,
    label text not null,
    unit text not null,
    scale real not null,
    definition text not null,
    numerator text not null,
    denominator text not null,
    source text not null,
    interval text not null,
    polarity text not null check (polarity in ('higher', 'lower', 'neither')),
    numerator_count text not null references dim_count,
    denominator_count text not null references dim_count,
    base_count text not null references dim_count,
    is_newest integer not null check (is_newest in (0, 1)),
    extract text not null,
    aged_by text not null
) strict;
