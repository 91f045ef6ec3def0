-- comparators: the statements of its module, each by its name.

-- name: forget
-- What the config says now stands instead.
delete from published_measure;

delete from target;

-- name: put_published
insert into published_measure (
    indicator,
    filters_key,
    filters,
    time_identifier,
    data_set,
    title,
    measure,
    unit,
    cohort,
    breakdown,
    breakdown_value,
    numerator,
    denominator,
    definition
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)

-- name: put_target
insert into target (metric, cohort, academic_year, label, target)
values (?1, ?2, ?3, ?4, ?5)

-- name: read_kept
-- What is in the tables, and of which config it is.
select
    coalesce((select value from setting where name = ?1), ''),
    (select count(*) from published_measure),
    (select count(*) from target)
