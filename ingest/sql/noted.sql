-- noted: views on what somebody is to look at of who is who: what could not be joined, what was by
-- names alone, what contradicts itself.

-- name: schema
-- load_note: how many people the data team should look at, by kind.
--
-- kind    of load_contradiction, or unmatched, ambiguous, adoption_link, too_many; whose UPN is
--         on no roll is unmatched too (details 79)
-- people  whom it is about
create view load_note as
with about as materialized (
    select
        person_finding.kind,
        person_finding.ident_key
    from person_finding
)
select
    about.kind,
    count(distinct about.ident_key) as people
from about
where about.kind <> 'unmatched'
group by about.kind
union all
select
    'unmatched' as kind,
    unmatched.people
from (
    select count(distinct about.ident_key) as people
    from about
    where about.kind in ('unmatched', 'no_roll')
) as unmatched
where unmatched.people > 0;

-- load_contradiction: one row per child and thing that two records say differently, or that one
-- says against another, each other pupil being a thing of its own (details 79): nothing is guessed, a person is to settle it. Whoever was
-- adopted is counted in load_note and not here: two names may be the old and the new.
--
-- kind       upn_births, upn_surnames: one UPN has two in one file or two schools' newest, or
--            another birth than the UPN that it calls its former one, or than another UPN
--            that calls the same one its former;
--            child_upns: one ChildID has the UPNs of two pupils; other_pupil: rows have one
--            pupil's UPN and another's names and birth; child_births: one CHILD of the return
--            has two dates of birth; no_roll: a child's UPN is on no roll that ever came
-- pupil_key  in dim_pupil: whose it counts as
-- id         the UPN or ChildID that it is about
-- other_key  in dim_pupil: the other pupil; null where there is none, or more than one
-- detail     what the records say
create view load_contradiction as
with adopted as materialized (select person_adopted.pupil_key from person_adopted)
select
    person_finding.kind,
    person.pupil_key,
    ident.id,
    other.pupil_key as other_key,
    person_finding.detail
from person_finding
inner join ident on ident.ident_key = person_finding.ident_key
inner join person on person.ident_key = person_finding.ident_key
left join person as other on other.ident_key = person_finding.other_key
where person_finding.kind in (
        'upn_births', 'upn_surnames', 'child_upns', 'other_pupil', 'child_births', 'no_roll'
    )
    and person.pupil_key not in (select adopted.pupil_key from adopted)
    and coalesce(other.pupil_key not in (select adopted.pupil_key from adopted), 1);

-- load_match: one row per child of social care or of the statutory return: how its pupil was
-- found.
--
-- pupil_key  in dim_pupil
-- id         the ChildID
-- how        identity: by the crosswalk; upn: by a UPN of its rows or the return's; name: by
--            names and date of birth, which a person should confirm; none: on no roll that
--            ever came
create view load_match as
select
    person.pupil_key,
    (select ident.id from ident where ident.ident_key = child_known.ident_key) as id,
    case
        when not exists (
            select 1
            from person as twin
            inner join enrolment on enrolment.ident_key = twin.ident_key
            where twin.pupil_key = person.pupil_key
        ) then 'none'
        when exists (
            select 1
            from identity
            where identity.ident_key = child_known.ident_key
                and identity.gone_date is null
        ) then 'identity'
        when exists (
            select 1
            from social_care
            where social_care.ident_key = child_known.ident_key
                and social_care.upn is not null
        ) or exists (
            select 1
            from ssda_header
            where ssda_header.ident_key = child_known.ident_key
                and ssda_header.upn is not null
        ) then 'upn'
        else 'name'
    end as how
from child_known
inner join person on person.ident_key = child_known.ident_key;

-- load_contact: one row per person and plan in the newest social care file that has it: whom to
-- ring.
--
-- pupil_key      in dim_pupil
-- plan           CIN, CPP, CLA
-- id             the ChildID
-- social_worker, team  of the spell begun last that says so
-- data_date      the day of the file
create view load_contact as
select
    ranked.pupil_key,
    ranked.plan,
    ranked.id,
    ranked.social_worker,
    ranked.team,
    ranked.data_date
from (
    select
        person.pupil_key,
        social_care.plan,
        ident.id,
        social_care.social_worker,
        social_care.team,
        substr(content.stamp, 1, 10) as data_date,
        row_number() over (
            partition by person.pupil_key, social_care.plan
            order by
                coalesce(social_care.social_worker, social_care.team) is null,
                social_care.end_date is not null,
                social_care.start_date desc,
                ident.id
        ) as place
    from social_care
    inner join person on person.ident_key = social_care.ident_key
    inner join ident on ident.ident_key = social_care.ident_key
    inner join content on content.content_id = social_care.seen_id
    where social_care.gone_date is null
) as ranked
where ranked.place = 1;

-- load_upn: one row per type of extract and UPN that its rows in force give: whether a roll that
-- ever came has it. Rolls themselves aside.
--
-- type        of extract
-- upn         as it stands there
-- pupil_key   in dim_pupil; null where the UPN is nobody's, as another counts for its child
-- is_on_roll  1 where some roll has the person under some UPN
create view load_upn as
select
    upn_told.type,
    upn_told.upn,
    person.pupil_key,
    exists (select 1 from enrolment where enrolment.ident_key = person.ident_key) or exists (
        select 1 -- of the few that are on none by their own id
        from person as twin
        inner join enrolment on enrolment.ident_key = twin.ident_key
        where twin.pupil_key = person.pupil_key
    ) as is_on_roll
from upn_told
left join person on person.ident_key = upn_told.ident_key;

-- load_adoption_link: one row per school: UPNs of its lists that name a former UPN which leads
-- across an adoption and is never followed (details 13). Not whose they are.
--
-- school_key  in dim_school
-- links       such UPNs
create view load_adoption_link as
select
    former_upn.school_key,
    count(distinct former_upn.ident_key) as links
from former_upn
where former_upn.former_upn in (select upn_adopted.upn from upn_adopted)
group by former_upn.school_key;

-- load_adopted: one row per person whom any record says to have been adopted: in no list that
-- shows two records side by side, and none that tells a school's number of the one before.
--
-- pupil_key  in dim_pupil
create view load_adopted as
select distinct person_adopted.pupil_key
from person_adopted;

-- load_candidate: one row per child of social care on no roll and pupil whom it may be, for a
-- person to decide (outputs.md, Unmatched): at most three, the nearest first, and nobody who
-- was adopted.
--
-- pupil_key  in dim_pupil: the child
-- place      1 to 3
-- other_key  in dim_pupil: the pupil
-- reason     what agrees and what differs
create view load_candidate as
select
    person.pupil_key,
    person_candidate.place,
    other.pupil_key as other_key,
    person_candidate.reason
from person_candidate
inner join person on person.ident_key = person_candidate.ident_key
inner join person as other on other.ident_key = person_candidate.candidate_key;

-- load_unlinked: one row per link between two ids that was not made, because a person has at
-- most 20 UPNs and 20 ChildIDs (details 105).
--
-- pupil_key  in dim_pupil: of the id that is named first
-- id_kind    of that id: upn, child
-- id         the UPN whose row names a former UPN, or the ChildID
-- other_upn  the UPN at the other end; null where the link was one by names
create view load_unlinked as
select
    person.pupil_key,
    ident.kind as id_kind,
    ident.id,
    other.id as other_upn
from person_note
inner join ident on ident.ident_key = person_note.ident_key
inner join person on person.ident_key = person_note.ident_key
left join ident as other on other.ident_key = person_note.other_key
where person_note.kind = 'too_many';
