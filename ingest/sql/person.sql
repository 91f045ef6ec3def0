-- person: the statements of its module, each by its name.

-- name: former
-- FormerUPN as any row of a stay ever gave it, and whether a child of the former UPN was
-- adopted, which forbids the link. In an order of the ids alone: the last links may be one
-- too many (details 105).
select distinct
    former_upn.ident_key,
    former_upn.former_upn,
    former_upn.former_upn in (select upn_adopted.upn from upn_adopted) as is_adopted
from former_upn
inner join ident on ident.ident_key = former_upn.ident_key
order by ident.id, former_upn.former_upn

-- name: children
-- Each child of social care or of the statutory return, with the UPN that is known for it
-- (crosswalk, else newest row that has one, else the return), names and date of birth from
-- its newest row, and whether some care of it ended in adoption. The crosswalk's first, then
-- by their ids.
with crosswalk as (
    select
        identity.ident_key,
        identity.upn
    from identity
    where identity.gone_date is null
),
care as (
    select
        social_care.ident_key,
        social_care.upn,
        row_number() over (
            partition by social_care.ident_key
            order by
                social_care.upn is null,
                content.order_key desc,
                social_care.start_date desc,
                social_care.plan
        ) as upn_place
    from social_care
    inner join content on content.content_id = social_care.content_id
)
select
    child_known.ident_key,
    coalesce(crosswalk.upn, known.upn, ssda_header.upn) as upn,
    newest.surname,
    newest.forename,
    newest.date_of_birth,
    child_adopted.ident_key is not null as is_adopted
from child_known
inner join ident on ident.ident_key = child_known.ident_key
left join crosswalk on crosswalk.ident_key = child_known.ident_key
left join care as known on known.ident_key = child_known.ident_key and known.upn_place = 1
left join child_newest as newest on newest.ident_key = child_known.ident_key
left join ssda_header on ssda_header.ident_key = child_known.ident_key
left join child_adopted on child_adopted.ident_key = child_known.ident_key
order by crosswalk.upn is null, ident.id

-- name: otherwise
-- Rows of social care in force with a UPN of some roll, which no roll calls by their names and
-- birth to the letter: the child, the UPN's ident, names and birth.
select distinct
    social_care.ident_key,
    ident.ident_key as upn_key,
    social_care.surname,
    social_care.forename,
    social_care.date_of_birth
from social_care
inner join ident on ident.kind = 'upn' and ident.id = social_care.upn
where social_care.gone_date is null
    and social_care.surname is not null
    and social_care.forename is not null
    and social_care.date_of_birth is not null
    and exists (select 1 from enrolment where enrolment.ident_key = ident.ident_key)
    and not exists (
        select 1
        from enrolment_said as said
        where said.ident_key = ident.ident_key
            and said.surname = social_care.surname
            and said.forename = social_care.forename
            and said.date_of_birth = social_care.date_of_birth
    )
order by social_care.ident_key, ident.ident_key

-- name: said_of
-- What pupils extracts say of one UPN.
select surname, forename, date_of_birth
from enrolment_said
where ident_key = ?1
    and surname is not null
    and forename is not null

-- name: names_apart
-- Surnames of UPNs that rolls call by more than one.
select distinct enrolment.surname
from enrolment
where enrolment.surname is not null
    and enrolment.ident_key in (
        select other.ident_key
        from enrolment as other
        group by other.ident_key
        having min(other.surname) <> max(other.surname)
    )
    and enrolment.surname not in (select name_folded.name from name_folded)

-- name: said
-- What pupils extracts say of pupils whom a child could be.
select ident_key, surname, forename, date_of_birth
from enrolment_said
where surname is not null
    and forename is not null

-- name: list
select ident_key, pupil_key
from person

-- name: put
insert into person (ident_key, pupil_key)
values (?1, ?2)
on conflict do update set pupil_key = excluded.pupil_key

-- name: note
insert into person_note (kind, ident_key, other_key)
values (?1, ?2, ?3)
on conflict do nothing
