-- repeat_suspended: suspended again and again this year.
--
-- label       Suspended repeatedly
-- definition  Suspended two or more times (the county's repeat_threshold) this academic year,
--             counting suspensions that stand and began by the day of the run. Since the day the
--             suspension began that reached the number. Value: suspensions. Limit: the number.
-- source      DfE, Suspensions and permanent exclusions: methodology
-- again       Suspended again
-- told_by     suspensions SUSP
-- words       Suspensions this year: {value:count}, listed from {limit:count}
-- data        suspensions
select
    begun.pupil_key,
    max(iif(begun.number = :repeat_threshold, begun.start_date, null)) as since,
    max(begun.start_date) as latest,
    count(*) as value,
    :repeat_threshold as "limit"
from (
    select
        fct_exclusion.pupil_key,
        fct_exclusion.start_date,
        row_number() over (
            partition by fct_exclusion.pupil_key
            order by fct_exclusion.start_date
        ) as number
    from fct_exclusion
    where fct_exclusion.category = 'SUSP'
        and fct_exclusion.counted = 1
        and fct_exclusion.start_date between :year_start and :as_of
) as begun
group by begun.pupil_key
having count(*) >= :repeat_threshold
