-- adviser_funnel: an adviser's schools above a funnel's limits this year.
select
    dim_school.name,
    dim_school.urn,
    school_funnel.phase,
    dim_metric.label as measure,
    coalesce(group_name.name, school_funnel.cohort) as group_name,
    school_funnel.numerator,
    school_funnel.denominator,
    school_funnel.value,
    school_funnel.expected,
    school_funnel.upper_95,
    school_funnel.upper_99_8,
    case school_funnel.flag
        when 'above_99_8' then 'Above the 99.8% limit: by chance alone fewer than 1 in '
            || '1,000 would be this high'
        else 'Above the 95% limit: one in 40 would be by chance'
    end as compared
from school_funnel
inner join dim_school on dim_school.urn = school_funnel.urn
inner join dim_metric on dim_metric.id = school_funnel.metric
left join group_name on group_name.cohort = school_funnel.cohort
where dim_school.adviser = :adviser and school_funnel.flag in ('above_99_8', 'above_95')
order by
    school_funnel.flag = 'above_95',
    (school_funnel.value - school_funnel.expected) * sqrt(school_funnel.denominator) desc,
    dim_school.name,
    dim_metric.id,
    school_funnel.cohort;
