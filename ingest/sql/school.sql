-- school: the statements of its module, each by its name.

-- name: schema
create index school_laestab on school (la_code, establishment_number);

-- stale_school: schools whose number or last day is another than before, and those that
-- shared a number with them; ingest's own, empty between runs.
create table stale_school (
    school_key integer primary key
) strict;
create trigger school_numbered after insert on school
begin
    insert into stale_school (school_key)
    values (new.school_key)
    on conflict do nothing;
end;
create trigger school_renumbered after update on school
when (new.la_code, new.establishment_number, new.close_date)
    is not (old.la_code, old.establishment_number, old.close_date)
begin
    insert into stale_school (school_key)
    select new.school_key
    union
    select other.school_key
    from school as other
    where other.la_code = old.la_code
        and other.establishment_number = old.establishment_number
    on conflict do nothing;
end;
create trigger school_unnumbered after delete on school
begin
    insert into stale_school (school_key)
    select other.school_key
    from school as other
    where other.la_code = old.la_code
        and other.establishment_number = old.establishment_number
    on conflict do nothing;
end;

-- name: settle
-- Stays and marks at these schools, and at those that share their numbers now.
create temp table if not exists renumbered (
    school_key integer primary key
) strict;
delete from temp.renumbered;

insert into temp.renumbered (school_key)
select stale_school.school_key
from stale_school
union
select other.school_key
from stale_school
inner join school on school.school_key = stale_school.school_key
inner join school as other
    on other.la_code = school.la_code
    and other.establishment_number = school.establishment_number;

insert into changed_fact (relation, ident_key, school_key, from_date)
select distinct 'enrolment', enrolment.ident_key, enrolment.school_key, ''
from temp.renumbered
cross join enrolment on enrolment.school_key = renumbered.school_key
where true
on conflict do update set from_date = '';

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

delete from stale_school;
