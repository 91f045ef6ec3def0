-- published_comparator: a published figure that one of ours may be compared with, under the
-- definition and year of its own (benchmark). It says nothing of our own records.
--
-- metric         id in dim_metric
-- cohort         id in dim_cohort; a group that is none of ours is in benchmark alone
-- academic_year  of the figure
-- comparator     england; region; county: our own authority, as published; neighbours: the
--                authorities of [benchmarks] neighbours
-- value          in the metric's unit; null where a symbol stands for it or it is refused
-- symbol         as published; of neighbours x where none has a value
-- areas          authorities that the value is of; wanted_areas: that should be in it
-- method         published; together: sums of the neighbours' counts; mean: of their values,
--                where counts are not published
-- place, places  of county: its place by value among all authorities with one, 1 is best, equal
--                values equal places; null under five of them, or where neither way is good
-- status         same; labelled: `definition` is to be printed beside it; refused: not comparable
-- definition     in what it is another figure than ours, or why it is refused
create table if not exists published_comparator (
    metric text not null,
    cohort text not null,
    academic_year text not null,
    comparator text not null check (
        comparator in ('england', 'region', 'county', 'neighbours')
    ),
    value real,
    symbol text,
    areas integer not null,
    wanted_areas integer not null,
    method text not null check (method in ('published', 'together', 'mean')),
    place integer,
    places integer,
    status text not null check (status in ('same', 'labelled', 'refused')),
    definition text not null,
    data_set text not null,
    version text not null,
    primary key (metric, cohort, comparator, academic_year)
) strict, without rowid;
