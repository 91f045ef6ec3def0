-- sound: the statements of its module, each by its name.

-- name: is_foreign
-- Whether somebody else's tables are in it: there are some, but not those that every version
-- made, all but one of which may be damaged.
select
    exists (select 1 from sqlite_schema)
    and (
        select count(*)
        from sqlite_schema
        where name in ('load_run', 'load_file', 'load_reject', 'dim_pupil', 'mart_metric')
    ) < 2

-- name: pages
-- What is wrong with the file, and with a schema that does not make what it says.
select integrity_check
from pragma_integrity_check(1000000)
where integrity_check <> 'ok'
union all
select 'the schema does not make ' || quote(name) || ' a ' || quote(type)
from sqlite_schema
where sql is not null
    and (
        (
            instr(lower(sql), type || ' ' || lower(name)) = 0
            and instr(lower(sql), type || ' "' || lower(name)) = 0
        )
        or instr(sql, name) = 0
    )

-- name: page_count
select page_count || ' pages'
from pragma_page_count

-- name: keys
-- Foreign keys that lead nowhere, by table.
select
    "table",
    rowid,
    parent
from pragma_foreign_key_check

-- name: key_count
select count(*) || ' tables'
from sqlite_schema
where type = 'table' and sql like '%references%'

-- name: identity
select
    run_id,
    sha256,
    rows_read,
    rows_loaded + rows_duplicate + rows_superseded + rows_rejected
from load_file
where rows_read <> rows_loaded + rows_duplicate + rows_superseded + rows_rejected

-- name: file_count
select count(*) || ' files of ' || count(distinct run_id) || ' runs'
from load_file

-- name: sums
-- Runs whose counts are not those of their files.
select load_run.run_id
from load_run
left join load_file on load_file.run_id = load_run.run_id
group by load_run.run_id
having load_run.files <> count(load_file.run_id)
    or load_run.rows_read <> coalesce(sum(load_file.rows_read), 0)
    or load_run.rows_loaded <> coalesce(sum(load_file.rows_loaded), 0)
    or load_run.rows_rejected <> coalesce(sum(load_file.rows_rejected), 0)
order by load_run.run_id
