-- dim_cohort_mix: which cohorts one child can be in at once: how cohorts nest, lie apart and add up
-- follows (transform/people/cohort.h).
--
-- cohorts   bits by dim_cohort.cohort_key
-- is_later  1 where only some day after 31 March has such children: who was looked after for the
--           12 months to 31 March and has left care since is in cla12 and not in cla
create table if not exists dim_cohort_mix (
    cohorts integer primary key,
    is_later integer not null check (is_later in (0, 1))
) strict;
