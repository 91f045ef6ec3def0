-- roll: the children who are on roll or on a register on R; a row a pupil and school.
--
-- here              on roll at the school
-- support, plan     and the pupil's SEN status is K; E: that of the stay that breakdowns use
-- tutored, helped   and the pupil has had tutoring; an intervention of any type, on some day
--                   of the window. At the pupil's own school, for an intervention has none
-- known             of compulsory school age: 5 to 15 on the 31 August before (19), and on
--                   roll here or on a register
-- ehe, cme          and is on the register of home education; of children missing education,
--                   at the pupil's own school if there is one (details 22)
with offered as (
    select
        fct_intervention.pupil_key,
        max(upper(fct_intervention.type) = 'TUTORING') as tutored
    from fct_intervention
    where fct_intervention.start_date <= :end
        and coalesce(
            fct_intervention.end_date > max(fct_intervention.start_date, :start), 1
        )
        and :grain = 'year'
    group by fct_intervention.pupil_key
),
listed as (
    select
        fct_register.pupil_key,
        max(fct_register.register = 'EHE') as ehe,
        max(fct_register.register = 'CME') as cme
    from fct_register
    where fct_register.start_date <= :reference
        and coalesce(fct_register.end_date > :reference, 1)
    group by fct_register.pupil_key
)
select
    stay.pupil_key,
    stay.school_key,
    1 as here,
    stay.main_sen_status is 'K' as support,
    stay.main_sen_status is 'E' as plan,
    stay.is_own and coalesce(offered.tutored, 0) as tutored,
    stay.is_own and offered.pupil_key is not null as helped,
    coalesce(stay.age between 5 and 15, 0) as known,
    0 as ehe,
    0 as cme
from temp.period_stay as stay
left join offered on offered.pupil_key = stay.pupil_key
where stay.is_on_roll = 1
union all
select
    listed.pupil_key,
    own.school_key,
    0, 0, 0, 0, 0, 1, listed.ehe, listed.cme
from listed
inner join dim_pupil on dim_pupil.pupil_key = listed.pupil_key
left join temp.period_stay as own
    on own.pupil_key = listed.pupil_key
    and own.is_own = 1
where :year - substr(dim_pupil.date_of_birth, 1, 4)
    - (substr(dim_pupil.date_of_birth, 6) > '08-31') between 5 and 15
