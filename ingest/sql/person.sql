-- person: the statements of its module, each by its name.

-- name: former
-- FormerUPN as any row of a stay ever gave it, and whether a child of the former UPN was
-- adopted, which forbids the link. In an order of the ids alone: the last links may be one
-- too many (details 105).
with adopted as (
    select upn
    from social_care
    where end_reason in ('E11', 'E12')
        and upn is not null
    union
    select ssda_header.upn
    from ssda_header
    inner join ssda_episode on ssda_episode.ident_key = ssda_header.ident_key
    where ssda_episode.rec in ('E11', 'E12')
        and ssda_header.upn is not null
)
select distinct
    former_upn.ident_key,
    former_upn.former_upn,
    former_upn.former_upn in (select adopted.upn from adopted) as is_adopted
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
        social_care.*,
        row_number() over (
            partition by social_care.ident_key
            order by content.order_key desc, social_care.start_date desc, social_care.plan
        ) as place,
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
),
children as (
    select ident_key from care
    union
    select ident_key from ssda_header
    union
    select ident_key from ssda_episode
    union
    select ident_key from crosswalk
),
adopted as (
    select ident_key from social_care where end_reason in ('E11', 'E12')
    union
    select ident_key from ssda_episode where rec in ('E11', 'E12')
)
select
    children.ident_key,
    coalesce(crosswalk.upn, known.upn, ssda_header.upn) as upn,
    newest.surname,
    newest.forename,
    newest.date_of_birth,
    adopted.ident_key is not null as is_adopted
from children
inner join ident on ident.ident_key = children.ident_key
left join crosswalk on crosswalk.ident_key = children.ident_key
left join care as known on known.ident_key = children.ident_key and known.upn_place = 1
left join care as newest on newest.ident_key = children.ident_key and newest.place = 1
left join ssda_header on ssda_header.ident_key = children.ident_key
left join adopted on adopted.ident_key = children.ident_key
order by crosswalk.upn is null, ident.id

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
