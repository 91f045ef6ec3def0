select
    person.pupil_key,
    identity.seen_id,
    '',
    ident.id,
    identity.upn,
    ident.id,
    null,
    null,
    null,
    null,
    null,
    null
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join identity on identity.ident_key = person.ident_key
where identity.seen_id = (
    select content.content_id
    from content
    where content.type = 'identity'
        and content.status = 'loaded'
    order by content.order_key desc
    limit 1
)
order by pupil_asked.pupil_key
