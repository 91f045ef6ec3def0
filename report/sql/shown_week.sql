-- shown_week: attendance week by week, beside the limits of its gap.
--
-- rows    the weeks of this academic year, or, while they are too few for limits, of
--         last year and this one
-- signal  words; 'None' where there is none
create temp table shown_week (
    position integer primary key,
    week text not null,
    start_date text not null,
    school_days integer not null,
    value real,
    comparator_value real,
    gap real,
    mean real,
    lower real,
    upper real,
    is_baseline integer not null,
    mark text not null,
    signal text not null
) strict;
