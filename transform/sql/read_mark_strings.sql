select mark_string.ident_key, mark_string.marks
from mark_string
where mark_string.bucket = ?1
    and mark_string.school_key = ?2
order by mark_string.ident_key
