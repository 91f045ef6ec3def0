-- near_day_limit: near, at or beyond the days of exclusion after which governors must meet.
--
-- label       Days of exclusion near a limit
-- definition  Days of suspensions and lunchtime exclusions begun by the day of the run, whatever
--             came of them, within two of a limit, at it or beyond it: 3 or more in the running
--             term at one school (limits 5 and 15), or 40 or more in the academic year at all
--             schools (limit 45). A term runs on until the next begins. Since the first day
--             without a break on which either was so. Value: days used, of the term at the
--             school with the most of them, or of the year. Limit: 45, if the year is near it;
--             else 15, if the term is; else 5.
-- source      DfE, Suspension and permanent exclusion guidance, governing board's duties
with absence as (
    select
        fct_exclusion.pupil_key,
        fct_exclusion.school_key,
        fct_exclusion.start_date,
        iif(fct_exclusion.category = 'SUSP', fct_exclusion.sessions / 2.0, 0.5) as days
    from fct_exclusion
    where fct_exclusion.category in ('SUSP', 'LNCH')
        and fct_exclusion.start_date between :year_start and :as_of
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
        and dim_period.academic_year = :academic_year
),
-- What had come together by the end of a day, and until when it stood.
total as (
    select
        absence.pupil_key,
        'term' as reach,
        absence.start_date as from_date,
        term.to_date,
        sum(absence.days) over (
            partition by absence.pupil_key, absence.school_key, term.start_date
            order by absence.start_date
        ) as days
    from absence
    inner join term on absence.start_date between term.start_date and term.end_date
    union all
    select
        absence.pupil_key,
        'year' as reach,
        absence.start_date as from_date,
        :as_of as to_date,
        sum(absence.days) over (
            partition by absence.pupil_key
            order by absence.start_date
        ) as days
    from absence
),
stretch as (
    select
        total.pupil_key,
        total.reach,
        min(total.from_date) as from_date,
        total.to_date,
        max(total.days) as days
    from total
    where total.days >= iif(total.reach = 'term', 5 - 2, 45 - 5)
    group by total.pupil_key, total.reach, total.to_date
),
used as (
    select
        stretch.pupil_key,
        -- The last stretch that none before it reaches.
        max(iif(
            exists (
                select 1
                from stretch as before
                where before.pupil_key = stretch.pupil_key
                    and before.from_date < stretch.from_date
                    and before.to_date >= date(stretch.from_date, '-1 day')
            ),
            null,
            stretch.from_date
        )) as since,
        max(iif(stretch.reach = 'year', stretch.days, null)) as in_year,
        max(iif(stretch.reach = 'term' and stretch.to_date = :as_of, stretch.days, null))
            as in_term
    from stretch
    group by stretch.pupil_key
    having max(stretch.to_date) = :as_of
)
select
    used.pupil_key,
    used.since,
    coalesce(used.in_year, used.in_term) as value,
    case
        when used.in_year is not null then 45
        when used.in_term >= 13 then 15
        else 5
    end as "limit"
from used
