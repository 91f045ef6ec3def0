-- strategic_school: schools outside their funnel's limits this year, in any phase and
-- measure; the furthest from what is expected for their size first.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    shown_funnel.phase,
    dim_metric.label as measure,
    coalesce(group_name.name, shown_funnel.cohort) as group_name,
    shown_funnel.numerator,
    shown_funnel.denominator,
    shown_funnel.value,
    shown_funnel.expected,
    case
        when shown_funnel.flag like 'above%' then shown_funnel.upper_99_8
        else shown_funnel.lower_99_8
    end as limit_99_8,
    case shown_funnel.flag
        when 'above_99_8' then 'Above the 99.8% limit: by chance alone fewer than 1 in '
            || '1,000 would be this high'
        when 'above_95' then 'Above the 95% limit: one in 40 would be by chance'
        when 'below_99_8' then 'Below the lower 99.8% limit'
        else 'Below the lower 95% limit'
    end as compared
from shown_funnel
inner join dim_school on dim_school.urn = shown_funnel.urn
inner join dim_metric on dim_metric.id = shown_funnel.metric
left join group_name on group_name.cohort = shown_funnel.cohort
where shown_funnel.flag not in ('within')
order by
    case shown_funnel.flag
        when 'above_99_8' then 1
        when 'above_95' then 2
        when 'below_99_8' then 3
        else 4
    end,
    (shown_funnel.value - shown_funnel.expected) * sqrt(shown_funnel.denominator) desc,
    dim_school.name,
    dim_metric.id,
    shown_funnel.cohort;
