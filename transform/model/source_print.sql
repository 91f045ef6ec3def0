-- source_print: what the rows that a period's cells were made from came to, so that those of
-- another night can be told from them.
--
-- source    "frame" and what they are read from (marks, exclusions, persons): the spine's own
--           rows; else the metric's id or the source's name
-- unplaced  rows that name a pupil or a school nobody knows: they count nowhere
-- schools   of each school (0 = none) the sum of its rows' hashes: pairs of eight bytes
-- until     the first day of a run on which the rows may be others though nothing changed
--           (core/until.h); blank: no day; 9999-12-31: none that is later
create table if not exists source_print (
    period_key integer not null references dim_period,
    source text not null,
    unplaced integer not null,
    schools blob not null,
    until text not null,
    primary key (period_key, source)
) strict, without rowid;
