-- Persons without a stay any more.
delete from pupil_stay
where pupil_key in (select pupil_asked.pupil_key from pupil_asked)
    and not exists (
        select 1
        from person
        inner join enrolment on enrolment.ident_key = person.ident_key
        where person.pupil_key = pupil_stay.pupil_key
    )
