-- check: the statements of its module, each by its name.

-- name: rejects
select line, "column", rule, rows, message, effect
from load_reject
where sha256 = ?1
order by line, "column", rule

-- name: file
select
    type, status, extract_time, rows_read, rows_loaded, rows_duplicate, rows_superseded,
    rows_rejected, lines_skipped, message, sha256
from load_file
where run_id = ?1
    and path = ?2

-- name: check_json
-- What check says, as JSON: an array of files, each with its rejected rows.
select json_group_array(
    json_object(
        'path', '/' || path,
        'type', type,
        'status', status,
        'extract_time', extract_time,
        'rows_read', rows_read,
        'rows_loaded', rows_loaded,
        'rows_duplicate', rows_duplicate,
        'rows_superseded', rows_superseded,
        'rows_rejected', rows_rejected,
        'lines_skipped', lines_skipped,
        'message', message,
        'rejects', (
            select json_group_array(
                json_object(
                    'line', line,
                    'column', "column",
                    'rule', rule,
                    'rows', rows,
                    'effect', effect,
                    'message', message
                )
            )
            from (
                select line, "column", rule, rows, effect, load_reject.message
                from load_reject
                where load_reject.sha256 = file.sha256
                order by line, "column", rule
            )
        )
    )
)
from (select * from load_file where run_id = :run_id order by path) as file

-- name: runs
select
    started_at || '  as-of ' || as_of || '  ' || status || '  ' || files || ' files, '
    || rows_loaded || ' rows taken in, ' || rows_rejected || ' rejected'
from load_run
order by run_id desc
limit 5

-- name: waiting
select path || '  ' || status || '  ' || message
from file_waiting
order by path

-- name: newest_marks
select
    school_ident.urn || '  ' || coalesce(school.name, '') || '  '
    || coalesce(
        (
            select max(last_date)
            from content_school
            where content_school.school_key = school.school_key
                and last_date <> ''
        ),
        'none'
    )
from school
inner join school_ident on school_ident.school_key = school.school_key
where exists (select 1 from enrolment where enrolment.school_key = school.school_key)
order by 1

-- name: status_json
-- What status says, as JSON: the last runs, files that wait, the newest marks of each school.
select json_object(
    'runs', (
        select json_group_array(
            json_object(
                'run_id', run_id, 'started_at', started_at, 'as_of', as_of,
                'status', status, 'files', files, 'rows_loaded', rows_loaded,
                'rows_rejected', rows_rejected
            )
        )
        from (select * from load_run order by run_id desc limit 5)
    ),
    'waiting', (
        select json_group_array(
            json_object('path', path, 'status', status, 'message', message)
        )
        from (
            select path, status, message
            from file_waiting
            order by path
        )
    ),
    'schools', (
        select json_group_array(json_object('urn', urn, 'newest_marks', newest_marks))
        from (
            select
                school_ident.urn,
                (
                    select max(last_date)
                    from content_school
                    where content_school.school_key = school.school_key
                        and last_date <> ''
                ) as newest_marks
            from school
            inner join school_ident on school_ident.school_key = school.school_key
            order by school_ident.urn
        )
    )
)
