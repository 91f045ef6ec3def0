-- The rows of dim_pupil of the persons asked for. reads pupil_asked, person, ident,
-- enrolment, suspension, social_care, ssda_header, code_value
--
-- For each column the latest row that fills it wins: the greatest of texts that begin
-- with what decides (source, content's order, entry date, id; 1 + 84 + 10 + 20
-- characters) and end in the value.
create temp table if not exists pupil_now (
    pupil_key integer primary key,
    upn text,
    child_id text,
    surname text,
    forename text,
    date_of_birth text,
    sex text,
    ethnicity text
) strict;

delete from pupil_now;

insert into pupil_now (
    pupil_key, upn, child_id, surname, forename, date_of_birth, sex, ethnicity
)
with fact as (
    select
        person.pupil_key,
        '2' || content.order_key || enrolment.entry_date
            || printf('%-20.20s', school_ident.urn || ident.id) as rank,
        ident.id as upn,
        null as child_id,
        enrolment.surname,
        enrolment.forename,
        enrolment.date_of_birth,
        enrolment.sex,
        enrolment.ethnicity
    from pupil_asked
    inner join person on person.pupil_key = pupil_asked.pupil_key
    inner join ident on ident.ident_key = person.ident_key
    inner join enrolment on enrolment.ident_key = person.ident_key
    inner join content on content.content_id = enrolment.content_id
    inner join school_ident on school_ident.school_key = enrolment.school_key
    union all
    select
        person.pupil_key,
        '1' || content.order_key || suspension.start_date || printf('%-20.20s', ident.id),
        ident.id,
        null,
        null,
        null,
        null,
        null,
        null
    from pupil_asked
    inner join person on person.pupil_key = pupil_asked.pupil_key
    inner join ident on ident.ident_key = person.ident_key
    inner join suspension on suspension.ident_key = person.ident_key
    inner join content on content.content_id = suspension.content_id
    union all
    select
        person.pupil_key,
        '1' || content.order_key || social_care.start_date || printf('%-20.20s', ident.id),
        social_care.upn,
        ident.id,
        social_care.surname,
        social_care.forename,
        social_care.date_of_birth,
        null,
        null
    from pupil_asked
    inner join person on person.pupil_key = pupil_asked.pupil_key
    inner join ident on ident.ident_key = person.ident_key
    inner join social_care on social_care.ident_key = person.ident_key
    inner join content on content.content_id = social_care.content_id
    union all
    select
        person.pupil_key,
        '0' || content.order_key || '          ' || printf('%-20.20s', ident.id),
        ssda_header.upn,
        ident.id,
        null,
        null,
        ssda_header.date_of_birth,
        nullif(ssda_header.sex, 'U'),
        ssda_header.ethnic
    from pupil_asked
    inner join person on person.pupil_key = pupil_asked.pupil_key
    inner join ident on ident.ident_key = person.ident_key
    inner join ssda_header on ssda_header.ident_key = person.ident_key
    inner join content on content.content_id = ssda_header.content_id
),
former as (
    select distinct
        person.pupil_key,
        enrolment.former_upn as upn
    from pupil_asked
    inner join person on person.pupil_key = pupil_asked.pupil_key
    inner join enrolment on enrolment.ident_key = person.ident_key
    where enrolment.former_upn is not null
)
select
    fact.pupil_key,
    substr(max(
        (substr(fact.upn, 13) between '0' and '9')
        || (not exists (
            select 1
            from former
            where former.pupil_key = fact.pupil_key
                and former.upn = fact.upn
        ))
        || fact.rank || fact.upn
    ), 118),
    substr(max(fact.rank || fact.child_id), 116),
    substr(max(fact.rank || fact.surname), 116),
    substr(max(fact.rank || fact.forename), 116),
    substr(max(fact.rank || fact.date_of_birth), 116),
    substr(max(fact.rank || fact.sex), 116),
    substr(max(fact.rank || fact.ethnicity), 116)
from fact
group by fact.pupil_key;

-- An age reaches every year the person was in.
insert into changed_pupil (ident_key, school_key, from_date)
select pupil_now.pupil_key, 0, ''
from pupil_now
inner join dim_pupil on dim_pupil.pupil_key = pupil_now.pupil_key
where dim_pupil.date_of_birth is not pupil_now.date_of_birth
on conflict (ident_key, school_key) do update set from_date = '';

delete from pupil_cohort_span
where pupil_cohort_span.pupil_key in (select pupil_asked.pupil_key from pupil_asked)
    and pupil_cohort_span.pupil_key not in (select pupil_now.pupil_key from pupil_now);

delete from dim_pupil
where dim_pupil.pupil_key in (select pupil_asked.pupil_key from pupil_asked)
    and dim_pupil.pupil_key not in (select pupil_now.pupil_key from pupil_now);

insert into dim_pupil (
    pupil_key, upn, child_id, surname, forename, date_of_birth, sex, ethnicity,
    ethnicity_group, temporary_upn
)
select
    pupil_now.pupil_key,
    pupil_now.upn,
    pupil_now.child_id,
    pupil_now.surname,
    pupil_now.forename,
    pupil_now.date_of_birth,
    pupil_now.sex,
    pupil_now.ethnicity,
    code_value.value,
    coalesce(substr(pupil_now.upn, 13) not between '0' and '9', 0)
from pupil_now
left join code_value
    on code_value.name = 'ethnicity_group'
    and code_value.code = pupil_now.ethnicity
where true
order by pupil_now.pupil_key
on conflict (pupil_key) do update set
    upn = excluded.upn,
    child_id = excluded.child_id,
    surname = excluded.surname,
    forename = excluded.forename,
    date_of_birth = excluded.date_of_birth,
    sex = excluded.sex,
    ethnicity = excluded.ethnicity,
    ethnicity_group = excluded.ethnicity_group,
    temporary_upn = excluded.temporary_upn;

drop table pupil_now;
