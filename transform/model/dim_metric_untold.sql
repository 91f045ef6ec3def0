-- dim_metric_untold: a metric and a period of which it says too little. Its extract keeps the newest
-- date alone: who was reviewed in time last year has been reviewed since, and looks late. Or of
-- the extract that would tell nothing has ever come: that nobody is on record is no 0.
-- What was counted is in mart_metric; reports show none of it.
--
-- metric  in dim_metric
-- period  in dim_period: of the first kind any but the newest of its grain, and any to date
create view if not exists dim_metric_untold as
with sent as materialized (
    -- Few kinds of content beside all that was sent.
    select distinct type as types
    from load_sent
    where is_taken_in = 1
),
told as materialized (
    select distinct extract_type.relation
    from sent
    inner join extract_type
        on instr(' ' || sent.types || ' ', ' ' || extract_type.type || ' ') > 0
),
silent as materialized (
    select dim_metric.metric_key
    from dim_metric
    inner join extract_type on extract_type.type = dim_metric.extract
    where extract_type.relation not in (select told.relation from told)
)
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
    or dim_metric.metric_key in (select silent.metric_key from silent);
