-- withdrawn_home: newly taught at home, with an open plan.
--
-- label       Newly home educated
-- definition  On the register of elective home education since a day of the last 28, the day of
--             the run being one, with an open plan. Since that day.
-- source      details 101
with begun as (
    select
        fct_register.pupil_key,
        max(fct_register.start_date) as start_date
    from fct_register
    where fct_register.pupil_key in (select safety_child.pupil_key from safety_child)
        and fct_register.register = 'EHE'
        and fct_register.start_date > date(:as_of, '-28 days')
        and fct_register.start_date <= :as_of
        and coalesce(fct_register.end_date, '9999-12-31') > :as_of
    group by fct_register.pupil_key
)
select
    begun.pupil_key,
    max(begun.start_date, safety_child.since) as since,
    'Home educated since {' || begun.start_date || '}, with an open plan.' as evidence,
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
