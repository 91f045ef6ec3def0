-- fct_social_care: a row a spell on a plan or in care; see the view spell.
--
-- pupil_key   in dim_pupil
-- plan        CIN, CPP or CLA
-- start_date  its first day
-- end_date    exclusive; null while it is open
-- uasc        Y, N: came unaccompanied, seeking asylum; null where it is not said, as in the
--             statutory return
-- is_respite  1 for short breaks, which never count as care
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
    spell.respite_only,
    spell.uasc,
    spell.is_respite
from spell;
