-- no_roll: no school has the child, and no register.
--
-- label       On no roll and no register
-- definition  On the roll of no school (status C or M) and on neither the register of elective
--             home education nor that of children missing education. Since the day after the last
--             of these. Where a school has the child as a guest or otherwise it says so.
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
),
missed as materialized (
    select safety_child.pupil_key
    from safety_child
    left join register on register.pupil_key = safety_child.pupil_key
    where not exists (
            select 1
            from safety_roll
            where safety_roll.pupil_key = safety_child.pupil_key
        )
        and coalesce(register.end_date, '') <= :as_of
),
-- Where they are registered all the same, of two the one since when it was last.
otherwise as (
    select
        stay_status.pupil_key,
        case stay_status.status
            when 'S' then 'of subsidiary registration at '
            when 'G' then 'a guest at '
            when 'F' then 'in further education at '
            else 'otherwise registered at '
        end || dim_school.name || ' since {'
            || max(stay_status.entry_date, stay_status.from_date) || '}' as words,
        row_number() over (
            partition by stay_status.pupil_key
            order by max(stay_status.entry_date, stay_status.from_date) desc, dim_school.urn
        ) as place
    from missed
    cross join stay_status on stay_status.pupil_key = missed.pupil_key
    inner join dim_school on dim_school.school_key = stay_status.school_key
    where :as_of between stay_status.from_date and stay_status.to_date
        and :as_of between stay_status.entry_date and stay_status.last_date
)
select
    safety_child.pupil_key,
    max(
        safety_child.since,
        coalesce(date(safety_child.roll_to, '+1 day'), ''),
        coalesce(register.end_date, '')
    ) as since,
    case
        -- The school can be asked where the child went.
        when safety_child.roll_to is not null
            then 'Last on a roll on {' || safety_child.roll_to || '}'
                || coalesce(', at ' || dim_school.name, '')
        when otherwise.pupil_key is null then 'On no school roll that has come'
        else 'On no roll as a school''s own'
    end || coalesce('; ' || otherwise.words, '') || iif(
        register.end_date is null,
        ', and on no register.',
        '; the last entry in a register ended on {' || register.end_date || '}.'
    ) as evidence,
    safety_child.plan,
    safety_child.data_date,
    safety_child.social_worker,
    safety_child.team
from missed
inner join safety_child on safety_child.pupil_key = missed.pupil_key
left join register on register.pupil_key = missed.pupil_key
left join otherwise on otherwise.pupil_key = missed.pupil_key and otherwise.place = 1
left join dim_school on dim_school.school_key = safety_child.roll_school_key
