-- quality_reject: what is rejected now, by rule and the file it stands in; the school is
-- the one whose URN the file's name holds.
with
newest as (
    select sha256, max(run_id) as run_id
    from load_file
    group by sha256
),
file as (
    select load_file.sha256, min(load_file.path) as path, min(load_file.type) as type
    from load_file
    inner join newest
        on newest.sha256 = load_file.sha256 and newest.run_id = load_file.run_id
    group by load_file.sha256
),
tally as (
    select
        load_reject.rule,
        load_reject."column" as column_name,
        coalesce(file.path, '') as path,
        coalesce(file.type, '[x]') as type,
        sum(load_reject.rows) as rows,
        min(load_reject.line) as first_line
    from load_reject
    left join file on file.sha256 = load_reject.sha256
    group by load_reject.rule, load_reject."column", file.path, file.type
)
select
    tally.rule,
    tally.column_name,
    tally.type,
    coalesce(
        (
            select dim_school.name
            from dim_school
            where instr(tally.path, dim_school.urn) > 0
            order by dim_school.urn
            limit 1
        ),
        '[z]'
    ) as school,
    iif(tally.path = '', '[x]', tally.path) as path,
    tally.rows,
    tally.first_line
from tally
order by tally.rows desc, tally.rule, tally.path, tally.column_name;
