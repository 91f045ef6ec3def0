-- known: views on who is known where, which records join a child, and what comes of that.

-- name: schema
-- child_known: children of social care or of the statutory return, by their ids.
create view child_known as
select ident_key from social_care
union
select ident_key from ssda_header
union
select ident_key from ssda_episode
union
select ident_key from identity where gone_date is null;

-- child_adopted, upn_adopted: whose care ended in adoption, and the UPNs that any record gives
-- such a child: nothing joins the new identity with the old (details 13).
create view child_adopted as
select ident_key from social_care where end_reason in ('E11', 'E12')
union
select ident_key from ssda_episode where rec in ('E11', 'E12');
create view upn_adopted as
select social_care.upn
from social_care
inner join child_adopted on child_adopted.ident_key = social_care.ident_key
where social_care.upn is not null
union
select ssda_header.upn
from ssda_header
inner join child_adopted on child_adopted.ident_key = ssda_header.ident_key
where ssda_header.upn is not null
union
select identity.upn
from identity
inner join child_adopted on child_adopted.ident_key = identity.ident_key
where identity.gone_date is null;

-- ident_adopted, person_adopted: whom any record says to have been adopted: a row of the old
-- identity, the school's of the new one, or of both. Nobody is shown beside another who may be the
-- same (details 13). The first has not those of whom a roll says it.
create view ident_adopted as
select child_adopted.ident_key
from child_adopted
union
select ident.ident_key
from upn_adopted
cross join ident on ident.kind = 'upn' and ident.id = upn_adopted.upn
union
select former_upn.ident_key
from former_upn
where former_upn.former_upn in (select upn_adopted.upn from upn_adopted);
create view person_adopted as
select person.pupil_key
from ident_adopted
cross join person on person.ident_key = ident_adopted.ident_key
union
select person.pupil_key
from enrolment_said
inner join person on person.ident_key = enrolment_said.ident_key
where enrolment_said.post_looked_after = 'A';

-- roll_newest: the newest pupils file of each school.
create view roll_newest as
select
    sent.school_key,
    sent.content_id
from (
    select
        content_school.school_key,
        content.content_id,
        row_number() over (
            partition by content_school.school_key
            order by content.order_key desc
        ) as place
    from content_school
    inner join content on content.content_id = content_school.content_id
    where instr(' ' || content.type || ' ', ' pupils ')
        and content.status = 'loaded'
) as sent
where sent.place = 1;

-- roll_saying: what the newest pupils files say of the dates of birth and surnames of UPNs that
-- they do not say alike (details 79): in one file, or in two schools'.
--
-- field   date_of_birth, surname
-- folded  the value as it is compared
-- place   the school; null where only an earlier line of a file says it
-- line    of that line
create view roll_saying as
with
newest as materialized (select roll_newest.content_id from roll_newest),
listed as not materialized (
    select
        enrolment.ident_key,
        enrolment.school_key,
        enrolment.surname,
        enrolment.date_of_birth
    from enrolment
    where enrolment.status <> 'P'
        and enrolment.seen_id in (select newest.content_id from newest)
),
clash as (
    select
        content_clash.ident_key,
        content_clash.field,
        content_clash.value,
        content_clash.line
    from content_clash
    where content_clash.content_id in (select newest.content_id from newest)
),
-- Most UPNs have one row ever, which says nothing against itself.
several as (
    select enrolment.ident_key
    from enrolment
    group by enrolment.ident_key
    having count(*) > 1
),
looked_at as (
    select several.ident_key
    from several
    cross join listed on listed.ident_key = several.ident_key
    group by several.ident_key
    having min(listed.surname) <> max(listed.surname)
        or min(listed.date_of_birth) <> max(listed.date_of_birth)
    union
    select clash.ident_key from clash
),
told as (
    select
        listed.ident_key,
        'date_of_birth' as field,
        listed.date_of_birth as value,
        listed.school_key,
        null as line
    from looked_at
    cross join listed on listed.ident_key = looked_at.ident_key
    union
    select
        listed.ident_key,
        'surname' as field,
        listed.surname as value,
        listed.school_key,
        null as line
    from looked_at
    cross join listed on listed.ident_key = looked_at.ident_key
    where listed.surname is not null
    union
    select
        clash.ident_key,
        clash.field,
        clash.value,
        null as school_key,
        clash.line
    from clash
),
folded as (
    select
        told.*,
        iif(told.field = 'surname', coalesce(name_folded.folded, told.value), told.value)
            as folded
    from told
    left join name_folded on name_folded.name = told.value
)
select
    folded.ident_key,
    folded.field,
    folded.value,
    folded.folded,
    school.name as place,
    folded.line
