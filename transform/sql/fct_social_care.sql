-- fct_social_care: a row a spell on a plan or in care; see the view spell.
create view if not exists fct_social_care as
select
    spell.pupil_key,
    spell.plan,
    spell.start_date,
    spell.end_date,
    spell.legal_status,
    spell.need_code,
    spell.end_reason,
    spell.placement_type,
    spell.respite_only
from spell;
