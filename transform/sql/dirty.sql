-- dirty: the statements of its module, each by its name.

-- name: read_changed_marks
select changed_marks.bucket, changed_marks.school_key
from changed_marks

-- name: read_changed_relations
select changed_relation.relation
from changed_relation

-- name: read_counted
-- Who was counted where, by other than marks: of the tables themselves, in the order of their
-- keys, for which of two rows is the newer costs more than all else here.
select
    person.pupil_key,
    counted.school_key
from (
    select attendance_summary.school_key, attendance_summary.ident_key
    from attendance_summary
    union
    select census_session.school_key, census_session.ident_key
    from census_session
) as counted
inner join person on person.ident_key = counted.ident_key

-- name: read_changed_facts
-- But for those that only lists show: pupil.sql looks at who they are about.
select changed_fact.relation, changed_fact.ident_key, changed_fact.school_key,
    substr(changed_fact.from_date, 1, 10)
from changed_fact
where changed_fact.from_date < '9999-12-31'
