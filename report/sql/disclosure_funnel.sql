-- disclosure_funnel: this year's funnels, a phase after the other.
select
    mart_funnel.metric,
    mart_funnel.period,
    mart_funnel.cohort,
    mart_funnel.phase,
    mart_funnel.urn,
    mart_funnel.numerator,
    mart_funnel.denominator,
    mart_funnel.value,
    mart_funnel.expected,
    mart_funnel.lower_95,
    mart_funnel.upper_95,
    mart_funnel.lower_99_8,
    mart_funnel.upper_99_8,
    mart_funnel.flag
from mart_funnel
inner join context on context.year = mart_funnel.period
order by
    mart_funnel.metric, mart_funnel.period, mart_funnel.cohort, mart_funnel.phase,
    mart_funnel.urn;
