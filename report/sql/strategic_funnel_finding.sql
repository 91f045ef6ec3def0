-- strategic_funnel_finding: how many schools are beyond what chance explains. No row
-- with fewer than five schools shown, which are too few for a funnel.
with tally as (
    select
        funnel_choice.schools,
        funnel_choice.phase_words,
        dim_metric.label || iif(dim_metric.unit = '%', ', %', ', ' || dim_metric.unit)
            as measure,
        iif(funnel_choice.model = 'binomial', 'binomial', 'Poisson') as model,
        sum(shown_funnel.value is null) as withheld,
        sum(coalesce(shown_funnel.flag = 'above_99_8', 0)) as far,
        sum(coalesce(shown_funnel.flag = 'above_95', 0)) as near
    from funnel_choice
    inner join shown_funnel
        on shown_funnel.metric = funnel_choice.metric
        and shown_funnel.cohort = funnel_choice.cohort
        and shown_funnel.phase = funnel_choice.phase
    inner join dim_metric on dim_metric.id = funnel_choice.metric
    group by funnel_choice.schools, funnel_choice.phase_words, funnel_choice.model,
        dim_metric.label, dim_metric.unit
)
select
    schools,
    phase_words,
    measure,
    model,
    withheld,
    far,
    near,
    case
        when far > 0 and near > 0
            then '{far:Word} ' || iif(far = 1, 'school is', 'schools are')
                || ' above the 99.8% limit; {near:word} more '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        when far > 0
            then '{far:Word} ' || iif(far = 1, 'school is', 'schools are')
                || ' above the 99.8% limit'
        when near > 0
            then 'No school is above the 99.8% limit; {near:word} '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        else 'No school is higher than chance explains'
    end as title
from tally
where schools >= 5;
