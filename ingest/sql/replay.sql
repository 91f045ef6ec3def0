-- replay: the statements of its module, each by its name.

-- name: read_contents
-- Contents in force, a row each extract time they were sent with, in the order in which
-- they count; of one school when it is given.
select
    content.content_id,
    content.sha256,
    content.type,
    content.stamp,
    content.encoding,
    content_stamp.stamp as sent_stamp
from content
inner join content_stamp on content_stamp.content_id = content.content_id
where content.status = 'loaded'
    and (
        :school_key is null
        or content.content_id in (
            select content_id from content_school where school_key = :school_key
        )
    )
order by content_stamp.stamp, content.sha256

-- name: waiting
-- Contents with rows that wait for a school which the schools extract now has, by URN or
-- by LAESTAB.
select content_id, sha256, type, status, stamp, is_released, row_count, encoding
from content
where status = 'loaded'
    and content_id in (
        select content_wait.content_id
        from content_wait
        where content_wait.urn in (
                select school_ident.urn
                from school
                inner join school_ident on school_ident.school_key = school.school_key
            )
            or content_wait.urn in (select la_code || establishment_number from school)
    )
order by content_id

-- name: asking
-- Contents with rows completed from a table, where it changed in this run.
select content_id, sha256, type, status, stamp, is_released, row_count, encoding
from content
where status = 'loaded'
    and content_id in (
        select content_lookup.content_id
        from content_lookup
        inner join changed_relation on changed_relation.relation = content_lookup.relation
        where content_lookup.relation = ?1
    )
order by content_id

-- name: born
-- Contents in force of which this as-of date tells otherwise than that which they were read by.
select content_id, sha256, type, status, stamp, is_released, row_count, encoding
from content
where status = 'loaded'
    and content_id in (
        select content_birth.content_id
        from content_birth
        where content_birth.last > ?1 or content_birth.ahead <= ?1
    )
order by content_id

-- name: read_strings
-- Strings of an ident's person at a school.
select mark_string.bucket, mark_string.marks, mark_string.ident_key
from person as asked
cross join person on person.pupil_key = asked.pupil_key
cross join mark_pupil
    on mark_pupil.school_key = ?2
    and mark_pupil.ident_key = person.ident_key
cross join mark_bucket
cross join mark_string
    on mark_string.bucket = mark_bucket.bucket
    and mark_string.school_key = ?2
    and mark_string.ident_key = person.ident_key
where asked.ident_key = ?1

-- name: off_roll_contents
-- Contents of a school's marks that have rows rejected as not on roll.
select content_school.content_id
from content_school
inner join content on content.content_id = content_school.content_id
where content_school.school_key = :school_key
    and instr(' ' || content.type || ' ', ' attendance ')
    and content.status = 'loaded'
    and exists (
        select 1
        from load_reject
        where load_reject.sha256 = content.sha256
            and load_reject.rule = 'not_on_roll'
    )

-- name: mark_contents
-- Contents of a school's marks that speak of days between two dates.
select content_school.content_id
from content_school
inner join content on content.content_id = content_school.content_id
where content_school.school_key = :school_key
    and instr(' ' || content.type || ' ', ' attendance ')
    and content.status = 'loaded'
    and content_school.last_date >= :first_date
    and content_school.first_date <= :last_date

-- name: siblings
-- The other contents in force of a type (?3) that a content is of: where its keys are a
-- school's (?2) those of the schools it speaks of. A snapshot speaks of them all.
select other.content_id
from content as one
cross join content as other
where one.content_id = ?1
    and instr(' ' || other.type || ' ', ' ' || ?3 || ' ')
    and other.content_id <> one.content_id
    and other.status = 'loaded'
    and (
        not ?2
        or not exists (select 1 from content_school where content_id = one.content_id)
        or exists (
            select 1
            from content_school as here
            inner join content_school as there on there.school_key = here.school_key
            where here.content_id = one.content_id
                and there.content_id = other.content_id
        )
    )

-- name: type_contents
select content_id
from content
where instr(' ' || type || ' ', ' ' || ?1 || ' ')
    and status = 'loaded'

-- name: read_schools
-- Schools that a content speaks of.
select school_key
from content_school
where content_id = ?1
order by school_key

-- name: school_contents
-- Contents that speak of a school, but for those that say what schools there are.
select content_school.content_id
from content_school
inner join content on content.content_id = content_school.content_id
where content_school.school_key = ?1
    and content.type <> ?2

-- name: rejected_contents
-- Contents with rows rejected for something else than their school, of which nothing says
-- which they named: that may be unknown now, and is what is listed first.
select content_id
from content
where status = 'loaded'
    and sha256 in (
        select sha256 from load_reject where effect = 'row' and rule <> 'unknown_school'
    )

-- name: unknown_schools
-- Schools that contents speak of and the schools extract does not know.
select distinct school_key
from content_school
where school_key not in (select school_key from school)
order by school_key

-- name: drop_states
delete from enrolment_state
where school_key = :school_key

-- name: drop_school
delete from mark_string where school_key = :school_key;
delete from content_school
where school_key = :school_key
    and content_id not in (select content_id from content where type = :schools);

-- name: drop_content
-- What is known of a content's rows that are in no table.
delete from load_reject
where sha256 in (select sha256 from content where content_id = :content_id);
delete from content_wait where content_id = :content_id;
delete from kept_key where content_id = :content_id;
delete from content_clash where content_id = :content_id;
delete from content_telling where content_id = :content_id;
delete from fact_first where content_id = :content_id;
delete from content_number where content_id = :content_id;
delete from content_lookup where content_id = :content_id;
delete from content_system where content_id = :content_id;
delete from content_birth where content_id = :content_id;

-- name: drop_schools
delete from content_school
where content_id = :content_id
