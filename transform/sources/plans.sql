-- plans: what is counted of personal education plans; a row a child, a plan or a period of
-- care. Each part has columns of its own and 0 in those of the others.
--
-- Of a term, whose plan it is:
-- due, on_time        a child in care on R of school age whose plan is due by R, unless it is
--                     not required; it is due on its due date, and without one when the term
--                     has ended. On time is completed at a meeting by its due date, without
--                     one in the term
-- due_told            of these: there is a plan, and if it is completed the day it met
-- judged, good        a completed plan with a quality; G, 1 or 2
-- Of a year:
-- expected, kept_up   a child of school age in care on the last day of every term ended by R;
--                     a plan completed for each of them
-- kept_up_told        of these: for each of them, or for one of them a plan that is not
-- lasted, initial     a period of care begun in the year, of a child of school age, that had
--                     lasted 28 days by the day of the run; a plan completed at a meeting in
--                     these days
-- initial_told        of these: a plan that has met since it began
--
-- A meeting after the day of the run has not been held (details 21). School age is details 30.
with care as materialized (
    select
        spell.pupil_key,
        spell.start_date,
        coalesce(spell.end_date, '9999-12-31') as end_date,
        spell.is_respite
    from spell
    where spell.plan = 'CLA'
),
of_school_age as (
    select
        dim_pupil.pupil_key,
        own.school_key
    from dim_pupil
    left join temp.period_stay as own
        on own.pupil_key = dim_pupil.pupil_key
        and own.is_own = 1
    left join temp.period_stay as main
        on main.pupil_key = dim_pupil.pupil_key
        and main.is_main = 1
    where dim_pupil.pupil_key in (select care.pupil_key from care)
        and case
            when main.nc_year glob '[NR]*' or main.nc_year between '1' and '99' then 1
            else :year - substr(dim_pupil.date_of_birth, 1, 4)
                - (substr(dim_pupil.date_of_birth, 6) > '08-31') between 3 and 17
        end
),
-- Of the period alone: on no other's days does it depend whether it stands.
plan as (
    select
        fct_pep.pupil_key,
        fct_pep.academic_year || ' ' || lower(fct_pep.term) as period,
        fct_pep.due_date,
        fct_pep.meeting_date,
        fct_pep.status,
        fct_pep.quality,
        fct_pep.status = 'COMPLETED'
            and coalesce(has_come(fct_pep.meeting_date), 1) as is_completed
    from fct_pep
    where fct_pep.academic_year = :academic_year
        and (:grain = 'year' or lower(fct_pep.term) = :term)
),
-- The terms of the year that have ended by R. One that is not complete is cut, and has not.
ended as (
    select dim_period.id as period
    from dim_period
    where dim_period.grain = 'term'
        and dim_period.academic_year = :academic_year
        and dim_period.complete = 1
        and dim_period.end_date <= :reference
),
kept as (
    select of_school_age.pupil_key
    from of_school_age
    cross join ended
    inner join pupil_cohort as membership
        on membership.pupil_key = of_school_age.pupil_key
        and membership.period = ended.period
    where membership.cohort = 'cla'
        and :grain = 'year'
    group by of_school_age.pupil_key
    having count(*) = (select count(*) from ended)
),
completed as (
    select
        plan.pupil_key,
        sum(plan.is_completed) as terms,
        sum(not plan.is_completed) as others
    from plan
    inner join ended on ended.period = plan.period
    group by plan.pupil_key
),
-- Spells that touch or overlap are one period of care; one of no days is none.
marked as (
    select
        care.pupil_key,
        care.start_date,
        care.end_date,
        coalesce(care.start_date > max(care.end_date) over (
            partition by care.pupil_key
            order by care.start_date, care.end_date
            rows between unbounded preceding and 1 preceding
        ), 1) as is_first
    from care
    where not care.is_respite
        and care.end_date > care.start_date
        and :grain = 'year'
),
numbered as (
    select
        marked.*,
        sum(marked.is_first) over (
            partition by marked.pupil_key
            order by marked.start_date, marked.end_date
        ) as number
    from marked
),
begun as (
    select
        numbered.pupil_key,
        numbered.number,
        min(numbered.start_date) as start_date,
        date(min(numbered.start_date), '+28 days') as last_date
    from numbered
    group by numbered.pupil_key, numbered.number
    having min(numbered.start_date) between :start and :end
        and date(min(numbered.start_date), '+28 days') <= max(numbered.end_date)
        and has_come(date(min(numbered.start_date), '+28 days'))
)
select
    of_school_age.pupil_key,
    of_school_age.school_key,
    1 as due,
    plan.is_completed and case
        when plan.due_date is null then plan.meeting_date between :start and :end
        else plan.meeting_date <= plan.due_date
    end as on_time,
    coalesce(plan.status <> 'COMPLETED' or plan.meeting_date is not null, 0) as due_told,
    0 as judged,
    0 as good,
    0 as expected,
    0 as kept_up,
    0 as kept_up_told,
    0 as lasted,
    0 as initial,
    0 as initial_told
from pupil_cohort as membership
inner join of_school_age on of_school_age.pupil_key = membership.pupil_key
left join plan
    on plan.pupil_key = of_school_age.pupil_key
    and plan.period = :academic_year || ' ' || :term
where :grain = 'term'
    and membership.period = :period
    and membership.cohort = 'cla'
    and plan.status is not 'NOT_REQUIRED'
    and iif(
        plan.due_date is null,
        :academic_year || ' ' || :term in (select ended.period from ended),
        plan.due_date <= :reference
    )
union all
select
    plan.pupil_key,
    own.school_key,
    0, 0, 0, 1, plan.quality in ('G', '1', '2'), 0, 0, 0, 0, 0, 0
from plan
left join temp.period_stay as own
    on own.pupil_key = plan.pupil_key
    and own.is_own = 1
where plan.period = :academic_year || ' ' || :term
    and plan.is_completed
    and plan.quality is not null
union all
select
    of_school_age.pupil_key,
    of_school_age.school_key,
    0, 0, 0, 0, 0, 1,
    coalesce(completed.terms = (select count(*) from ended), 0),
    coalesce(completed.terms = (select count(*) from ended) or completed.others > 0, 0),
    0, 0, 0
from kept
inner join of_school_age on of_school_age.pupil_key = kept.pupil_key
left join completed on completed.pupil_key = of_school_age.pupil_key
union all
select
    of_school_age.pupil_key,
    of_school_age.school_key,
    0, 0, 0, 0, 0, 0, 0, 0, 1,
    exists (
        select 1
        from fct_pep
        where fct_pep.pupil_key = begun.pupil_key
            and fct_pep.status = 'COMPLETED'
            and fct_pep.meeting_date between begun.start_date and begun.last_date
    ),
    exists (
        select 1
        from fct_pep
        where fct_pep.pupil_key = begun.pupil_key
            and fct_pep.meeting_date >= begun.start_date
            and has_come(fct_pep.meeting_date)
    )
from begun
inner join of_school_age on of_school_age.pupil_key = begun.pupil_key
