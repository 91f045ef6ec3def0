-- pupil: the statements of its module, each by its name.

-- name: has_column
select 1
from pragma_table_xinfo(?1)
where name = ?2

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
-- The persons that changed_fact speaks of: as they are, and as an ident that has joined
-- another person once was one.
delete from pupil_asked;

insert into pupil_asked (pupil_key)
select person.pupil_key
from changed_fact
inner join person on person.ident_key = changed_fact.ident_key
union
select changed_fact.ident_key
from changed_fact
where changed_fact.ident_key > 0;

-- name: drop_lost_pupils
-- Persons of whom no row speaks any more.
delete from pupil_cohort_span
where pupil_key in (select pupil_asked.pupil_key from pupil_asked);

delete from dim_pupil
where pupil_key in (select pupil_asked.pupil_key from pupil_asked);

delete from pupil_asked;

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

-- name: unask_pupil
delete from pupil_asked
where pupil_key = ?1

-- name: note_person
-- Who is new, or is born, of a sex or an ethnicity otherwise: it reaches every year.
insert into changed_fact (relation, ident_key, school_key, from_date)
values ('', ?1, 0, '')
on conflict (relation, ident_key, school_key) do update set from_date = ''

-- name: read_speakers
-- The types whose rows speak of persons.
select speaks, ident, authority, dated, drops
from extract_type
where ident <> ''
    and relation <> ''
order by relation
