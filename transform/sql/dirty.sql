-- dirty: the statements of its module, each by its name.

-- name: read_changed_marks
select changed_marks.bucket, changed_marks.school_key
from changed_marks

-- name: read_changed_pupils
select changed_pupil.ident_key, changed_pupil.school_key, changed_pupil.from_date
from changed_pupil
