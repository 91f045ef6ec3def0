-- concern: the statements of its module, each by its name.

-- name: term_day
-- term_day: the school days of the years in terms.csv, those to come too, for the selects of
-- reasons. A school day is a Monday to Friday inside a half term (metrics.md).
--
-- date           of it
-- academic_year  2025/26
-- half_term      1 to 6
-- number         counts them from the first of all, so that days are told apart by it
create temp table if not exists term_day (
    date text primary key,
    academic_year text not null,
    half_term integer not null,
    number integer not null unique
) strict, without rowid;

-- name: put_term_day
insert into temp.term_day (date, academic_year, half_term, number)
values (?1, ?2, ?3, ?4)

-- name: put_reason
insert into dim_reason (
    reason, mart, label, definition, source, again, words, data, told_by
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
on conflict (reason) do update set
    mart = excluded.mart,
    label = excluded.label,
    definition = excluded.definition,
    source = excluded.source,
    again = excluded.again,
    words = excluded.words,
    data = excluded.data,
    told_by = excluded.told_by
where (mart, label, definition, source, again, words, data, told_by)
    is not (
        excluded.mart, excluded.label, excluded.definition, excluded.source, excluded.again,
        excluded.words, excluded.data, excluded.told_by
    )

-- name: read_reasons
-- Those that the tables know.
select dim_reason.reason
from dim_reason
order by dim_reason.reason

-- name: drop_reason
delete from dim_reason
where reason = ?1

-- name: read_columns
-- Of a mart, but for what each row has by its place.
select made.name
from pragma_table_info(?1) as made
where made.name <> 'reason'
order by made.cid
