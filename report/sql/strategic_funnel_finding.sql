-- strategic_funnel_finding: how many schools are beyond what chance explains. No row
-- with fewer than ten schools shown, which are too few for a funnel.
with tally as (
    select
        sum(value is not null) as schools,
        sum(value is null) as withheld,
        sum(coalesce(flag = 'above_99_8', 0)) as far,
        sum(coalesce(flag = 'above_95', 0)) as near
    from shown_funnel
    where metric = 'suspended_pupils' and cohort = 'ever6'
        and phase = 'State-funded secondary'
)
select
    schools,
    withheld,
    far,
    near,
    case
        when far > 0 and near > 0
            then '{far:Word} ' || iif(far = 1, 'school is', 'schools are')
                || ' above the 99.8% limit; {near:word} more '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        when far > 0
            then '{far:Word} ' || iif(far = 1, 'school suspends', 'schools suspend')
                || ' more of these children than chance explains'
        when near > 0
            then 'No school is above the 99.8% limit; {near:word} '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        else 'No school suspends more of these children than chance explains'
    end as title
from tally
where schools >= 10;
