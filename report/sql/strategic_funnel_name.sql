-- strategic_funnel_name: which funnel the table is of, in words.
select
    funnel_choice.phase_words,
    dim_metric.label || iif(dim_metric.unit = '%', ' (%)', ', ' || dim_metric.unit)
        as measure
from funnel_choice
inner join dim_metric on dim_metric.id = funnel_choice.metric;
