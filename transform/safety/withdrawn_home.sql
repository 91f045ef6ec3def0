-- withdrawn_home: newly taught at home, with an open plan.
--
-- label       Newly home educated
-- definition  On the register of elective home education since a day of the last 28, the day of
--             the run being one, with an open plan. Since that day, or that of a row before it that
--             had not passed or ended when it began.
-- source      details 101
with held as (
    select
        fct_register.pupil_key,
        fct_register.start_date,
        fct_register.previous_urn,
        min(
            date(fct_register.start_date, '+27 days'),
            coalesce(date(fct_register.end_date, '-1 day'), '9999-12-31')
        ) as last_date
    from fct_register
    where fct_register.pupil_key in (select safety_child.pupil_key from safety_child)
        and fct_register.register = 'EHE'
        and fct_register.start_date <= :as_of
        and coalesce(fct_register.end_date, '9999-12-31') > fct_register.start_date
),
-- A row that begins no later than the day after those before it have ended goes on with them.
stretch as (
    select
        held.*,
        coalesce(
            date(
                max(held.last_date) over (
                    partition by held.pupil_key
                    order by held.start_date
                    rows between unbounded preceding and 1 preceding
                ), '+1 day'
            ) < held.start_date, 1
        ) as is_new
    from held
),
begun as (
    select
        here.pupil_key,
        here.start_date,
        here.previous_urn,
        latest.since,
        row_number() over (partition by here.pupil_key order by here.start_date) as place
    from held as here
    inner join (
        select
            stretch.pupil_key,
            max(stretch.start_date) as since
        from stretch
        where stretch.is_new
        group by stretch.pupil_key
    ) as latest on latest.pupil_key = here.pupil_key
    where here.last_date >= :as_of
),
-- The school that the register says it was before; else the last on whose roll it was.
came_from as (
    select
        begun.pupil_key,
        coalesce(
            (select dim_school.urn from dim_school where dim_school.urn = begun.previous_urn),
            (
                select dim_school.urn
                from dim_school
                where dim_school.school_key = safety_child.roll_school_key
            )
        ) as urn
    from begun
    inner join safety_child on safety_child.pupil_key = begun.pupil_key
    where begun.place = 1
)
select
    begun.pupil_key,
    max(begun.since, safety_child.since) as since,
    'Home educated since {' || begun.start_date || '}'
        || coalesce(', before that at ' || dim_school.name, '') || ', with an open plan.' as evidence,
    safety_child.plan,
    (
        select substr(max(load_sent.extract_time), 1, 10)
        from load_sent
        where load_sent.type = 'ehe'
            and load_sent.is_taken_in = 1
    ) as data_date,
    safety_child.social_worker,
    safety_child.team
from begun
inner join safety_child on safety_child.pupil_key = begun.pupil_key
inner join came_from on came_from.pupil_key = begun.pupil_key
left join dim_school on dim_school.urn = came_from.urn
where begun.place = 1
