-- adviser_funnel: an adviser's schools above a funnel's limits this year.
select
    dim_school.name,
    dim_school.urn,
    mart_funnel.phase,
    dim_metric.label as measure,
    coalesce(group_name.name, mart_funnel.cohort) as group_name,
    mart_funnel.numerator,
    mart_funnel.denominator,
    mart_funnel.value,
    mart_funnel.expected,
    mart_funnel.upper_95,
    mart_funnel.upper_99_8,
    case mart_funnel.flag
        when 'above_99_8' then 'Above the 99.8% limit: by chance alone fewer than 1 in '
            || '1,000 would be this high'
        else 'Above the 95% limit: one in 40 would be by chance'
    end as compared
from mart_funnel
inner join context on context.year = mart_funnel.period
inner join dim_school on dim_school.urn = mart_funnel.urn
inner join dim_metric on dim_metric.id = mart_funnel.metric
left join group_name on group_name.cohort = mart_funnel.cohort
where dim_school.adviser = :adviser and mart_funnel.flag in ('above_99_8', 'above_95')
order by
    mart_funnel.flag = 'above_95',
    (mart_funnel.value - mart_funnel.expected) * sqrt(mart_funnel.denominator) desc,
    dim_school.name,
    dim_metric.id,
    mart_funnel.cohort;
