-- pupil: the statements of its module, each by its name.

-- name: ask_all_pupils
-- Every person there is, and every one there was.
delete from pupil_asked;

insert into pupil_asked (pupil_key)
select person.pupil_key
from person
union
select dim_pupil.pupil_key
from dim_pupil;

-- name: ask_changed_pupils
-- The persons that changed_pupil speaks of: as they are, and as an ident that has joined
-- another person once was one.
delete from pupil_asked;

insert into pupil_asked (pupil_key)
select person.pupil_key
from changed_pupil
inner join person on person.ident_key = changed_pupil.ident_key
union
select changed_pupil.ident_key
from changed_pupil;

-- name: drop_lost_pupils
-- Persons of whom no row speaks any more.
delete from pupil_cohort_span
where pupil_key in (select pupil_asked.pupil_key from pupil_asked);

delete from dim_pupil
where pupil_key in (select pupil_asked.pupil_key from pupil_asked);

delete from pupil_asked;

-- name: note_birth
-- An age reaches every year the person was in.
insert into changed_pupil (ident_key, school_key, from_date)
values (?1, 0, '')
on conflict (ident_key, school_key) do update set from_date = ''

-- name: pupil_asked
-- pupil_asked: the persons whose row of dim_pupil is to be made again.
create temp table if not exists pupil_asked (
    pupil_key integer primary key
) strict;

-- name: put_pupil
insert into dim_pupil (
    pupil_key, upn, child_id, surname, forename, date_of_birth, sex, ethnicity,
    ethnicity_group, temporary_upn
)
values (
    ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
    (
        select code_value.value
        from code_value
        where code_value.name = 'ethnicity_group'
            and code_value.code = ?8
    ),
    coalesce(substr(?2, 13) not between '0' and '9', 0)
)
on conflict (pupil_key) do update set
    upn = excluded.upn,
    child_id = excluded.child_id,
    surname = excluded.surname,
    forename = excluded.forename,
    date_of_birth = excluded.date_of_birth,
    sex = excluded.sex,
    ethnicity = excluded.ethnicity,
    ethnicity_group = excluded.ethnicity_group,
    temporary_upn = excluded.temporary_upn

-- name: read_contents
select content.content_id
from content
order by content.order_key

-- name: read_pupil
select
    dim_pupil.upn,
    dim_pupil.child_id,
    dim_pupil.surname,
    dim_pupil.forename,
    dim_pupil.date_of_birth,
    dim_pupil.sex,
    dim_pupil.ethnicity
from dim_pupil
where dim_pupil.pupil_key = ?1

-- name: read_pupil_headers
select
    person.pupil_key,
    ssda_header.content_id,
    '',
    ident.id,
    iif(crosswalk.upn is null, ssda_header.upn, null),
    ident.id,
    null,
    null,
    null,
    ssda_header.date_of_birth,
    nullif(ssda_header.sex, 'U'),
    ssda_header.ethnic
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join ssda_header on ssda_header.ident_key = person.ident_key
left join identity as crosswalk
    on crosswalk.ident_key = person.ident_key
    and crosswalk.seen_id = (
        select content.content_id
        from content
        where content.type = 'identity'
            and content.status = 'loaded'
        order by content.order_key desc
        limit 1
    )
order by pupil_asked.pupil_key

-- name: read_pupil_identity
select
    person.pupil_key,
    identity.seen_id,
    '',
    ident.id,
    identity.upn,
    ident.id,
    null,
    null,
    null,
    null,
    null,
    null
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join identity on identity.ident_key = person.ident_key
where identity.seen_id = (
    select content.content_id
    from content
    where content.type = 'identity'
        and content.status = 'loaded'
    order by content.order_key desc
    limit 1
)
order by pupil_asked.pupil_key

-- name: read_pupil_rows
-- What extracts say of the persons asked for, by person; the last column but those of
-- names is former_upn. Cross joins: in this order, by the indexes there are.
select
    person.pupil_key,
    enrolment.content_id,
    enrolment.entry_date,
    school_ident.urn || ident.id,
    ident.id,
    null,
    enrolment.former_upn,
    enrolment.surname,
    enrolment.forename,
    enrolment.date_of_birth,
    enrolment.sex,
    enrolment.ethnicity
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join enrolment on enrolment.ident_key = person.ident_key
cross join school_ident on school_ident.school_key = enrolment.school_key
order by pupil_asked.pupil_key

-- name: read_pupil_spells
select
    person.pupil_key,
    social_care.content_id,
    social_care.start_date,
    ident.id,
    iif(crosswalk.upn is null, social_care.upn, null),
    ident.id,
    null,
    social_care.surname,
    social_care.forename,
    social_care.date_of_birth,
    null,
    null
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join social_care on social_care.ident_key = person.ident_key
left join identity as crosswalk
    on crosswalk.ident_key = person.ident_key
    and crosswalk.seen_id = (
        select content.content_id
        from content
        where content.type = 'identity'
            and content.status = 'loaded'
        order by content.order_key desc
        limit 1
    )
order by pupil_asked.pupil_key

-- name: read_pupil_suspensions
select
    person.pupil_key,
    suspension.content_id,
    suspension.start_date,
    ident.id,
    ident.id,
    null,
    null,
    null,
    null,
    null,
    null,
    null
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join suspension on suspension.ident_key = person.ident_key
order by pupil_asked.pupil_key

-- name: unask_pupil
delete from pupil_asked
where pupil_key = ?1
