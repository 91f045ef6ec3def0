-- Pairs of strings of one person at one school in one bucket under two idents, the one
-- with the lesser id first (keys depend on what came first, ids do not).
select
    one.bucket,
    one.school_key,
    one.ident_key,
    other.ident_key as other_ident_key
from person
inner join person as twin on twin.pupil_key = person.pupil_key
inner join ident as id on id.ident_key = person.ident_key
inner join ident as twin_id
    on twin_id.ident_key = twin.ident_key
    and twin_id.id > id.id
inner join mark_string as one on one.ident_key = person.ident_key
inner join mark_string as other
    on other.bucket = one.bucket
    and other.school_key = one.school_key
    and other.ident_key = twin.ident_key
where person.pupil_key in (
    select pupil_key from person where ident_key <> pupil_key
)
