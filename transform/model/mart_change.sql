-- mart_change: a figure beside that of the year before, and the change in three parts
-- (details 100): children who joined the cohort's figure, the same children doing differently,
-- children who left it. joined + stayed + left = change.
--
-- metric      id in dim_metric
-- period      id in dim_period: a year or term
-- comparator_period  a year before (period_pair)
-- level       county, district or school
-- cohort      id in dim_cohort
-- value, before  of the pupils who have a denominator; what is counted per 100 pupils has events
--             of others too in mart_metric
-- change      value less before, in the metric's unit
-- joined      value less that of those who stayed: what newcomers change it by
-- stayed      what those in both come to now, less what they came to before
-- left        what those who stayed came to before, less before
-- n_joined, n_stayed, n_left  children; null where the metric counts schools
-- change_lower, change_upper  95% interval of figure less figure_before (change_cell); 0 in it
--             could be chance
-- figure, figure_before  value in mart_metric, of all that counts
-- edge        where nobody stayed, and where schools are counted, the parts are null
create view if not exists mart_change as
with pair as (
    select
        dim_metric.id as metric,
        now.id as period,
        before.id as comparator_period,
        entity.level as level,
        entity.entity as entity,
        dim_cohort.id as cohort,
        dim_metric.scale * coalesce(change_cell.counted, cell.numerator) / cell.denominator
            as value,
        dim_metric.scale * coalesce(change_cell.counted_before, cell_before.numerator)
            / cell_before.denominator as before,
        dim_metric.scale * cell.numerator / cell.denominator as figure,
        dim_metric.scale * cell_before.numerator / cell_before.denominator as figure_before,
        dim_metric.scale * change_cell.numerator / change_cell.denominator as stayed_now,
        dim_metric.scale * change_cell.numerator_before / change_cell.denominator_before
            as stayed_before,
        change_cell.n_joined as n_joined,
        change_cell.n_stayed as n_stayed,
        change_cell.n_left as n_left,
        change_cell.change_lower as change_lower,
        change_cell.change_upper as change_upper
    from period_pair
    cross join dim_period as now on now.id = period_pair.period
    cross join dim_period as before on before.id = period_pair.comparator_period
    cross join entity on entity.level in ('county', 'district', 'school')
    cross join metric_cell as cell
        on cell.period_key = now.period_key
        and cell.entity_key = entity.entity_key
        and cell.breakdown_key = 0
    cross join metric_cell as cell_before
        on cell_before.period_key = before.period_key
        and cell_before.entity_key = cell.entity_key
        and cell_before.metric_key = cell.metric_key
        and cell_before.breakdown_key = cell.breakdown_key
        and cell_before.cohort_key = cell.cohort_key
    inner join dim_metric on dim_metric.metric_key = cell.metric_key
    inner join dim_cohort on dim_cohort.cohort_key = cell.cohort_key
    left join change_cell
        on change_cell.period_key = cell.period_key
        and change_cell.metric_key = cell.metric_key
        and change_cell.entity_key = cell.entity_key
        and change_cell.cohort_key = cell.cohort_key
)
select
    metric,
    period,
    comparator_period,
    level,
    entity,
    cohort,
    value,
    before,
    value - before as change,
    value - stayed_now as joined,
    stayed_now - stayed_before as stayed,
    stayed_before - before as "left",
    n_joined,
    n_stayed,
    n_left,
    change_lower,
    change_upper,
    figure,
    figure_before
from pair;