from folded
left join school on school.school_key = folded.school_key
where (folded.ident_key, folded.field) in (
    select
        other.ident_key,
        other.field
    from folded as other
    group by other.ident_key, other.field
    having count(distinct other.folded) > 1
);

-- crosswalk_clash: what the newest crosswalk gives a child in two rows: it settles nothing then.
create view crosswalk_clash as
select
    content_clash.ident_key,
    content_clash.value as upn
from content_clash
inner join identity
    on identity.ident_key = content_clash.ident_key
    and identity.content_id = content_clash.content_id
where content_clash.field = 'upn'
    and identity.gone_date is null;

-- person_finding: all that the data team should look at: person_note, and what rows in force
-- and the newest files say against each other (details 79).
--
-- kind       of person_note, of no_roll: a child with a UPN on no roll that ever came;
--            upn_births, upn_surnames: one UPN with two of them, births also with its former
--            one, or with another that calls the same one its former; child_upns: one ChildID with
--            the UPNs of two; child_births: one CHILD of the return with two dates of birth
-- ident_key  whose it is
-- other_key  of person_note
-- detail     what is said, where not by other_key
create view person_finding as
with
-- What files of the return say of when a child was born.
born as not materialized (
    select ssda_header.ident_key, ssda_header.date_of_birth, ssda_header.content_id
    from ssda_header
    union all
    select ssda_oc2.ident_key, ssda_oc2.date_of_birth, ssda_oc2.content_id
    from ssda_oc2
    union all
    select
        ssda_previous_permanence.ident_key,
        ssda_previous_permanence.date_of_birth,
        ssda_previous_permanence.content_id
    from ssda_previous_permanence
),
roll as materialized (
    select
        roll_saying.ident_key,
        roll_saying.field,
        roll_saying.value,
        roll_saying.folded,
        roll_saying.place,
        roll_saying.line
    from roll_saying
),
of_rolls as materialized (
    select
        roll.ident_key,
        roll.value,
        coalesce(min(roll.place), 'line ' || min(roll.line)) as place
    from roll
    where roll.field = 'date_of_birth'
    group by roll.ident_key, roll.value
),
formerly as materialized (
    select distinct
        former_upn.ident_key,
        ident.id,
        here.date_of_birth,
        former_upn.former_upn,
        there.date_of_birth as former_birth
    from former_upn
    inner join ident on ident.ident_key = former_upn.ident_key
    inner join ident as old on old.kind = 'upn' and old.id = former_upn.former_upn
    inner join enrolment as here on here.ident_key = former_upn.ident_key
    inner join enrolment as there on there.ident_key = old.ident_key
    where here.date_of_birth <> there.date_of_birth
        and former_upn.former_upn not in (select upn_adopted.upn from upn_adopted)
),
-- Who calls what the former UPN, where several do.
calling as materialized (
    select distinct
        former_upn.former_upn,
        former_upn.ident_key,
        ident.id,
        enrolment.date_of_birth
    from former_upn
    cross join ident on ident.ident_key = former_upn.ident_key
    cross join enrolment on enrolment.ident_key = former_upn.ident_key
    where former_upn.former_upn in (
            select other.former_upn
            from former_upn as other
            group by other.former_upn
            having count(distinct other.ident_key) > 1
        )
        and former_upn.former_upn not in (select upn_adopted.upn from upn_adopted)
),
-- One for each birth, the first two in the order of the UPNs, so that a column that was filled with
-- one number does not set all against all.
sharing as materialized (
    select
        one.former_upn,
        one.date_of_birth,
        one.id
    from (
        select
            calling.former_upn,
            calling.date_of_birth,
            min(calling.id) as id,
            row_number() over (
                partition by calling.former_upn
                order by min(calling.id)
            ) as nth
        from calling
        group by calling.former_upn, calling.date_of_birth
    ) as one
    where one.nth <= 2
),
shared as materialized (
    select
        calling.ident_key,
        calling.id,
        calling.date_of_birth,
        calling.former_upn,
        sharing.id as other_id,
        sharing.date_of_birth as other_birth
    from sharing
    inner join calling
        on calling.former_upn = sharing.former_upn
        and calling.date_of_birth <> sharing.date_of_birth
        and calling.id <> sharing.id
),
-- What is said of the dates of birth of UPNs that have two: in the newest pupils files, or one
-- by the UPN and another by what it calls its former one, or by another UPN that calls the same
-- one its own. origin: 0 of a roll, 1 of the UPN itself where no roll has said it, 2 of a former
-- one, 3 of who shares it.
birth (ident_key, origin, value, place) as (
    select
        of_rolls.ident_key,
        0 as origin,
        of_rolls.value,
        of_rolls.place
    from of_rolls
    union all
    select
        its.ident_key,
        1 as origin,
        its.date_of_birth as value,
        its.id as place
    from (
        select formerly.ident_key, formerly.id, formerly.date_of_birth
        from formerly
        union
        select shared.ident_key, shared.id, shared.date_of_birth
        from shared
    ) as its
    left join of_rolls
        on of_rolls.ident_key = its.ident_key
        and of_rolls.value = its.date_of_birth
    where of_rolls.ident_key is null
    union all
    select
        formerly.ident_key,
        2 as origin,
        formerly.former_birth as value,
        'formerly ' || formerly.former_upn as place
    from formerly
    group by formerly.ident_key, formerly.former_upn, formerly.former_birth
    union all
    select
        shared.ident_key,
        3 as origin,
        shared.other_birth as value,
        shared.other_id || ', formerly ' || shared.former_upn || ' too' as place
    from shared
    group by shared.ident_key, shared.former_upn, shared.other_birth
)
select
    person_note.kind,
    person_note.ident_key,
    person_note.other_key,
    '' as detail
