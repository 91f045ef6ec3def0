-- no_plan_this_term: in care, and no plan meeting held for the running term.
--
-- label       No plan this term
-- definition  In care and of school age, without a completed plan for the running term, due or
--             not, unless none is required. The running term is the latest that has begun. Since
--             the first day without a break on which that was so of the term that ran then, and
--             not before the period of care began. Value: completed plans of the term. Limit: 1.
-- source      DfE, Promoting the education of looked-after and previously looked-after children
with eligible as (
    select membership.pupil_key
    from pupil_cohort as membership
    inner join dim_pupil on dim_pupil.pupil_key = membership.pupil_key
    left join temp.period_stay as main
        on main.pupil_key = membership.pupil_key
        and main.is_main = 1
    where membership.period = :period
        and membership.cohort = 'cla'
        and case
            when main.nc_year glob '[NR]*' or main.nc_year between '1' and '99' then 1
            else :year - substr(dim_pupil.date_of_birth, 1, 4)
                - (substr(dim_pupil.date_of_birth, 6) > '08-31') between 3 and 17
        end
),
care as (
    select
        spell.pupil_key,
        spell.start_date,
        coalesce(spell.end_date, '9999-12-31') as end_date
    from spell
    where spell.plan = 'CLA'
        and not spell.is_respite
        and spell.start_date <= :as_of
        and coalesce(spell.end_date, '9999-12-31') > spell.start_date
),
-- The period of care at hand: the last spell that none before it touches.
entered as (
    select
        care.pupil_key,
        max(care.start_date) as start_date
    from care
    where not exists (
        select 1
        from care as before
        where before.pupil_key = care.pupil_key
            and before.start_date < care.start_date
            and before.end_date >= care.start_date
    )
    group by care.pupil_key
),
term as (
    select
        substr(dim_period.id, length(:academic_year) + 2) as name,
        dim_period.start_date,
        coalesce(
            date(lead(dim_period.start_date) over (order by dim_period.start_date), '-1 day'),
            :as_of
        ) as to_date
    from dim_period
    where dim_period.grain = 'term'
        and dim_period.academic_year = :academic_year
),
plan as (
    select
        fct_pep.pupil_key,
        lower(fct_pep.term) as term,
        fct_pep.status,
        fct_pep.meeting_date
    from fct_pep
    where fct_pep.academic_year = :academic_year
        and (fct_pep.status = 'NOT_REQUIRED'
            or (fct_pep.status = 'COMPLETED' and coalesce(fct_pep.meeting_date <= :as_of, 1)))
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
        and plan.term = term.name
    where plan.status is not 'NOT_REQUIRED'
),
counted as (
    select
        stretch.pupil_key,
        stretch.from_date,
        stretch.to_date
    from stretch
    where stretch.from_date <= stretch.to_date
)
select
    counted.pupil_key,
    max(
        max(iif(
            exists (
                select 1
                from counted as before
                where before.pupil_key = counted.pupil_key
                    and before.from_date < counted.from_date
                    and before.to_date >= date(counted.from_date, '-1 day')
            ),
            null,
            counted.from_date
        )),
        entered.start_date
    ) as since,
    0 as value,
    1 as "limit"
from counted
inner join entered on entered.pupil_key = counted.pupil_key
group by counted.pupil_key
having max(counted.to_date) = :as_of
