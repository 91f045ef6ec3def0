-- For the spine: spells with what their codes mean.
select
    spell.pupil_key,
    spell.plan,
    spell.start_date,
    coalesce(spell.end_date, ''),
    coalesce(spell.end_reason, ''),
    coalesce(spell.need_code, ''),
    spell.is_respite,
    exists (
        select 1
        from code_value
        where code_value.name = 'previously_looked_after'
            and code_value.code = spell.end_reason
    )
from spell
