-- load_presence: a row a school and period, year or term, that it has attendance figures of, or
-- had of the period that it is compared with: which schools a comparison over time can be of.
--
-- school_key         in dim_school
-- period             id in dim_period
-- comparator_period  of period_pair: the same a year before; of one that is not over yet, the
--                    earlier year or term as far as the same school day: 2024/25 to date
-- is_now             1 where marks or counts of any pupil are held in period
-- is_before          1 where they are in comparator_period
-- is_both            1 where they are in both: the schools of a like-for-like comparison
create view if not exists load_presence as
with present as materialized (
    select load_coverage.school_key, load_coverage.period
    from load_coverage
    where load_coverage.held > 0
        or load_coverage.counted > 0
),
ends as (
    select period_pair.period, period_pair.comparator_period, present.school_key, 1 as is_now
    from period_pair
    inner join present on present.period = period_pair.period
    union all
    select period_pair.period, period_pair.comparator_period, present.school_key, 0 as is_now
    from period_pair
    inner join present on present.period = period_pair.comparator_period
)
select
    ends.school_key,
    ends.period,
    ends.comparator_period,
    max(ends.is_now) as is_now,
    min(ends.is_now) = 0 as is_before,
    max(ends.is_now) and min(ends.is_now) = 0 as is_both
from ends
group by ends.school_key, ends.period, ends.comparator_period;
