-- year_without_terms: academic years that have marks or exclusions but are not in
-- terms.csv, so that no period counts them (metrics.md, Periods).
create view if not exists year_without_terms as
with fact (year) as (
    select mark_bucket.bucket / 8
    from mark_bucket
    where exists (
        select 1
        from mark_string
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
