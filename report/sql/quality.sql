-- quality: the queries of the pack.

-- name: file
-- What was last said of each file; that it came again unchanged is nothing
-- to say.
select
    file_shown.shown_path as path,
    load_file.type,
    substr(load_file.extract_time, 1, 10) as extract_date,
    case load_file.status
        when 'loaded' then 'Loaded'
        when 'unchanged' then 'Unchanged'
        when 'held' then 'Held: waits for a release'
        when 'incomplete' then 'Incomplete: cut off, not read'
        else 'Refused'
    end as status,
    load_file.rows_read,
    load_file.rows_loaded,
    load_file.rows_duplicate,
    load_file.rows_superseded,
    load_file.rows_rejected,
    load_file.lines_skipped,
    iif(load_file.message = '', 'None', file_shown.shown_message) as message
from load_file
inner join file_shown
    on file_shown.path = load_file.path and file_shown.message = load_file.message
inner join (
    select path, max(run_id) as run_id
    from load_file
    where status <> 'unchanged'
    group by path
) as said on said.path = load_file.path and said.run_id = load_file.run_id
order by
    load_file.status = 'loaded', load_file.rows_rejected desc,
    load_file.extract_time desc, load_file.path
limit 2000;

-- name: reject
-- What is rejected now, by rule and the file it stands in; the school is
-- the one whose URN the file's name holds.
with
met as (
    select
        sha256,
        path,
        type,
        rank() over (partition by sha256 order by run_id desc) as place
    from load_file
),
file as (
    select sha256, min(path) as path, min(type) as type
    from met
    where place = 1
    group by sha256
),
tally as (
    select
        load_reject.rule,
        load_reject."column" as column_name,
        load_reject.effect,
        coalesce(file.path, '') as path,
        coalesce(file.type, '[x]') as type,
        sum(load_reject.rows) as rows,
        min(load_reject.line) as first_line
    from load_reject
    left join file on file.sha256 = load_reject.sha256
    group by load_reject.rule, load_reject."column", load_reject.effect, file.path, file.type
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
    coalesce(
        (
            select file_shown.shown_path
            from file_shown
            where file_shown.path = tally.path
            limit 1
        ),
        '[x]'
    ) as path,
    iif(tally.effect = 'value', 'The value is left blank', 'The row is left out') as effect,
    tally.rows,
    tally.first_line
from tally
order by tally.effect, tally.rows desc, tally.rule, tally.path, tally.column_name;

-- name: people
-- Children whom one system knows and another does not, and stays that no
-- extract lists any more: counts only.
with finding (place, name, meaning, people) as (
    select 1, 'Not matched', 'In social care records, not found in any pupils list',
        coalesce((select people from load_note where kind = 'unmatched'), 0)
    union all
    select 2, 'Several candidates', 'In social care records, more than one pupil fits',
        coalesce((select people from load_note where kind = 'ambiguous'), 0)
    union all
    select 3, 'Link across an adoption', 'A former UPN that may not be followed',
        coalesce((select people from load_note where kind = 'adoption_link'), 0)
    union all
    select 4, 'Too many ids', 'Not linked: a person would have over 20 UPNs or child ids',
        coalesce((select people from load_note where kind = 'too_many'), 0)
    union all
    select 5, 'Temporary UPN', 'Known under a temporary UPN only',
        (select count(*) from dim_pupil where temporary_upn = 1)
    union all
    select 6, 'No UPN', 'Known by a social care id only',
        (select count(*) from dim_pupil where upn is null)
    union all
    select 7, 'No date of birth', 'In no figure that is limited by age',
        (select count(*) from dim_pupil where date_of_birth is null)
)
select name, meaning, people
from finding
order by place;

-- name: unlisted
-- Stays without a leaving date that a school's newest list leaves out.
select
    dim_school.name,
    dim_school.urn,
    load_unlisted.enrolments,
    substr(load_freshness.pupils_sent, 1, 10) as pupils_sent
from load_unlisted
inner join dim_school on dim_school.school_key = load_unlisted.school_key
left join load_freshness on load_freshness.school_key = load_unlisted.school_key
order by load_unlisted.enrolments desc, dim_school.name;

-- name: year
-- Academic years with facts that terms.csv lacks, so that no figure counts
-- them.
select academic_year, 'Loaded, in no figure: add its half terms to terms.csv' as meaning
from year_without_terms
order by academic_year;

-- name: run
-- The last runs that met a file with something new, newest first.
select
    load_run.run_id,
    load_run.as_of,
    load_run.version,
    load_run.status,
    load_run.files,
    load_run.rows_read,
    load_run.rows_loaded,
    load_run.rows_rejected
from load_run
inner join context on load_run.as_of <= context.as_of
where exists (
    select 1
    from load_file
    where load_file.run_id = load_run.run_id
        and load_file.status <> 'unchanged'
)
order by load_run.run_id desc
limit 60;
