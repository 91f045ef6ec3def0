-- no_plan_this_term: in care, and no plan meeting held for the running term.
--
-- label       No plan this term
-- definition  In care and of school age, without a completed plan for the running term, due or
--             not, unless none is required. The running term is the latest that has begun. Since
--             the first day without a break on which that was so of the term that ran then,
--             whichever year's, and not before the period of care began or the child was of
--             school age. Value: completed plans of the term. Limit: 1.
-- source      DfE, Promoting the education of looked-after and previously looked-after children
-- again       A new term began
-- data        peps
with care as materialized (
    select
        spell.pupil_key,
        spell.start_date,
        coalesce(spell.end_date, '9999-12-31') as end_date,
        -- The last day of those begun before it.
        max(coalesce(spell.end_date, '9999-12-31')) over (
            partition by spell.pupil_key
            order by spell.start_date
            groups between unbounded preceding and 1 preceding
        ) as reached
    from spell
    where spell.plan = 'CLA'
        and not spell.is_respite
        and spell.start_date <= :as_of
        and coalesce(spell.end_date, '9999-12-31') > spell.start_date
),
eligible as (
    select
        dim_pupil.pupil_key,
        -- When the child came to be of school age: by its age, or by the year group of a stay.
        min(
            coalesce(
                (
                    substr(dim_pupil.date_of_birth, 1, 4) + 3
                    + (substr(dim_pupil.date_of_birth, 6) > '08-31')
                ) || '-08-01',
                :as_of
            ),
            coalesce(
                (
                    select min(fct_enrolment.entry_date)
                    from fct_enrolment
                    where fct_enrolment.pupil_key = dim_pupil.pupil_key
                        and (fct_enrolment.nc_year glob '[NR]*'
                            or fct_enrolment.nc_year between '1' and '99')
                ),
                :as_of
            )
        ) as from_date
    from dim_pupil
    left join temp.period_stay as main
        on main.pupil_key = dim_pupil.pupil_key
        and main.is_main = 1
    where dim_pupil.pupil_key in (
            select care.pupil_key
            from care
            where care.end_date > :as_of
        )
        and coalesce(date(dim_pupil.date_of_birth, '+18 years') > :as_of, 1)
        and case
            when main.nc_year glob '[NR]*' or main.nc_year between '1' and '99' then 1
            else :year - substr(dim_pupil.date_of_birth, 1, 4)
                - (substr(dim_pupil.date_of_birth, 6) > '08-31') between 3 and 17
        end
),
-- The period of care at hand: the last spell that none before it touches.
entered as (
    select
        care.pupil_key,
        max(care.start_date) as start_date
    from care
    where coalesce(care.reached < care.start_date, 1)
    group by care.pupil_key
),
term as (
    select
        dim_period.academic_year,
        substr(dim_period.id, length(dim_period.academic_year) + 2) as name,
        dim_period.start_date,
        coalesce(
            date(lead(dim_period.start_date) over (order by dim_period.start_date), '-1 day'),
            :as_of
        ) as to_date
    from dim_period
    where dim_period.grain = 'term'
),
plan as (
    select
        fct_pep.pupil_key,
        fct_pep.academic_year,
        lower(fct_pep.term) as term,
        fct_pep.status,
        fct_pep.meeting_date
    from fct_pep
    where fct_pep.status = 'NOT_REQUIRED'
        or (fct_pep.status = 'COMPLETED' and coalesce(fct_pep.meeting_date <= :as_of, 1))
),
-- Of a term the days before its plan, or all until the next begins.
stretch as (
    select
        eligible.pupil_key,
        term.start_date as from_date,
        iif(
            plan.pupil_key is null,
            term.to_date,
            min(term.to_date, date(plan.meeting_date, '-1 day'))
        ) as to_date
    from eligible
    cross join term
    left join plan
        on plan.pupil_key = eligible.pupil_key
        and plan.academic_year = term.academic_year
        and plan.term = term.name
    where plan.status is not 'NOT_REQUIRED'
),
counted as (
    select
        stretch.pupil_key,
        stretch.from_date,
        stretch.to_date,
        max(stretch.to_date) over (
            partition by stretch.pupil_key
            order by stretch.from_date
            groups between unbounded preceding and 1 preceding
        ) as reached
    from stretch
    where stretch.from_date <= stretch.to_date
)
select
    counted.pupil_key,
    max(
        -- The last stretch that none before it reaches.
        max(iif(counted.reached >= date(counted.from_date, '-1 day'), null, counted.from_date)),
        entered.start_date,
        eligible.from_date
    ) as since,
    max(counted.from_date) as latest,
    0 as value,
    1 as "limit"
from counted
inner join entered on entered.pupil_key = counted.pupil_key
inner join eligible on eligible.pupil_key = counted.pupil_key
group by counted.pupil_key
having max(counted.to_date) = :as_of
