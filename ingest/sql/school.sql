-- school: the statements of its module, each by its name.

-- name: schema
create index school_laestab on school (la_code, establishment_number);

-- school_near: pairs of schools that share a LAESTAB, each with itself too. A number that more
-- than 20 have is a fault of the extract, and makes none of them another's neighbour: what is
-- done for them grows with the square of their number.
create view school_near as
select
    school.school_key,
    other.school_key as near_key
from school
cross join school as other
    on other.la_code = school.la_code
    and other.establishment_number = school.establishment_number
where (
    select count(*)
    from (
        select 1
        from school as any_one
        where any_one.la_code = school.la_code
            and any_one.establishment_number = school.establishment_number
        limit 21
    )
) <= 20;

-- load_number: one row per number that a school goes by: its URN, and its LAESTAB where no school
-- opened later has the same.
--
-- number      six digits, or seven
-- school_key  in dim_school
create view load_number as
select
    school_ident.urn as number,
    school.school_key
from school
inner join school_ident on school_ident.school_key = school.school_key
union all
select
    school.la_code || school.establishment_number as number,
    school.school_key
from school
inner join school_ident on school_ident.school_key = school.school_key
where school.establishment_number is not null
    and not exists (
        select 1
        from school as other
        inner join school_ident as other_ident on other_ident.school_key = other.school_key
        where other.la_code = school.la_code
            and other.establishment_number = school.establishment_number
            and (coalesce(other.open_date, ''), other_ident.urn)
                > (coalesce(school.open_date, ''), school_ident.urn)
    );

-- school_meant: what a LAESTAB may mean, a row a school: of those open on a day, or of all where
-- none was, the one that is open, else that of the highest URN (details 57). Ingest's own.
create view school_meant as
select
    school.la_code,
    school.establishment_number,
    school_ident.urn,
    coalesce(school.open_date, '') as first_date,
    coalesce(school.close_date, '9999-12-31') as last_date,
    lower(coalesce(school.status, '')) like 'open%' as is_open
from school
inner join school_ident on school_ident.school_key = school.school_key;

-- content_number: which contents name a school by its LAESTAB, which may pass to another.
create table content_number (
    number text not null,
    content_id integer not null references content,
    primary key (number, content_id)
) strict, without rowid;
create index content_number_content on content_number (content_id);

-- stale_school: schools whose LAESTAB or last day is another than before. stale_number: LAESTABs that other schools have than before (moved),
-- or whose schools opened or closed. Ingest's own, empty between runs.
create table stale_school (
    school_key integer primary key
) strict;
create table stale_number (
    number text primary key,
    is_moved integer not null check (is_moved in (0, 1))
) strict, without rowid;
create trigger school_numbered after insert on school
begin
    insert into stale_school (school_key)
    values (new.school_key)
    on conflict do nothing;
    insert into stale_number (number, is_moved)
    select new.la_code || new.establishment_number, 1
    where new.establishment_number is not null
    on conflict do update set is_moved = 1;
end;
create trigger school_renumbered after update on school
when (new.la_code, new.establishment_number, new.close_date)
    is not (old.la_code, old.establishment_number, old.close_date)
begin
    insert into stale_school (school_key)
    values (new.school_key)
    on conflict do nothing;
end;
create trigger school_passed after update on school
when (new.la_code, new.establishment_number, new.open_date, new.close_date, new.status)
    is not (old.la_code, old.establishment_number, old.open_date, old.close_date, old.status)
begin
    insert into stale_number (number, is_moved)
    select
        number,
        (new.la_code, new.establishment_number) is not (old.la_code, old.establishment_number)
    from (
        select new.la_code || new.establishment_number as number
        union
        select old.la_code || old.establishment_number
    )
    where number is not null
    on conflict do update set is_moved = max(is_moved, excluded.is_moved);
end;
create trigger school_unnumbered after delete on school
begin
    insert into stale_number (number, is_moved)
    select old.la_code || old.establishment_number, 1
    where old.establishment_number is not null
    on conflict do update set is_moved = 1;
end;

-- name: read_schools
-- With the LAESTAB of each; of those that share one first the one it means where dates do
-- not tell.
select
    school_ident.urn,
    school.school_key,
    coalesce(school.la_code || school.establishment_number, ''),
    school.open_date,
    school.close_date
from school
inner join school_ident on school_ident.school_key = school.school_key
order by lower(coalesce(school.status, '')) like 'open%' desc, school_ident.urn desc

-- name: note_number
insert into content_number (number, content_id)
values (?1, ?2)
on conflict do nothing

-- name: has_shared_number
-- Whether a content names a school by a LAESTAB that two have: by the day it is sent it may
-- mean either.
select 1
from content_number
cross join school as one
    on one.la_code = substr(content_number.number, 1, 3)
    and one.establishment_number = substr(content_number.number, 4)
cross join school as other
    on other.la_code = one.la_code
    and other.establishment_number = one.establishment_number
    and other.school_key <> one.school_key
where content_number.content_id = ?1
limit 1

-- name: read_passed
-- Schools with rows that may be another's now: of contents that name them by a LAESTAB
-- which other schools have, or of whose schools another may be the one that was open.
with passed as (
    select stale_number.number
    from stale_number
    where stale_number.is_moved
        or (
            select count(*)
            from school
            where school.la_code = substr(stale_number.number, 1, 3)
                and school.establishment_number = substr(stale_number.number, 4)
        ) > 1
)
select distinct content_school.school_key
from passed
cross join content_number on content_number.number = passed.number
cross join content_school on content_school.content_id = content_number.content_id
where exists (
        select 1
        from school
        where school.school_key = content_school.school_key
            and school.la_code = substr(passed.number, 1, 3)
            and school.establishment_number = substr(passed.number, 4)
    )
    or content_school.school_key in (select stale_school.school_key from stale_school)
order by content_school.school_key

-- name: settle
-- Stays and marks at these schools, and at those that share their numbers or did.
create temp table if not exists renumbered (
    school_key integer primary key
) strict;
delete from temp.renumbered;

insert into temp.renumbered (school_key)
select stale_school.school_key
from stale_school
union
select other.school_key
from (
    select school.la_code, school.establishment_number
    from stale_school
    inner join school on school.school_key = stale_school.school_key
    union
    select substr(stale_number.number, 1, 3), substr(stale_number.number, 4)
    from stale_number
    where stale_number.is_moved
) as shared
inner join school as other
    on other.la_code = shared.la_code
    and other.establishment_number = shared.establishment_number;

delete from roll_stay
where school_key in (select renumbered.school_key from temp.renumbered);

insert into stale_stay (school_key, ident_key)
select distinct enrolment.school_key, enrolment.ident_key
from temp.renumbered
cross join enrolment on enrolment.school_key = renumbered.school_key
where true
on conflict do nothing;

insert into stale_stay (school_key, ident_key)
select distinct mark_string.school_key, mark_string.ident_key
from temp.renumbered
cross join mark_bucket
cross join mark_string
    on mark_string.bucket = mark_bucket.bucket
    and mark_string.school_key = renumbered.school_key
where true
on conflict do nothing;

insert into changed_fact (relation, ident_key, school_key, from_date)
select 'enrolment', stale_stay.ident_key, stale_stay.school_key, ''
from temp.renumbered
cross join stale_stay on stale_stay.school_key = renumbered.school_key
where true
on conflict do update set from_date = '';

delete from stale_school;
delete from stale_number;
