-- unplaced: one row per period and source of rows of which some name a pupil or a school that
-- nobody knows: they count nowhere.
--
-- period  in dim_period
-- source  a metric, or what several share
-- rows    that count nowhere
create view if not exists unplaced as
select
    dim_period.id as period,
    source_print.source,
    source_print.unplaced as rows
from source_print
inner join dim_period on dim_period.period_key = source_print.period_key
where source_print.unplaced > 0;
