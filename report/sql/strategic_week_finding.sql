-- strategic_week_finding: what the weekly attendance gap says. No row without weeks.
--
-- title  a template: the last week's signal, else how many weeks had one
with
week as (
    select
        position,
        start_date,
        gap,
        mean,
        lower,
        upper,
        mark,
        signal,
        last_value(position) over (
            order by position rows between unbounded preceding and unbounded following
        ) as last_position
    from shown_week
),
tally as (
    select
        count(*) as weeks,
        sum(mark = 'A' and gap < mean) as below,
        sum(mark = 'A' and gap > mean) as above,
        sum(mark in ('T', '2', 'S')) as runs,
        min(start_date) as first_date,
        max(start_date) as last_date
    from shown_week
)
select
    tally.weeks,
    tally.below,
    tally.above,
    tally.runs,
    tally.first_date,
    tally.last_date,
    week.gap,
    coalesce(week.mean, '[z]') as mean,
    coalesce(week.lower, '[z]') as lower,
    coalesce(week.upper, '[z]') as upper,
    case
        when week.mean is null
            then 'The attendance gap was {gap} points in the week of {last_date:short}'
        when week.mark = 'A' and week.gap < week.mean
            then 'The attendance gap is wider than its usual range'
        when week.mark = 'A' then 'The attendance gap is narrower than its usual range'
        when week.mark in ('S', '2') and week.gap < week.mean
            then 'The attendance gap has been wider than usual for weeks'
        when week.mark in ('S', '2')
            then 'The attendance gap has been narrower than usual for weeks'
        when week.mark = 'T' then 'The attendance gap has moved one way for seven weeks'
        when tally.below > 0 then 'The attendance gap is back in its usual range after '
            || '{below:word} ' || iif(tally.below = 1, 'week', 'weeks') || ' outside it'
        when tally.above > 0 then 'The attendance gap is in its usual range; {above:word} '
            || iif(tally.above = 1, 'week was', 'weeks were') || ' narrower'
        when tally.runs > 0 then 'The attendance gap is back to its usual pattern after '
            || '{runs:word} weeks that were more than chance'
        else 'The attendance gap has stayed within its usual range'
    end as title
from tally
inner join week on week.position = week.last_position;
