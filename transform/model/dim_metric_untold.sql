-- dim_metric_untold: a metric and a period of which it says too little. Its extract keeps the newest
-- date alone: who was reviewed in time last year has been reviewed since, and looks late. Or of
-- the extract that would tell nothing has ever come: that nobody is on record is no 0.
-- What was counted is in mart_metric; reports show none of it.
--
-- metric  in dim_metric
-- period  in dim_period: of the first kind any but the newest of its grain, and any to date
create view if not exists dim_metric_untold as
select
    dim_metric.id as metric,
    dim_period.id as period
from dim_metric
cross join dim_period
where dim_metric.is_newest = 1
    and (
        dim_period.grain = 'to_date'
        or exists (
            select 1
            from dim_period as later
            where later.grain = dim_period.grain and later.start_date > dim_period.start_date
        )
    )
    or dim_metric.extract <> ''
    and not exists (
        select 1
        from extract_type as wanted
        inner join extract_type as told on told.relation = wanted.relation
        inner join load_sent
            on instr(' ' || load_sent.type || ' ', ' ' || told.type || ' ') > 0
        where wanted.type = dim_metric.extract and load_sent.is_taken_in = 1
    );
