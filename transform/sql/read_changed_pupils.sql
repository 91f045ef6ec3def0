select changed_pupil.ident_key, changed_pupil.school_key, changed_pupil.from_date
from changed_pupil
