-- no_roll: no school has the child, and no register.
--
-- label       On no roll and no register
-- definition  On the roll of no school (status C or M) and on neither the register of elective
--             home education nor that of children missing education. Since the day after the last
--             of these.
-- source      details 101
with register as materialized (
    select
        fct_register.pupil_key,
        max(coalesce(fct_register.end_date, '9999-12-31')) as end_date
    from fct_register
    where fct_register.pupil_key in (select safety_child.pupil_key from safety_child)
        and fct_register.start_date <= :as_of
        and coalesce(fct_register.end_date, '9999-12-31') > fct_register.start_date
    group by fct_register.pupil_key
)
select
    safety_child.pupil_key,
    max(
        safety_child.since,
        coalesce(date(safety_child.roll_to, '+1 day'), ''),
        coalesce(register.end_date, '')
    ) as since,
    iif(
        safety_child.roll_to is null,
        'On no school roll that has come',
        -- The school can be asked where the child went.
        'Last on a roll on {' || safety_child.roll_to || '}'
            || coalesce(', at ' || dim_school.name, '')
    ) || iif(
        register.end_date is null,
        ', and on no register.',
        '; the last entry in a register ended on {' || register.end_date || '}.'
    ) as evidence,
    safety_child.plan,
    safety_child.data_date,
    safety_child.social_worker,
    safety_child.team
from safety_child
left join register on register.pupil_key = safety_child.pupil_key
left join dim_school on dim_school.school_key = safety_child.roll_school_key
where not exists (
        select 1
        from safety_roll
        where safety_roll.pupil_key = safety_child.pupil_key
    )
    and coalesce(register.end_date, '') <= :as_of
