-- dirty: the statements of its module, each by its name.

-- name: read_changed_marks
select changed_marks.bucket, changed_marks.school_key
from changed_marks

-- name: read_changed_relations
select changed_relation.relation
from changed_relation

-- name: read_counted
-- Who was counted where, by other than marks.
select distinct
    attendance_count.pupil_key,
    attendance_count.school_key
from attendance_count

-- name: read_changed_facts
-- But for those that only lists show: pupil.sql looks at who they are about.
select changed_fact.relation, changed_fact.ident_key, changed_fact.school_key,
    substr(changed_fact.from_date, 1, 10)
from changed_fact
where changed_fact.from_date < '9999-12-31'
