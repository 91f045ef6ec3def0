-- pupil: the statements of its module, each by its name.

-- name: schema
-- pupil_asked: the persons whose row of dim_pupil is to be made again; pupil_now: those of
-- them at hand.
create temp table if not exists pupil_asked (
    pupil_key integer primary key
) strict;
create temp table if not exists pupil_now (
    pupil_key integer primary key
) strict;

-- said: what each row of any extract says of the persons at hand; of two that say something
-- the later in the order of its key counts (details 13, 14).
--
-- child_id  of a child's row; its upn counts only where no later one of the child's has one
create temp table if not exists said (
    pupil_key integer not null,
    authority integer not null,
    order_key text not null,
    dated text not null,
    line integer not null,
    relation text not null,
    id text not null,
    child_id text,
    upn text,
    surname text,
    forename text,
    date_of_birth text,
    sex text,
    ethnicity text,
    primary key (pupil_key, authority, order_key, dated, line, relation, id)
) strict, without rowid;

-- said_former: UPNs that rows call a former one of the persons at hand.
create temp table if not exists said_former (
    pupil_key integer not null,
    upn text not null,
    primary key (pupil_key, upn)
) strict, without rowid;

-- pupil_found: the rows of dim_pupil that this makes.
create temp table if not exists pupil_found (
    pupil_key integer primary key,
    upn text,
    child_id text,
    surname text,
    forename text,
    date_of_birth text,
    sex text,
    ethnicity text,
    ethnicity_group text
) strict;

-- name: ask_all
-- Every person there is, and every one there was.
delete from pupil_asked;

insert into pupil_asked (pupil_key)
select person.pupil_key
from person
union
select dim_pupil.pupil_key
from dim_pupil;

-- name: ask_changed
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

-- name: read_speakers
-- The relations whose rows speak of persons, and the columns of theirs that do.
select
    extract_type.type,
    extract_type.speaks,
    extract_type.ident = 'child',
    extract_type.authority,
    extract_type.dated,
    extract_type.drops,
    ';' || (
        select group_concat(part.name, ';')
        from pragma_table_xinfo(extract_type.speaks) as part
    ) || ';'
from extract_type
where extract_type.ident <> ''
    and extract_type.relation <> ''
    and extract_type.speaks <> ''
order by extract_type.speaks

-- name: begin
-- The next of those asked for.
delete from said;

delete from said_former;

delete from pupil_found;

delete from pupil_now;

insert into pupil_now (pupil_key)
select pupil_asked.pupil_key
from pupil_asked
order by pupil_asked.pupil_key
limit 5000;

delete from pupil_asked
where pupil_key in (select pupil_now.pupil_key from pupil_now);

-- name: find
-- A stay that came under two UPNs of a person is one, and its newest row alone says what the child
-- is called, and is (details 8, 45); the older one says what the UPN was. Of a child of whom there
-- is another row, one of status P alone says no more than that either (15).
update said
set surname = null, forename = null, sex = null, ethnicity = null
from (
    select
        person.pupil_key,
        ident.id,
        content.order_key,
        stay.line,
        stay.authority is not null and max(stay.authority is null) over (
            partition by person.pupil_key
        ) as is_mute,
        rank() over (
            partition by person.pupil_key, stay.school_key, stay.entry_date
            order by stay.authority is not null, content.order_key desc, stay.line desc
        ) as place
    from pupil_now
    cross join person on person.pupil_key = pupil_now.pupil_key
    cross join ident on ident.ident_key = person.ident_key
    cross join enrolment_said as stay on stay.ident_key = person.ident_key
    cross join content on content.content_id = stay.content_id
    where pupil_now.pupil_key in (
        select said.pupil_key
        from said
        group by said.pupil_key
        having count(distinct said.id) > 1
            or min(said.authority) < 0
    )
) as ranked
where (ranked.place > 1 or ranked.is_mute)
    and said.relation = 'enrolment_said'
    and said.pupil_key = ranked.pupil_key
    and said.order_key = ranked.order_key
    and said.line = ranked.line
    and said.id = ranked.id;

-- A child's UPN is that of its newest row that has one.
update said
set upn = null
from (
    select
        said.*,
        rank() over (
            partition by said.pupil_key, said.child_id
            order by
                said.authority desc, said.order_key desc, said.dated desc, said.line desc
        ) as place
    from said
    where said.child_id is not null
        and said.upn is not null
) as ranked
where ranked.place > 1
    and said.pupil_key = ranked.pupil_key
    and said.authority = ranked.authority
    and said.order_key = ranked.order_key
    and said.dated = ranked.dated
    and said.line = ranked.line
    and said.relation = ranked.relation
    and said.id = ranked.id;

-- A child that was not linked to its UPN, whose person has too many children (details 105).
update said
set upn = null
where child_id in (
    select ident.id
    from person_note
    inner join ident on ident.ident_key = person_note.ident_key
    where person_note.kind = 'too_many'
        and ident.kind = 'child'
);

