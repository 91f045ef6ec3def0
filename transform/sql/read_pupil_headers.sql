select
    person.pupil_key,
    ssda_header.content_id,
    '',
    ident.id,
    iif(crosswalk.upn is null, ssda_header.upn, null),
    ident.id,
    null,
    null,
    null,
    ssda_header.date_of_birth,
    nullif(ssda_header.sex, 'U'),
    ssda_header.ethnic
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join ssda_header on ssda_header.ident_key = person.ident_key
left join identity as crosswalk
    on crosswalk.ident_key = person.ident_key
    and crosswalk.seen_id = (
        select content.content_id
        from content
        where content.type = 'identity'
            and content.status = 'loaded'
        order by content.order_key desc
        limit 1
    )
order by pupil_asked.pupil_key
