select
    person.pupil_key,
    social_care.content_id,
    social_care.start_date,
    ident.id,
    iif(crosswalk.upn is null, social_care.upn, null),
    ident.id,
    null,
    social_care.surname,
    social_care.forename,
    social_care.date_of_birth,
    null,
    null
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join social_care on social_care.ident_key = person.ident_key
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
