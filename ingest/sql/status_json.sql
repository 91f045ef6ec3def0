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
            from load_file as newest
            where status in ('held', 'incomplete', 'refused')
                and run_id = (
                    select max(run_id) from load_file as other where other.path = newest.path
                )
                and not exists (
                    select 1
                    from content
                    where content.sha256 = newest.sha256
                        and content.status = 'loaded'
                )
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