from person_note
union all
select
    'no_roll' as kind,
    known.ident_key,
    0 as other_key,
    group_concat(known.id) as detail
from (
    select
        child_known.ident_key,
        ident.id
    from child_known -- few beside all UPNs: they lead
    cross join person on person.ident_key = child_known.ident_key
    cross join person as twin on twin.pupil_key = person.pupil_key
    cross join ident on ident.ident_key = twin.ident_key and ident.kind = 'upn'
    where not exists (
        select 1
        from person as other
        inner join enrolment on enrolment.ident_key = other.ident_key
        where other.pupil_key = person.pupil_key
    )
    order by 1, 2
) as known
group by known.ident_key
union all
select
    'upn_surnames' as kind,
    told.ident_key,
    0 as other_key,
    group_concat(told.value || ' (' || told.place || ')', '; ') as detail
from (
    select
        roll.ident_key,
        roll.folded,
        min(roll.value) as value,
        coalesce(min(roll.place), 'line ' || min(roll.line)) as place
    from roll
    where roll.field = 'surname'
    group by roll.ident_key, roll.folded
    order by 1, 2
) as told
group by told.ident_key
union all
select
    'upn_births' as kind,
    told.ident_key,
    0 as other_key,
    group_concat(told.value || ' (' || told.place || ')', '; ') as detail
from (
    select
        birth.ident_key,
        birth.origin,
        birth.value,
        birth.place
    from birth
    order by 1, 2, 3, 4
) as told
group by told.ident_key
union all
select
    'child_upns' as kind,
    told.ident_key,
    0 as other_key,
    group_concat(told.upn, '; ') as detail
from (
    select social_care.ident_key, social_care.upn
    from social_care
    where social_care.gone_date is null
        and social_care.upn is not null
    union
    select content_clash.ident_key, content_clash.value
    from content_clash
    inner join social_care
        on social_care.ident_key = content_clash.ident_key
        and social_care.content_id = content_clash.content_id
    where content_clash.field = 'upn'
        and social_care.gone_date is null
    union
    select crosswalk_clash.ident_key, crosswalk_clash.upn
    from crosswalk_clash
    union
    select ssda_header.ident_key, ssda_header.upn
    from ssda_header
    where ssda_header.upn is not null
    order by 1, 2
) as told
left join ident on ident.kind = 'upn' and ident.id = told.upn
left join person on person.ident_key = ident.ident_key
where told.ident_key not in (
    select identity.ident_key from identity where identity.gone_date is null
)
    or told.ident_key in (select crosswalk_clash.ident_key from crosswalk_clash)
group by told.ident_key
having count(distinct coalesce(person.pupil_key, told.upn)) > 1
union all
select
    'child_births' as kind,
    told.ident_key,
    0 as other_key,
    group_concat(told.value, '; ') as detail
from (
    select
        born.ident_key,
        born.date_of_birth as value
    from born
    where born.date_of_birth is not null
    union
    select
        content_clash.ident_key,
        content_clash.value
    from content_clash
    inner join born
        on born.ident_key = content_clash.ident_key
        and born.content_id = content_clash.content_id
    where content_clash.field = 'date_of_birth'
    order by 1, 2
) as told
group by told.ident_key
having count(*) > 1;
