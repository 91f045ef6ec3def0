-- load_child_said: what each system that the statutory returns are made from says now of a person
-- whom social care or the return on children looked after knows: a row a system and id.
--
-- pupil_key   in dim_pupil
-- system      social_care: the newest row in force of the case system; ssda903: the header of the
--             return; pupils: the newest row of a school's list, one a person (details 14)
-- id          the child's id there; of pupils a UPN
-- date_of_birth  of that row
-- upn, sex, ethnicity  of the newest row that has one; the case system's have neither of the last
-- data_date   the day of the file
create view if not exists load_child_said as
with known as (
    select distinct person.pupil_key
    from child_known
    inner join person on person.ident_key = child_known.ident_key
)
select
    person.pupil_key,
    'social_care' as system,
    ident.id,
    said.upn,
    said.date_of_birth,
    null as sex,
    null as ethnicity,
    substr(content.stamp, 1, 10) as data_date
from (
    select
        social_care.ident_key,
        social_care.date_of_birth,
        social_care.seen_id,
        first_value(social_care.upn) over (
            partition by social_care.ident_key
            order by
                social_care.upn is null, content.order_key desc, social_care.start_date desc,
                social_care.plan
        ) as upn,
        row_number() over (
            partition by social_care.ident_key
            order by content.order_key desc, social_care.start_date desc, social_care.plan
        ) as place
    from social_care
    inner join content on content.content_id = social_care.content_id
    where social_care.gone_date is null
) as said
inner join person on person.ident_key = said.ident_key
inner join ident on ident.ident_key = said.ident_key
inner join content on content.content_id = said.seen_id
where said.place = 1
union all
select
    person.pupil_key,
    'ssda903',
    ident.id,
    ssda_header.upn,
    ssda_header.date_of_birth,
    ssda_header.sex,
    ssda_header.ethnicity,
    substr(content.stamp, 1, 10)
from ssda_header
inner join person on person.ident_key = ssda_header.ident_key
inner join ident on ident.ident_key = ssda_header.ident_key
inner join content on content.content_id = ssda_header.content_id
union all
select
    said.pupil_key,
    'pupils',
    said.id,
    said.id,
    said.date_of_birth,
    said.sex,
    said.ethnicity,
    substr(said.stamp, 1, 10)
from (
    select
        person.pupil_key,
        ident.id,
        enrolment_said.date_of_birth,
        content.stamp,
        first_value(enrolment_said.sex) over (
            partition by person.pupil_key
            order by enrolment_said.sex is null, content.order_key desc, enrolment_said.line desc
        ) as sex,
        first_value(enrolment_said.ethnicity) over (
            partition by person.pupil_key
            order by
                enrolment_said.ethnicity is null, content.order_key desc, enrolment_said.line desc
        ) as ethnicity,
        row_number() over (
            partition by person.pupil_key
            order by content.order_key desc, enrolment_said.line desc
        ) as place
    from known
    cross join person on person.pupil_key = known.pupil_key
    cross join enrolment_said
        on enrolment_said.ident_key = person.ident_key
        and enrolment_said.authority is null -- nothing but the dates of a P row counts
    inner join content on content.content_id = enrolment_said.content_id
    inner join ident on ident.ident_key = person.ident_key
) as said
where said.place = 1;
