-- strategic_week: shown_week, for the table and both charts.
select
    position,
    start_date,
    school_days,
    value,
    comparator_value,
    gap,
    coalesce(mean, '[z]') as mean,
    coalesce(lower, '[z]') as lower,
    coalesce(upper, '[z]') as upper,
    is_baseline,
    mark,
    signal
from shown_week
order by position;
