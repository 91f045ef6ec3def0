-- period_pair: the period a year before that a year or term is compared with (details 92, 100).
--
-- period             id in dim_period, of grain year or term
-- comparator_period  the same year or term of the year before; while it runs, that one to date
create view if not exists period_pair as
select
    now.id as period,
    before.id as comparator_period
from dim_period as now
inner join dim_period as before
    on before.period_key = now.period_key - 100 + iif(now.complete, 0, 21)
where now.grain in ('year', 'term');
