select changed_marks.bucket, changed_marks.school_key
from changed_marks
