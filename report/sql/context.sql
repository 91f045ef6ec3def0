-- context: one row: the day, the county and the periods that a report speaks of.
--
-- year, last_year      academic years
-- compare, before      the periods that show change like for like: the year if it is
--                      over, else its latest finished term, with the same a year before;
--                      else last year with the one before it
-- *_words              as they stand in a sentence
-- reads                dim_period
create temp table context (
    as_of text not null,
    la_code text not null,
    la_name text not null,
    region text not null,
    version text not null,
    suppress_below integer not null,
    low_reliability_below integer not null,
    repeat_threshold integer not null,
    year text not null,
    last_year text not null,
    compare text not null,
    before text not null,
    term text not null,
    year_words text not null,
    last_year_words text not null,
    compare_words text not null,
    before_words text not null,
    term_words text not null
) strict;

insert into context (
    as_of, la_code, la_name, region, version, suppress_below, low_reliability_below,
    repeat_threshold, year, last_year, compare, before, term, year_words,
    last_year_words, compare_words, before_words, term_words
)
with
year as (
    select id, complete, cast(substr(id, 1, 4) as integer) as number
    from dim_period
    where grain = 'year' and start_date <= :as_of
    order by start_date desc
    limit 1
),
name as (
    select
        year.id as year,
        year.complete as is_over,
        printf('%04d/%02d', year.number - 1, year.number % 100) as last_year,
        printf('%04d/%02d', year.number - 2, (year.number - 1) % 100) as year_before
    from year
),
finished as (
    select substr(dim_period.id, 9) as term
    from dim_period, name
    where dim_period.grain = 'term' and dim_period.complete = 1
        and substr(dim_period.id, 1, 7) = name.year
    order by dim_period.start_date desc
    limit 1
),
running as (
    select dim_period.id as id
    from dim_period, name
    where dim_period.grain = 'term' and dim_period.start_date <= :as_of
        and substr(dim_period.id, 1, 7) = name.year
    order by dim_period.start_date desc
    limit 1
),
pair as (
    select
        case
            when name.is_over then name.year
            when finished.term is not null then name.year || ' ' || finished.term
            else name.last_year
        end as compare,
        case
            when name.is_over then name.last_year
            when finished.term is not null then name.last_year || ' ' || finished.term
            else name.year_before
        end as before
    from name
    left join finished
),
worded (id, words) as (
    select
        id,
        case substr(id, 9)
            when '' then substr(id, 1, 4) || ' to 20' || substr(id, 6, 2)
            when 'autumn' then 'autumn term ' || substr(id, 1, 4)
            else substr(id, 9) || ' term 20' || substr(id, 6, 2)
        end
    from (
        select year as id from name
        union select last_year from name
        union select compare from pair
        union select before from pair
        union select id from running
    )
)
select
    :as_of, :la_code, :la_name, :region, :version, :suppress_below,
    :low_reliability_below, :repeat_threshold,
    name.year, name.last_year, pair.compare, pair.before,
    coalesce(running.id, name.year),
    (select words from worded where id = name.year),
    (select words from worded where id = name.last_year),
    (select words from worded where id = pair.compare),
    (select words from worded where id = pair.before),
    (select words from worded where id = coalesce(running.id, name.year))
from name, pair
left join running;
