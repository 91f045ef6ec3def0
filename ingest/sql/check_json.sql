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
                    'message', message
                )
            )
            from (
                select line, "column", rule, rows, load_reject.message
                from load_reject
                where load_reject.sha256 = file.sha256
                order by line, "column", rule
            )
        )
    )
)
from (select * from load_file where run_id = :run_id order by path) as file
