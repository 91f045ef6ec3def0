select mark_hidden.ident_key, mark_hidden.position
from mark_hidden
where mark_hidden.bucket = ?1
    and mark_hidden.school_key = ?2
order by mark_hidden.ident_key, mark_hidden.position
