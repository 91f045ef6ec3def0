-- year_without_terms: academic years that have marks on roll or exclusions but are not in
-- terms.csv, so that no period counts them (metrics.md, Periods).
create view if not exists year_without_terms as
with fact (year) as (
    select mark_bucket.bucket / 8
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
    union
    select cast(substr(suspension.start_date, 1, 4) as integer)
        - (substr(suspension.start_date, 6, 2) < '08')
    from suspension
)
select printf('%04d/%02d', fact.year, (fact.year + 1) % 100) as academic_year
from fact
where not exists (
    select 1
    from term_year
    where term_year.year = fact.year
)
order by fact.year;
