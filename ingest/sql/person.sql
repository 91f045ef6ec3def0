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

-- name: care
-- What rows of social care say of who their children are, and what tells which is the newest.
select
    ident_key,
    content_id,
    start_date,
    line,
    upn,
    surname,
    forename,
    date_of_birth
from social_care
order by ident_key

-- name: children
-- Each child of social care or of the statutory return, with the UPN that the crosswalk gives
-- it, that which the return does, whether some care of it ended in adoption, and the birth
-- that the return gives. The crosswalk's first, then by their ids.
select
    child_known.ident_key,
    crosswalk.upn,
    ssda_header.upn,
    child_adopted.ident_key is not null as is_adopted,
    ssda_header.date_of_birth
from child_known
inner join ident on ident.ident_key = child_known.ident_key
left join identity as crosswalk
    on crosswalk.ident_key = child_known.ident_key
    and crosswalk.gone_date is null
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

-- name: told
-- What pupils extracts say of pupils.
select ident_key, surname, forename, date_of_birth, coalesce(post_looked_after = 'A', 0)
from enrolment_said

-- name: told_before
-- What else rows are called of which an earlier one counts (enrolment_said).
select enrolment.ident_key, enrolment.surname
from enrolment_before as before
inner join enrolment
    on enrolment.school_key = before.school_key
    and enrolment.ident_key = before.ident_key
    and enrolment.entry_date = before.entry_date

-- name: names_apart
-- Surnames of a UPN, where rolls call it by more than one, that were never compared.
select distinct enrolment.surname
from enrolment
where enrolment.ident_key = ?1
    and enrolment.surname not in (select name_folded.name from name_folded)
    and exists (
        select 1
        from enrolment as other
        where other.ident_key = ?1
            and other.surname <> enrolment.surname
    )

-- name: adopted
-- Whom records say to have been adopted, but for those of rolls.
select ident_key
from ident_adopted

-- name: list
select ident_key, pupil_key
from person

-- name: put
-- Keys of ids that were forgotten are nobody's.
insert into person (ident_key, pupil_key)
select ?1, ?2
where ?1 in (select ident.ident_key from ident)
on conflict do update set pupil_key = excluded.pupil_key

-- name: note
insert into person_note (kind, ident_key, other_key)
values (?1, ?2, ?3)
on conflict do nothing

-- name: add_new
-- Idents that are of no person yet. There are none where there are as many of the one as of the
-- other, which is soon counted: each of person is of ident.
insert into person (ident_key, pupil_key)
select
    ident.ident_key,
    ident.ident_key
from ident
where (select count(*) from ident) <> (select count(*) from person)
    and ident.ident_key not in (select person.ident_key from person)
