-- lost_year: the academic years that have rows and no terms.

-- name: marks
-- Those of marks on roll, where terms.csv lacks the year.
select mark_bucket.bucket / 8 as year
from mark_bucket
where mark_bucket.bucket / 8 not in (select term_year.year from term_year)
    and exists (
        select 1
        from mark_string
        inner join roll_stay
            on roll_stay.school_key = mark_string.school_key
            and roll_stay.ident_key = mark_string.ident_key
            and roll_stay.entry_date <= mark_bucket.last_date
            and roll_stay.last_date >= mark_bucket.first_date
        where mark_string.bucket = mark_bucket.bucket
    )

-- name: read_counted
-- Tables whose rows belong to a year, and the column that says to which.
select relation, counted
from extract_type
where relation <> ''
    and counted <> ''
order by relation
