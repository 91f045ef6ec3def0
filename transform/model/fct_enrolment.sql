-- fct_enrolment: a row a stay of a person at a school, as it was last sent.
--
-- pupil_key     in dim_pupil
-- school_key    in dim_school
-- entry_date, leaving_date  both days included; null while it goes on
-- status        C single, M main, S subsidiary, G guest, F FE, O other, P previous
-- edge          two UPNs of a person may hold the same stay: the row of the later content
--               counts (details 45)
create view if not exists fct_enrolment as
select
    person.pupil_key,
    enrolment.school_key,
    enrolment.entry_date,
    enrolment.leaving_date,
    enrolment.status,
    enrolment.nc_year,
    enrolment.sen_status,
    enrolment.sen_need,
    enrolment.fsm,
    enrolment.fsm_ever6,
    enrolment.idaci_decile,
    enrolment.post_looked_after
from enrolment
inner join person on person.ident_key = enrolment.ident_key
where not exists (
    select 1
    from person as twin
    cross join enrolment as other
        on other.school_key = enrolment.school_key
        and other.ident_key = twin.ident_key
        and other.entry_date = enrolment.entry_date
    cross join content as theirs on theirs.content_id = other.content_id
    cross join content as ours on ours.content_id = enrolment.content_id
    cross join ident as their_id on their_id.ident_key = other.ident_key
    cross join ident as our_id on our_id.ident_key = enrolment.ident_key
    where twin.pupil_key = person.pupil_key
        and twin.ident_key <> person.ident_key
        and (theirs.order_key, their_id.id) > (ours.order_key, our_id.id)
);
