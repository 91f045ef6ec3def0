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
-- What is rejected now, by rule and the file it stands in; the school is the one whose file it
-- is (receipts.setup).
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
    coalesce(code_name.name, tally.rule) as meaning,
    tally.rule,
    tally.column_name,
    tally.type,
    coalesce(dim_school.name, '[z]') as school,
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
left join file_school on file_school.path = tally.path
left join dim_school on dim_school.school_key = file_school.school_key
left join code_name on code_name.code_set = 'reject_rules' and code_name.code = tally.rule
order by tally.effect, tally.rows desc, tally.rule, tally.path, tally.column_name;

-- name: people
-- Children whom one system knows and another does not, and stays that no
-- extract lists any more: counts only.
with
noted (place, kind, name, meaning) as (
    values
        (1, 'unmatched', 'Not matched',
            'In social care records, not found in any pupils list'),
        (2, 'ambiguous', 'Several candidates',
            'In social care records, more than one pupil fits'),
        (3, 'adoption_link', 'Link across an adoption',
            'A former UPN that may not be followed'),
        (4, 'too_many', 'Too many ids',
            'Not linked: a person would have over 20 UPNs or child ids'),
        (5, 'no_roll', 'UPN on no roll',
            'Of those not matched: their UPN is on no roll that ever came'),
        (6, 'child_upns', 'One child id, two UPNs',
            'Their plans follow the UPN that was given last'),
        (7, 'other_pupil', 'Another pupil''s UPN',
            'Plans of a child with one pupil''s UPN and another''s names and birth: they follow'
            || ' the UPN'),
        (8, 'upn_births', 'One UPN, two births',
            'Two in one pupils list, in two schools'' newest, or under a UPN and its former one'),
        (9, 'upn_surnames', 'One UPN, two surnames',
            'In one pupils list, or in two schools'' newest'),
        (10, 'child_births', 'One child, two births',
            'In one header of the statutory return')
),
finding (place, name, meaning, people) as (
    select noted.place, noted.name, noted.meaning, coalesce(load_note.people, 0)
    from noted
    left join load_note on load_note.kind = noted.kind
    union all
    select 11, 'Temporary UPN', 'Known under a temporary UPN only',
        (select count(*) from dim_pupil where temporary_upn = 1)
    union all
    select 12, 'No UPN', 'Known by a social care id only',
        (select count(*) from dim_pupil where upn is null)
    union all
    select 13, 'No date of birth', 'In no figure that is limited by age',
        (select count(*) from dim_pupil where date_of_birth is null)
    union all
    select 14, 'Unlikely date of birth', 'On roll, and under 2 or over 25 years old',
        (
            select count(distinct fct_enrolment.pupil_key)
            from fct_enrolment, context
            inner join dim_pupil on dim_pupil.pupil_key = fct_enrolment.pupil_key
            where fct_enrolment.entry_date <= context.as_of
                and coalesce(fct_enrolment.leaving_date, '9999') >= context.as_of
                and (
                    dim_pupil.date_of_birth > date(context.as_of, '-2 years')
                    or dim_pupil.date_of_birth < date(context.as_of, '-26 years')
                )
        )
)
select name, meaning, people
from finding
order by place;

-- name: match
-- How the children of each open plan were found: each child once, by the best of its ids.
with
open_plan as (
    select distinct
        fct_social_care.plan,
        fct_social_care.pupil_key
    from fct_social_care, context
    where fct_social_care.start_date <= context.as_of
        and coalesce(fct_social_care.end_date, '9999') > context.as_of
),
child as (
    select
        open_plan.plan,
        min(
            case load_match.how
                when 'identity' then 1
                when 'upn' then 2
                when 'name' then 3
                else 4
            end
        ) as how
    from open_plan
    inner join load_match on load_match.pupil_key = open_plan.pupil_key
    group by open_plan.plan, open_plan.pupil_key
)
select
    case plan
        when 'CLA' then 'Looked after'
        when 'CPP' then 'Protection plan'
        else 'In need'
    end as plan,
    count(*) as children,
    sum(how = 2) as by_upn,
    sum(how = 1) as by_identity,
    sum(how = 3) as by_name,
    sum(how = 4) as not_found,
    100.0 * sum(how < 4) / count(*) as share
from child
group by child.plan
order by child.plan desc;

-- name: extract
-- Of the UPNs that each type of extract gives, how many some list has.
select
    type,
    count(*) as upns,
    sum(is_on_roll) as on_roll,
    sum(1 - is_on_roll) as unknown,
    100.0 * sum(is_on_roll) / count(*) as share
from load_upn
group by type
order by type;

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

-- name: published
-- What there is of the DfE's published figures, by data set and file, the newest
-- first; figures that the config says nothing of last.
select
    iif(
        load_published.data_set = '', 'Figures that are not asked for', load_published.title
    ) as title,
    load_published.newest,
    load_published.oldest,
    iif(load_published.version = '', '[z]', load_published.version) as version,
    load_published.figures,
    load_published.withheld,
    load_published.sent,
    coalesce(
        (
            select file_shown.shown_path
            from file_shown
            where file_shown.path = load_published.path
            limit 1
        ),
        '[x]'
    ) as path
from load_published
order by
    load_published.data_set = '', load_published.title, load_published.newest desc,
    load_published.sent desc, load_published.path;

-- name: counted
-- Schools with figures that rest on counts of sessions, in the year and the running term.
select
    dim_school.name,
    dim_school.urn,
    iif(attendance_counted.basis = 'census', 'School census', 'Attendance summaries') as basis,
    sum(attendance_counted.period = context.year) as year_pupils,
    sum(attendance_counted.period = context.term) as term_pupils
from context
inner join attendance_counted
    on attendance_counted.period in (context.year, context.term)
inner join dim_school on dim_school.school_key = attendance_counted.school_key
group by dim_school.name, dim_school.urn, attendance_counted.basis
order by year_pupils desc, dim_school.name, dim_school.urn, attendance_counted.basis;

-- name: counts_left
-- Counts that no figure rests on, by school and reason.
select
    dim_school.name,
    dim_school.urn,
    attendance_left.year || '/' || substr(attendance_left.year + 1, 3) as academic_year,
    iif(attendance_left.basis = 'census', 'School census', 'Attendance summaries') as basis,
    iif(attendance_left.rule = 'exceeds', 'More sessions than possible', 'On no roll there')
        as reason,
    attendance_left.counts
from attendance_left
inner join dim_school on dim_school.school_key = attendance_left.school_key
order by attendance_left.counts desc, dim_school.name, dim_school.urn, academic_year desc,
    attendance_left.basis, attendance_left.rule;
