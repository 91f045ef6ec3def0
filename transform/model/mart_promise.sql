-- mart_promise: a row a promise that is judged, period of its grain (a year or term, to date too)
-- and school that is open on the period's reference date or has something due in it; and one for
-- the county, with what belongs to no school.
--
-- promise     id in dim_promise
-- period      id in dim_period
-- school_key  in dim_school; null: the county
-- basis       children: whose plans, suspensions and so on are due; schools: the school itself is
-- due, kept   denominator and numerator of the promise's metric, of its cohort, there
-- recorded    how much of what is due is on record, kept or not: the rest is blank
-- children    whose it is; null where the school itself is due
-- sent        the day of the newest extract that would record it: where schools send it the school's
--             own, or a list of several (load_heard); null where none has come
-- since       from when on there is any: the first day or year that its rows are of, or of such as
--             have none the day it first came
-- state       not_measured: no extract of the period has come; not_due: there was nothing to keep;
--             kept: all of it; not_kept: of something due a record says no; not_on_record: it is
--             only blanks that are missing, which says neither. Null: the county. What is told of
--             years that end on a day of their own, as scores are, is of the period where the last
--             that ended by its reference date has come, be that before it began
create view if not exists mart_promise as
with reach as materialized (
    select
        load_reach.type,
        0 as school_key,
        load_reach.first_fact,
        load_reach.first_sent,
        load_reach.newest_sent,
        -- Only of what has no day and no school year of its own.
        iif(
            extract_type.dated = '' and load_reach.last_fact not glob '*/*',
            load_reach.last_fact,
            null
        ) as last_end
    from load_reach
    inner join extract_type on extract_type.type = load_reach.type
    where load_reach.school_key is null
    union all
    select
        load_heard.type,
        load_heard.school_key,
        load_heard.first_fact,
        load_heard.first_sent,
        load_heard.newest_sent,
        null -- of days
    from load_heard
),
place as materialized (
    select
        entity.entity_key,
        dim_school.school_key,
        dim_school.status like 'Open%' as is_open,
        coalesce(dim_school.open_date, '') as open_date,
        coalesce(dim_school.close_date, '9') as close_date
    from dim_school
    left join entity on entity.level = 'school' and entity.entity = dim_school.urn
    union all
    select
        entity.entity_key,
        null as school_key,
        1 as is_open,
        '' as open_date,
        '9' as close_date
    from entity
    where entity.level = 'county'
)
select
    dim_promise.id as promise,
    dim_period.id as period,
    place.school_key,
    iif(dim_count.kind = 'schools', 'schools', 'children') as basis,
    coalesce(metric_cell.denominator, 0) as due,
    coalesce(metric_cell.numerator, 0) as kept,
    coalesce(promise_cell.recorded, 0) as recorded,
    iif(dim_count.kind = 'schools', null, coalesce(promise_cell.children, 0)) as children,
    substr(reach.newest_sent, 1, 10) as sent,
    coalesce(reach.first_fact, substr(reach.first_sent, 1, 10)) as since,
    case
        when place.school_key is null then null
        when reach.newest_sent is null
            or (
                reach.newest_sent < dim_period.start_date
                and coalesce(
                    reach.last_end < date(dim_period.reference_date, '-1 year', '+1 day'), 1
                )
            )
            or coalesce(
                reach.first_fact > iif(
                    reach.first_fact glob '*/*', dim_period.academic_year, dim_period.end_date
                ),
                substr(reach.first_sent, 1, 10) > dim_period.end_date
            )
            then 'not_measured'
        when metric_cell.denominator is null then 'not_due'
        when metric_cell.numerator = metric_cell.denominator then 'kept'
        when promise_cell.recorded > metric_cell.numerator then 'not_kept'
        else 'not_on_record'
    end as state
from dim_promise
inner join dim_metric on dim_metric.id = dim_promise.metric
inner join dim_count on dim_count.id = dim_metric.denominator_count
inner join dim_cohort on dim_cohort.id = dim_promise.cohort
inner join dim_period
    on dim_period.grain = dim_promise.grain
    or (
        dim_period.grain = 'to_date'
        and (dim_period.period_key % 100 = 21) = (dim_promise.grain = 'year')
    )
cross join place
left join metric_cell
    on metric_cell.period_key = dim_period.period_key
    and metric_cell.entity_key = place.entity_key
    and metric_cell.metric_key = dim_metric.metric_key
    and metric_cell.breakdown_key = 0
    and metric_cell.cohort_key = dim_cohort.cohort_key
left join promise_cell
    on promise_cell.period_key = dim_period.period_key
    and promise_cell.entity_key = place.entity_key
    and promise_cell.promise_key = dim_promise.promise_key
left join reach
    on reach.type = dim_promise.extract
    and reach.school_key = iif(dim_promise.sender = 'schools', coalesce(place.school_key, 0), 0)
where metric_cell.denominator is not null
    or (
        place.is_open
        and place.open_date <= dim_period.reference_date
        and place.close_date >= dim_period.reference_date
    );
