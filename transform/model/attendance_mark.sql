-- attendance_mark: a row a mark of a pupil who was on the school's roll that day.
--
-- pupil_key   in dim_pupil
-- school_key  in dim_school
-- date        of the session
-- session     AM or PM
-- mark        code of codes/attendance_codes.csv
create view if not exists attendance_mark as
select
    person.pupil_key,
    mark_string.school_key,
    mark_day.date,
    mark_day.session,
    mark_code.mark
from mark_string
inner join person on person.ident_key = mark_string.ident_key
inner join mark_day
    on mark_day.bucket = mark_string.bucket
    and mark_day.position < length(mark_string.marks)
inner join mark_code
    on mark_code.symbol = substr(mark_string.marks, mark_day.position + 1, 1)
where exists (
        select 1
        from person as member
        inner join enrolment
            on enrolment.school_key = mark_string.school_key
            and enrolment.ident_key = member.ident_key
        where member.pupil_key = person.pupil_key
            and enrolment.status <> 'P'
            and enrolment.entry_date <= mark_day.date
            and coalesce(enrolment.leaving_date, '9999-12-31') >= mark_day.date
            and not exists (
                select 1
                from person as twin
                cross join enrolment as other
                    on other.school_key = enrolment.school_key
                    and other.ident_key = twin.ident_key
                    and other.entry_date = enrolment.entry_date
                cross join content as theirs on theirs.content_id = other.content_id
                cross join content as ours on ours.content_id = enrolment.content_id
                cross join ident as their_id on their_id.ident_key = other.ident_key
                cross join ident as our_id on our_id.ident_key = enrolment.ident_key
                where twin.pupil_key = person.pupil_key
                    and twin.ident_key <> enrolment.ident_key
                    and (theirs.order_key, their_id.id) > (ours.order_key, our_id.id)
            )
    )
    and not exists (
        select 1
        from mark_hidden
        where mark_hidden.bucket = mark_string.bucket
            and mark_hidden.school_key = mark_string.school_key
            and mark_hidden.ident_key = mark_string.ident_key
            and mark_hidden.position = mark_day.position
    );