insert into said_former (pupil_key, upn)
select pupil_now.pupil_key, former_upn.former_upn
from pupil_now
cross join person on person.pupil_key = pupil_now.pupil_key
cross join former_upn on former_upn.ident_key = person.ident_key
where true
on conflict do nothing;

-- Of most persons one row speaks, and says all there is.
insert into pupil_found (
    pupil_key, upn, child_id, surname, forename, date_of_birth, sex, ethnicity
)
select
    said.pupil_key,
    said.upn,
    said.child_id,
    said.surname,
    said.forename,
    said.date_of_birth,
    said.sex,
    said.ethnicity
from said
group by said.pupil_key
having count(*) = 1;

insert into pupil_found (
    pupil_key, upn, child_id, surname, forename, date_of_birth, sex, ethnicity
)
select
    pupil_now.pupil_key,
    (
        select said.upn
        from said
        where said.pupil_key = pupil_now.pupil_key
            and said.upn is not null
        order by
            not exists (
                select 1
                from said_former
                where said_former.pupil_key = said.pupil_key
                    and said_former.upn = said.upn
            ) desc,
            said.upn glob '*[0-9]' desc,
            said.authority desc,
            said.order_key desc,
            said.dated desc,
            said.line desc,
            said.id desc
        limit 1
    ),
    (
        select said.child_id
        from said
        where said.pupil_key = pupil_now.pupil_key
            and said.child_id is not null
        order by said.authority desc, said.order_key desc, said.dated desc, said.line desc
        limit 1
    ),
    (
        select said.surname
        from said
        where said.pupil_key = pupil_now.pupil_key
            and said.surname is not null
        order by said.authority desc, said.order_key desc, said.dated desc, said.line desc
        limit 1
    ),
    (
        select said.forename
        from said
        where said.pupil_key = pupil_now.pupil_key
            and said.forename is not null
        order by said.authority desc, said.order_key desc, said.dated desc, said.line desc
        limit 1
    ),
    (
        select said.date_of_birth
        from said
        where said.pupil_key = pupil_now.pupil_key
            and said.date_of_birth is not null
        order by said.authority desc, said.order_key desc, said.dated desc, said.line desc
        limit 1
    ),
    (
        select said.sex
        from said
        where said.pupil_key = pupil_now.pupil_key
            and said.sex is not null
        order by said.authority desc, said.order_key desc, said.dated desc, said.line desc
        limit 1
    ),
    (
        select said.ethnicity
        from said
        where said.pupil_key = pupil_now.pupil_key
            and said.ethnicity is not null
        order by said.authority desc, said.order_key desc, said.dated desc, said.line desc
        limit 1
    )
from pupil_now
where pupil_now.pupil_key in (
    select said.pupil_key
    from said
    group by said.pupil_key
    having count(*) > 1
);

update pupil_found
set ethnicity_group = (
    select code_value.value
    from code_value
    where code_value.name = 'ethnicity_group'
        and code_value.code = pupil_found.ethnicity
);

-- name: note
-- Who is new, or is born, of a sex or an ethnicity otherwise: it reaches every year.
insert into changed_fact (relation, ident_key, school_key, from_date)
select
    '' as relation,
    pupil_found.pupil_key as ident_key,
    0 as school_key,
    '' as from_date
from pupil_found
left join dim_pupil on dim_pupil.pupil_key = pupil_found.pupil_key
where dim_pupil.pupil_key is null
    or (dim_pupil.date_of_birth, dim_pupil.sex, dim_pupil.ethnicity)
    is not (pupil_found.date_of_birth, pupil_found.sex, pupil_found.ethnicity)
on conflict (relation, ident_key, school_key) do update set from_date = '';

-- name: store
insert into dim_pupil (
    pupil_key, upn, child_id, surname, forename, date_of_birth, sex, ethnicity,
    ethnicity_group, temporary_upn
)
select
    pupil_found.pupil_key,
    pupil_found.upn,
    pupil_found.child_id,
    pupil_found.surname,
    pupil_found.forename,
    pupil_found.date_of_birth,
    pupil_found.sex,
    pupil_found.ethnicity,
    pupil_found.ethnicity_group,
    coalesce(pupil_found.upn not glob '*[0-9]', 0)
from pupil_found
where true
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
where (
    dim_pupil.upn, dim_pupil.child_id, dim_pupil.surname, dim_pupil.forename,
    dim_pupil.date_of_birth, dim_pupil.sex, dim_pupil.ethnicity, dim_pupil.ethnicity_group
) is not (
    excluded.upn, excluded.child_id, excluded.surname, excluded.forename,
    excluded.date_of_birth, excluded.sex, excluded.ethnicity, excluded.ethnicity_group
);

-- Persons of whom no row speaks any more.
delete from pupil_cohort_span
where pupil_key in (select pupil_now.pupil_key from pupil_now)
    and pupil_key not in (select pupil_found.pupil_key from pupil_found);

delete from dim_pupil
where pupil_key in (select pupil_now.pupil_key from pupil_now)
    and pupil_key not in (select pupil_found.pupil_key from pupil_found);
