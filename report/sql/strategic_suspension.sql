-- strategic_suspension: suspensions and repeats by group, this year so far and last.
with
year (place, period, name) as (
    select 1, year, year_words || iif(
        (select complete from dim_period where id = year), '', ' so far'
    )
    from context
    union all
    select 2, last_year, last_year_words from context
),
figure as (
    select
        period,
        cohort,
        metric,
        coalesce(numerator, symbol) as numerator,
        coalesce(value, symbol) as value,
        coalesce(denominator, symbol) as denominator
    from shown_metric
    where level = 'county' and breakdown = 'none'
)
select
    group_name.name as group_name,
    year.name as year,
    pupils.denominator as roll,
    events.numerator as suspensions,
    events.value as suspension_rate,
    pupils.numerator as pupils,
    pupils.value as pupil_rate,
    again.numerator as repeated,
    again.value as repeat_rate,
    coalesce(share.value, '[z]') as repeat_share,
    days.numerator as days,
    coalesce(perm.numerator, '[x]') as permanent
from year
cross join group_name
inner join figure as pupils
    on pupils.period = year.period and pupils.cohort = group_name.cohort
    and pupils.metric = 'suspended_pupils'
left join figure as events
    on events.period = year.period and events.cohort = group_name.cohort
    and events.metric = 'suspension_rate'
left join figure as again
    on again.period = year.period and again.cohort = group_name.cohort
    and again.metric = 'repeat_suspended_pupils'
left join figure as share
    on share.period = year.period and share.cohort = group_name.cohort
    and share.metric = 'repeat_share'
left join figure as days
    on days.period = year.period and days.cohort = group_name.cohort
    and days.metric = 'suspension_days'
left join figure as perm
    on perm.period = year.period and perm.cohort = group_name.cohort
    and perm.metric = 'permanent_exclusion_rate'
order by year.place, group_name.position;
