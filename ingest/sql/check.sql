-- check: the statements of its module, each by its name.

-- name: kinds
-- What a content has of each column and rule, in the order of the contract.
select
    field,
    "column",
    rule,
    sum(rows) as rows,
    count(*) as "values"
from check_value
where sha256 = ?1
group by field, "column", rule
order by field, "column", rule

-- name: values
-- The most frequent values of a column and rule. Where the messages of one differ the value
-- stands before the first of them.
select
    rows,
    case
        when is_varied and value <> '' and not instr(message, value)
            then value || ': '
        else ''
    end
    || message || case when is_varied then ', ...' else '' end,
    effect,
    first_line,
    last_line
from check_value
where sha256 = ?1
    and field = ?2
    and "column" = ?3
    and rule = ?4
order by rows desc, first_line, value
limit ?5

-- name: faults
select line, "column", rule, rows, message, effect
from check_fault
where sha256 = ?1
order by line, field, rule, message, "column"

-- name: more
-- Faults that check_fault does not have.
select
    coalesce((select sum(rows) from check_value where sha256 = ?1), 0)
    - coalesce((select sum(rows) from check_fault where sha256 = ?1), 0)

-- name: no_schools
-- What is to be known where no list of schools is in or among the files.
select 'no list of schools has come: every row is of a school that is not known;'
    || ' check the DfE''s list (vschool describe schools) together with the files'
where not exists (select 1 from school)

-- name: file
select
    type, status, extract_time, rows_read, rows_loaded, rows_duplicate, rows_superseded,
    rows_rejected, lines_skipped, message, sha256
from load_file
where run_id = ?1
    and path = ?2

-- name: file_json
-- What check says of a file, as JSON, but for its faults.
select
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
        'message', message
    ),
    sha256
from load_file
where run_id = ?1
order by path

-- name: values_json
select
    json_object(
        'column', "column",
        'rule', rule,
        'effect', effect,
        'value', value,
        'rows', rows,
        'first_line', first_line,
        'last_line', last_line,
        'message', message
    )
from check_value
where sha256 = ?1
order by field, "column", rule, value, effect

-- name: faults_json
select
    json_object(
        'line', line,
        'column', "column",
        'rule', rule,
        'rows', rows,
        'effect', effect,
        'value', value,
        'message', message
    )
from check_fault
where sha256 = ?1
order by line, field, rule, message, "column"

-- name: county
-- What is wrong with the county's la_code (details 79); no row where nothing is.
select
    'no school of the schools extract is of the county''s la_code ' || :la_code
    || ': they are of '
    || (
        select group_concat(of.la_code, ', ')
        from (
            select school.la_code
            from school
            group by school.la_code
            order by count(*) desc, school.la_code
            limit 3
        ) as of
    )
    || iif(count(distinct la_code) > 3, ' and others', '')
from school
having count(*) > 0
    and count(*) filter (where la_code = :la_code) = 0

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

-- name: none_taken
select path || '  every row was rejected (' || rows_rejected || '): ''vschool check'' says why'
from file_of_none
order by path

-- name: withdrawn
-- Files of the inbox, as they were when they were looked at last, whose content was taken out.
select inbox_file.path, inbox_file.size, inbox_file.modified_ns
from content
inner join inbox_file on inbox_file.sha256 = content.sha256
where content.status = 'withdrawn'
order by inbox_file.path

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
-- What status says, as JSON: the last runs, files that wait, the newest marks of each school,
-- and whether any school is of the county's la_code (null: there is none at all).
select json_object(
    'county_known', (select max(school.la_code = :la_code) from school),
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
    'all_rejected', (
        select json_group_array(json_object('path', path, 'rows_rejected', rows_rejected))
        from (
            select path, rows_rejected
            from file_of_none
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
