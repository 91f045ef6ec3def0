-- near_day_limit: near the days of exclusion after which governors must meet.
--
-- label       Days of exclusion near a limit
-- definition  Days of suspensions and lunchtime exclusions begun by the day of the run, whatever
--             came of them, that are near a limit and not beyond it: 3 to 5 or 13 to 15 in the
--             running term at one school (limits 5 and 15), or 40 to 45 in the academic year at
--             all schools (limit 45). The running term is the latest that has begun; it runs on
--             until the next begins. Since the first day without a break on which any of these
--             was so. Value: days used, of the year if it is near its limit, else of the term at
--             the school with the most that are near one. Limit: the one they are near.
-- source      DfE, Suspension and permanent exclusion guidance, governing board's duties
-- again       More days of exclusion
-- told_by     suspensions SUSP LNCH
-- words       {value:half} days used, near the limit of {limit:count}
-- data        suspensions
with begun as materialized (
    select
        fct_exclusion.pupil_key,
        fct_exclusion.school_key,
        fct_exclusion.start_date,
        iif(fct_exclusion.category = 'SUSP', fct_exclusion.sessions / 2.0, 0.5) as days
    from fct_exclusion
    where fct_exclusion.category in ('SUSP', 'LNCH')
        and fct_exclusion.start_date <= :as_of
),
-- Who can be near any limit: a term or year that runs on the day began within 13 months.
candidate as materialized (
    select begun.pupil_key
    from begun
    where begun.start_date >= date(:as_of, '-13 months')
    group by begun.pupil_key
    having sum(begun.days) >= 5 - 2
),
absence as (
    select
        begun.pupil_key,
        begun.school_key,
        begun.start_date,
        substr(begun.start_date, 1, 4) - (substr(begun.start_date, 6) < '08-01') as year,
        sum(begun.days) as days
    from begun
    where begun.pupil_key in (select candidate.pupil_key from candidate)
    group by begun.pupil_key, begun.school_key, begun.start_date
),
term as (
    select
        dim_period.start_date,
        dim_period.end_date,
        coalesce(
            date(lead(dim_period.start_date) over (order by dim_period.start_date), '-1 day'),
            :as_of
        ) as to_date
    from dim_period
    where dim_period.grain = 'term'
),
-- What had come together by the end of a day, and until when it stood: until more came, or
-- until the term or the year was over.
total as (
    select
        absence.pupil_key,
        'term' as reach,
        absence.start_date as from_date,
        coalesce(
            date(lead(absence.start_date) over of_term, '-1 day'), term.to_date
        ) as to_date,
        sum(absence.days) over of_term as days
    from absence
    inner join term on absence.start_date between term.start_date and term.end_date
    window of_term as (
        partition by absence.pupil_key, absence.school_key, term.start_date
        order by absence.start_date
    )
    union all
    select
        day.pupil_key,
        'year' as reach,
        day.start_date as from_date,
        coalesce(
            date(lead(day.start_date) over of_year, '-1 day'),
            min((day.year + 1) || '-07-31', :as_of)
        ) as to_date,
        sum(day.days) over of_year as days
    from (
        select
            absence.pupil_key,
            absence.year,
            absence.start_date,
            sum(absence.days) as days
        from absence
        group by absence.pupil_key, absence.start_date
    ) as day
    window of_year as (partition by day.pupil_key, day.year order by day.start_date)
),
stretch as (
    select
        total.pupil_key,
        total.from_date,
        total.to_date,
        total.days,
        case
            when total.reach = 'year' then iif(total.days between 45 - 5 and 45, 45, null)
            when total.days between 5 - 2 and 5 then 5
            when total.days between 15 - 2 and 15 then 15
        end as "limit"
    from total
),
-- `reached`: the last day of those begun before it.
near as (
    select
        stretch.pupil_key,
        stretch.from_date,
        stretch.to_date,
        stretch.days,
        stretch."limit",
        max(stretch.to_date) over (
            partition by stretch.pupil_key
            order by stretch.from_date
            groups between unbounded preceding and 1 preceding
        ) as reached
    from stretch
    where stretch."limit" is not null
)
select
    near.pupil_key,
    -- The last stretch that none before it reaches.
    max(iif(near.reached >= date(near.from_date, '-1 day'), null, near.from_date)) as since,
    max(iif(near.to_date = :as_of, near.from_date, null)) as latest,
    max(iif(near.to_date = :as_of, near.days, null)) as value,
    max(iif(near.to_date = :as_of, near."limit", null)) as "limit"
from near
group by near.pupil_key
having max(near.to_date) = :as_of
