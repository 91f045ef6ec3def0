-- lost_year: the academic years that have rows and no terms.

-- name: marks
-- Those of marks on roll, where terms.csv lacks the year.
select mark_bucket.bucket / 8 as year
from mark_bucket
where mark_bucket.bucket / 8 not in (select term_year.year from term_year)
    and exists (
        select 1
        from mark_string
        inner join person on person.ident_key = mark_string.ident_key
        inner join person as twin on twin.pupil_key = person.pupil_key
        inner join enrolment
            on enrolment.ident_key = twin.ident_key
            and enrolment.school_key = mark_string.school_key
            and enrolment.entry_date <= mark_bucket.last_date
            and coalesce(enrolment.leaving_date, '9') >= mark_bucket.first_date
        where mark_string.bucket = mark_bucket.bucket
    )

-- name: read_counted
-- Tables whose rows belong to a year, and the column that says to which.
select relation, counted
from extract_type
where relation <> ''
    and counted <> ''
order by relation
