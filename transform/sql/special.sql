-- special: the statements of its module, each by its name.

-- name: read_pupil_marks
-- A pupil's strings of marks of a year, at all schools and under all idents.
select mark_string.school_key, mark_string.bucket, mark_string.ident_key, mark_string.marks
from person
cross join mark_pupil on mark_pupil.ident_key = person.ident_key
cross join mark_bucket on mark_bucket.bucket between ?2 and ?3
cross join mark_string
    on mark_string.bucket = mark_bucket.bucket
    and mark_string.school_key = mark_pupil.school_key
    and mark_string.ident_key = mark_pupil.ident_key
where person.pupil_key = ?1
order by mark_string.school_key, mark_string.bucket, mark_string.ident_key

-- name: read_hidden
-- Of one ident's string.
select mark_hidden.position
from mark_hidden
where mark_hidden.bucket = ?1
    and mark_hidden.school_key = ?2
    and mark_hidden.ident_key = ?3
