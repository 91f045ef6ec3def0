-- dim_promise: one row per promise that schools' policies make of these children, filled from
-- transform/promises/.
--
-- promise_key  ours, given at first sight and kept
-- id        name of its file
-- words     the promise, as policies put it
-- subject   under which lists put it
-- source    who promises it, in their words
-- metric    in dim_metric: its denominator is what is due, its numerator what was kept; null where
--           no extract tells
-- grain     year or term: the periods that it is judged by; null without a metric
-- cohort    in dim_cohort: whose figure that is; null where it is not judged
-- extract   the type that would record it; null where it is not judged
-- sender    schools: each sends its own; council: one list of all. Null where it is not judged
-- kept_words, recorded_words  what counts as kept, and as on record, in words; null where it is not judged
-- why       why it is not judged, or cannot be measured; null where it is judged
create table if not exists dim_promise (
    promise_key integer primary key,
    id text not null unique,
    words text not null,
    subject text not null,
    source text not null,
    metric text,
    grain text check (grain in ('year', 'term')),
    cohort text,
    extract text,
    sender text check (sender in ('schools', 'council')),
    kept_words text,
    recorded_words text,
    why text
) strict;
