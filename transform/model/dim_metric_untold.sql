-- dim_metric_untold: a metric and a period of which it says too little. Its extract keeps the newest
-- date alone: who was reviewed in time last year has been reviewed since, and looks late. Or of
-- the extract that would tell nothing has ever come, or nothing had when the period was over, and
-- what has come since begins later; or of what is told year by year, as plans and returns, nothing
-- has come since before the period began: that nobody is on record is no 0. Where facts have no day
-- of their own, as on a roll, somebody is on record where the county counts anybody.
-- What was counted is in mart_metric; reports show none of it.
--
-- metric  in dim_metric
-- period  in dim_period: of the first kind any but the newest of its grain, and any to date
-- since   the day of the first file, where that came when the period was over; else null
-- until   the day of the newest, where that came before the period began; else null
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
),
reach as materialized (
    -- A score has no day of its own, and is of the year in its key.
    select
        extract_type.relation,
        max(
            extract_type.dated = ''
            and (extract_type.counted <> '' or load_reach.last_fact is not null)
        ) as is_yearly,
        min(load_reach.first_fact) as first_fact,
        max(load_reach.last_fact) as last_fact,
        substr(min(load_reach.first_sent), 1, 10) as first_sent,
        substr(max(load_reach.newest_sent), 1, 10) as newest_sent
    from load_reach
    inner join extract_type on extract_type.type = load_reach.type
    where load_reach.school_key is null
        and (
            extract_type.dated || extract_type.counted <> ''
            or load_reach.first_fact is not null
        )
    group by extract_type.relation
),
measured as materialized (
    select
        dim_metric.metric_key,
        reach.*
    from dim_metric
    inner join extract_type on extract_type.type = dim_metric.extract
    inner join reach on reach.relation = extract_type.relation
)
select
    dim_metric.id as metric,
    dim_period.id as period,
    begun.first_sent as since,
    ended.newest_sent as until
from dim_metric
cross join dim_period
left join measured as begun
    on begun.metric_key = dim_metric.metric_key
    and begun.first_sent > dim_period.end_date
    and iif(
        begun.first_fact is null,
        not exists (
            select 1
            from entity
            cross join metric_cell
                on metric_cell.period_key = dim_period.period_key
                and metric_cell.entity_key = entity.entity_key
                and metric_cell.metric_key = begun.metric_key
            where entity.level = 'county'
                and metric_cell.numerator > 0
        ),
        begun.first_fact > iif(
            begun.first_fact glob '*/*', dim_period.academic_year, dim_period.end_date
        )
    )
left join measured as ended
    on ended.metric_key = dim_metric.metric_key
    and ended.is_yearly
    and ended.newest_sent < dim_period.start_date
    -- Of which term a fact of the year is, its year does not say.
    and (
        dim_period.grain in ('term', 'half_term')
        or ended.last_fact is null
        -- Of years by their last day, the last that was over by the period's own.
        or ended.last_fact < iif(
            ended.last_fact glob '*/*',
            dim_period.academic_year,
            date(dim_period.reference_date, '-1 year', '+1 day')
        )
    )
where dim_metric.is_newest = 1
    and (
        dim_period.grain = 'to_date'
        or exists (
            select 1
            from dim_period as later
            where later.grain = dim_period.grain and later.start_date > dim_period.start_date
        )
    )
    or dim_metric.metric_key in (select silent.metric_key from silent)
    or begun.metric_key is not null
    or ended.metric_key is not null;
