-- special: the statements of its module, each by its name.

-- name: read_pupil_marks
-- A pupil's strings of marks of a year, at all schools and under all idents.
select mark_string.school_key, mark_string.bucket, mark_string.ident_key, mark_string.marks
from person
inner join mark_string on mark_string.ident_key = person.ident_key
where person.pupil_key = ?1
    and mark_string.bucket between ?2 and ?3
order by mark_string.school_key, mark_string.bucket, mark_string.ident_key
