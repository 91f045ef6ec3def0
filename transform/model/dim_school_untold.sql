-- dim_school_untold: a metric, period and school of which nobody could have told, while others did of
-- theirs: of the extract, which schools send, nothing has come that speaks of the school since the
-- period began (load_heard). That nobody is on record there is no 0, and a promise that rests on it
-- cannot be measured (mart_promise). What was counted is in mart_metric; reports show none of it.
-- Who first had somebody to tell of in a later period may have sent lists before, so that it is told.
--
-- metric      in dim_metric
-- period      in dim_period; no week
-- school_key  in dim_school, of those that have a figure of it then
create view if not exists dim_school_untold as
with heard as materialized (
    select load_heard.*
    from load_heard
)
select
    dim_metric.id as metric,
    dim_period.id as period,
    dim_school.school_key
from dim_metric
cross join dim_period
cross join entity
inner join dim_school on dim_school.urn = entity.entity
left join heard
    on heard.type = dim_metric.extract
    and heard.school_key = dim_school.school_key
where entity.level = 'school'
    and dim_period.grain <> 'week'
    and dim_metric.extract in (
        select dim_promise.extract
        from dim_promise
        where dim_promise.sender = 'schools'
    )
    and coalesce(heard.newest_sent < dim_period.start_date, 1)
    and exists (
        select 1
        from metric_cell
        where metric_cell.period_key = dim_period.period_key
            and metric_cell.entity_key = entity.entity_key
            and metric_cell.metric_key = dim_metric.metric_key
    );
