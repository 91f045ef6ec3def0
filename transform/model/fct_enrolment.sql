-- fct_enrolment: a row a stay of a person at a school, as it was last sent.
--
-- pupil_key     in dim_pupil
-- school_key    in dim_school
-- entry_date, leaving_date  both days included; null while it goes on
-- status        C single, M main, S subsidiary, G guest, F FE, O other, P previous
-- nc_year, sen_status, sen_need, fsm, fsm_ever6, idaci_decile  of its newest row
-- post_looked_after  A adopted, G guardianship, C child arrangements, R residence order, N
--               none: as a parent declared it to the school
-- edge          two UPNs of a person may hold the same stay: the row of the later content
--               counts, of one content the later line (details 45)
create view if not exists fct_enrolment as
select
    enrolment_now.pupil_key,
    enrolment_now.school_key,
    enrolment_now.entry_date,
    enrolment_now.leaving_date,
    enrolment_now.status,
    enrolment_now.nc_year,
    enrolment_now.sen_status,
    enrolment_now.sen_need,
    enrolment_now.fsm,
    enrolment_now.fsm_ever6,
    enrolment_now.idaci_decile,
    enrolment_now.post_looked_after
from enrolment_now;
