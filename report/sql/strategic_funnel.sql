-- strategic_funnel: the schools of the funnel that is drawn, by how many children with a
-- social worker in the last six years they have, with the limits for that size; withheld
-- schools last.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    coalesce(shown_funnel.denominator, shown_funnel.symbol) as denominator,
    coalesce(shown_funnel.numerator, shown_funnel.symbol) as numerator,
    coalesce(shown_funnel.value, shown_funnel.symbol) as value,
    coalesce(shown_funnel.expected, shown_funnel.symbol) as expected,
    coalesce(shown_funnel.lower_95, shown_funnel.symbol) as lower_95,
    coalesce(shown_funnel.upper_95, shown_funnel.symbol) as upper_95,
    coalesce(shown_funnel.upper_99_8, shown_funnel.symbol) as upper_99_8,
    coalesce(shown_funnel.flag, 'withheld') as flag,
    case shown_funnel.flag
        when 'above_99_8' then 'Above the 99.8% limit'
        when 'above_95' then 'Above the 95% limit'
        when 'below_95' then 'Below the lower 95% limit'
        when 'below_99_8' then 'Below the lower 99.8% limit'
        when 'within' then 'Within the limits'
        else '[c]'
    end as compared,
    dim_metric.scale as scale,
    funnel_choice.model as model,
    iif(dim_metric.unit = '%', '%', '') as unit,
    'Children at the school with a social worker in the last six years' as size_name
from funnel_choice
inner join shown_funnel
    on shown_funnel.metric = funnel_choice.metric
    and shown_funnel.cohort = funnel_choice.cohort
    and shown_funnel.phase = funnel_choice.phase
inner join dim_school on dim_school.urn = shown_funnel.urn
inner join dim_metric on dim_metric.id = shown_funnel.metric
order by shown_funnel.value is null, shown_funnel.denominator, dim_school.name;
