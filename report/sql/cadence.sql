-- cadence.c: when packs are due.

-- name: period_start
-- The first day of the latest period of the grain ?1 begun by the day ?2.
select start_date
from dim_period
where grain = ?1 and start_date <= ?2
order by start_date desc
limit 1;
