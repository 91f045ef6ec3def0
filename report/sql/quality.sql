-- quality: the queries of the pack.

-- name: extracts
-- A kind of extract: who sends it, how new it is, and of how many schools it is missing.
select
    upper(substr(school_extract.kind, 1, 1)) || substr(school_extract.kind, 2) as name,
    'Schools' as sender,
    coalesce(max(school_extract.newest), '[x]') as newest,
    '[z]' as usual,
    coalesce(julianday(context.as_of) - julianday(max(school_extract.newest)), '[x]') as days,
    count(*) as expected,
    sum(school_extract.state = 'current') as current,
    sum(school_extract.state = 'behind') as behind,
    sum(school_extract.state in ('never', 'old')) as missing,
    iif(
        sum(school_extract.state <> 'current') = 0, 'Nothing',
        'Write to the schools on the sheet Expected'
    ) as action
from school_extract
cross join context
group by school_extract.kind
union all
select
    upper(substr(central_extract.name, 1, 1)) || substr(central_extract.name, 2),
    'Others',
    central_extract.newest,
    coalesce(central_extract.usual, '[z]'),
    central_extract.days,
    '[z]',
    '[z]',
    '[z]',
    '[z]',
    case central_extract.state
        when 'late' then 'Ask for today''s'
        when 'once' then 'It came once: ask whether another is due'
        else 'Nothing'
    end
from central_extract
order by sender desc, missing desc, behind desc, days desc, name;

-- name: expected
-- An extract that a school was to send, those that are missing first.
select
    open_school.name,
    open_school.urn,
    upper(substr(school_extract.kind, 1, 1)) || substr(school_extract.kind, 2) as kind,
    coalesce(school_extract.newest, '[z]') as newest,
    school_extract.typical,
    case school_extract.state
        when 'never' then 'Has never come'
        when 'old' then 'Not this school year'
        when 'behind' then 'Over two weeks behind other schools'
        else 'Current'
    end as state,
    case school_extract.state
        when 'never' then 'Ask for a file, an empty one if there is nothing'
        when 'old' then 'Ask for this school year''s'
        when 'behind' then 'Ask for the newest'
        else 'Nothing'
    end as action
from school_extract
inner join open_school on open_school.school_key = school_extract.school_key
order by
    case school_extract.state when 'never' then 1 when 'old' then 2 when 'behind' then 3 else 4 end,
    open_school.name, open_school.urn, school_extract.position, school_extract.kind;

-- name: feed
-- How many open schools of the county have marks, and up to when, in words.
--
-- up_to_date  those that have had no school day more since their newest marks than the school whose
--             marks are the newest: what has come is told, and not that tonight's has not
select
    *,
    case
        when schools = 0 then 'No school of the county is open.'
        when never = schools then 'No open school has any marks.'
        else iif(
            up_to_date = schools,
            'All {schools:count} open schools have marks up to {newest:date}, the newest day of'
            || ' any.',
            '{up_to_date:count} of {schools:count} open schools have marks of every school day up'
            || ' to {newest:date}.'
        )
        || iif(behind > 0, ' Up to five school days behind: {behind:count}.', '')
        || iif(stopped > 0, ' More than five school days behind: {stopped:count}.', '')
        || iif(never > 0, ' Without any mark: {never:count}.', '')
    end as words
from (
    select
        count(*) as schools,
        coalesce(max(last_date), '[x]') as newest,
        coalesce(sum(last_date is null), 0) as never,
        coalesce(sum(last_date is not null and is_stopped), 0) as stopped,
        coalesce(
            sum(last_date is not null and school_days > least and is_stopped = 0), 0
        ) as behind,
        coalesce(sum(last_date is not null and school_days = least), 0) as up_to_date
    from (
        select
            feed.last_date,
            feed.school_days,
            feed.is_stopped,
            min(iif(feed.last_date is null, null, feed.school_days)) over () as least
        from open_school
        left join feed on feed.school_key = open_school.school_key
        where open_school.is_ours = 1
    )
);

-- name: coverage
-- How much of a school's pupils' attendance marks are held of, in the running term and the term
-- before it, the least first.
select
    open_school.name,
    open_school.urn,
    iif(open_school.is_ours, 'Ours', 'Outside the county') as place,
    now.expected,
    now.held,
    100.0 * now.share as share,
    coalesce(100.0 * before.share, '[x]') as share_before,
    coalesce(100.0 * now.share - 100.0 * before.share, '[x]') as change,
    now.inset_days,
    now.counted,
    case
        when now.counted > 0 then 'Counts of sessions are used where there are no marks'
        when feed.is_stopped and feed.newest_date > coalesce(feed.last_date, '')
            then 'Counts of sessions have stopped'
        when feed.is_stopped then 'Marks have stopped'
        when now.is_low then 'Under 95%: marked beside every figure'
        else 'Whole'
    end as state,
    case
        when now.counted > 0 then 'Nothing'
        when feed.is_stopped and feed.newest_date > coalesce(feed.last_date, '')
            then 'Ask for marks, or counts, of the days since'
        when feed.is_stopped then 'Ask for the marks since the newest'
        when now.is_low then 'Ask for the term again, with all year groups'
        else 'Nothing'
    end as action
from term_coverage as now
inner join open_school on open_school.school_key = now.school_key
left join term_coverage as before on before.is_now = 0 and before.school_key = now.school_key
left join feed on feed.school_key = now.school_key
where now.is_now = 1
order by now.share, open_school.name, open_school.urn;

-- name: match
-- How the children of each open plan were found: each child once, by the best of its ids.
select
    plan_match.name as plan,
    plan_match.children,
    plan_match.by_upn,
    plan_match.by_identity,
    plan_match.by_name,
    plan_match.not_found,
    plan_match.of_age,
    plan_match.not_found_of_age,
    coalesce(
        100.0 * (plan_match.of_age - plan_match.not_found_of_age) / nullif(plan_match.of_age, 0),
        '[z]'
    ) as share,
    case
        when plan_match.of_age = 0 then 'No child of school age'
        when 20 * plan_match.not_found_of_age > plan_match.of_age then 'Under 95%'
        else '95% or more'
    end as test,
    iif(
        20 * plan_match.not_found_of_age > plan_match.of_age,
        'Look at restricted/unmatched.xlsx',
        'Nothing'
    ) as action
from plan_match
order by plan_match.plan desc;

-- name: upn
-- Of the UPNs that each type of extract gives, how many some list has.
select
    type,
    upns,
    on_roll,
    upns - on_roll as unknown,
    100.0 * on_roll / upns as share
from upn_type
order by type;

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
            'In one file of the statutory return, or in two kinds of its files')
),
pupil (temporary, without_upn, without_birth) as materialized (
    select
        coalesce(sum(temporary_upn = 1), 0),
        coalesce(sum(upn is null), 0),
        coalesce(sum(date_of_birth is null), 0)
    from dim_pupil
),
finding (place, name, meaning, people) as (
    select noted.place, noted.name, noted.meaning, coalesce(note.people, 0)
    from noted
    left join note on note.kind = noted.kind
    union all
    select 11, 'Temporary UPN', 'Known under a temporary UPN only',
        (select temporary from pupil)
    union all
    select 12, 'No UPN', 'Known by a social care id only',
        (select without_upn from pupil)
    union all
    select 13, 'No date of birth', 'In no figure that is limited by age',
        (select without_birth from pupil)
    union all
    select 14, 'Unlikely date of birth', 'On roll, and under 2 or over 25 years old',
        (
            select count(distinct stay_status.pupil_key)
            from context
            cross join dim_pupil -- few have such a birth
            cross join stay_status on stay_status.pupil_key = dim_pupil.pupil_key
            where context.as_of between stay_status.entry_date and stay_status.last_date
                and (
                    dim_pupil.date_of_birth > date(context.as_of, '-2 years')
                    or dim_pupil.date_of_birth < date(context.as_of, '-26 years')
                )
        )
)
select name, meaning, people
from finding
order by place;

-- name: rule
-- A rule by which something is left out or left blank now: what it says, what the sender can do,
-- and how much there is of it.
select
    coalesce(meaning.name, load_reject.rule) as meaning,
    coalesce(action.name, '[z]') as action,
    sum(iif(load_reject.effect = 'row', load_reject.rows, 0)) as rows_out,
    sum(iif(load_reject.effect = 'row', 0, load_reject.rows)) as values_blank,
    count(distinct load_reject.sha256) as files,
    (
        select count(distinct file_school.school_key)
        from load_reject as other
        inner join load_file on load_file.sha256 = other.sha256
        inner join file_school on file_school.path = load_file.path
        where other.rule = load_reject.rule
    ) as schools
from load_reject
left join code_name as meaning
    on meaning.code_set = 'reject_rules' and meaning.code = load_reject.rule
left join code_name as action
    on action.code_set = 'reject_actions' and action.code = load_reject.rule
group by load_reject.rule
order by rows_out desc, values_blank desc, load_reject.rule;

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
    tally.column_name,
    replace(tally.type, '_', ' ') as type,
    coalesce(dim_school.name, 'Not of one school') as school,
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

-- name: adviser
-- Schools without an adviser where children with a social worker are on roll, most first.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    iif(dim_school.la_code = context.la_code, 'Ours', 'Outside the county') as place,
    no_adviser.children
from no_adviser
cross join context
inner join dim_school on dim_school.school_key = no_adviser.school_key
order by no_adviser.children desc, dim_school.name, dim_school.urn;

-- name: against_published
-- A figure of ours of the whole county beside the one that the DfE has published of it.
with
ours as materialized (
    select
        mart_metric.metric,
        mart_metric.period,
        mart_metric.cohort,
        mart_metric.denominator,
        mart_metric.value
    from context
    cross join mart_metric
        on mart_metric.level = 'county'
        and mart_metric.entity = context.la_code
        and mart_metric.breakdown = 'none'
)
select
    dim_metric.label as measure,
    dim_cohort.label as cohort,
    published_comparator.academic_year,
    ours.denominator,
    coalesce(ours.value, '[x]') as ours,
    coalesce(
        published_comparator.value, '[' || nullif(published_comparator.symbol, '') || ']', '[x]'
    ) as published,
    coalesce(ours.value - published_comparator.value, '[z]') as difference,
    case
        when published_comparator.value is null then 'The DfE withholds it: too few children'
        when ours.value is null then 'We hold nothing of it'
        when published_comparator.status = 'same' then
            'The same definition: theirs is by what the census and the returns say, of their day'
        else coalesce(nullif(published_comparator.definition, ''), 'Another definition')
    end as why
from published_comparator
inner join dim_metric on dim_metric.id = published_comparator.metric
inner join dim_cohort on dim_cohort.id = published_comparator.cohort
inner join dim_period
    on dim_period.grain = 'year' and dim_period.id = published_comparator.academic_year
left join ours
    on ours.metric = published_comparator.metric
    and ours.period = published_comparator.academic_year
    and ours.cohort = published_comparator.cohort
where published_comparator.comparator = 'county'
order by published_comparator.academic_year desc, dim_metric.label, dim_cohort.label;

-- name: against_counts
-- Sessions that a school sent as counts beside those of our figures, of the same pupils and
-- period: what census or summaries say of a term or a year, and what we make of it.
with
counted as (
    select
        attendance_counts.school_key,
        attendance_counts.basis,
        coalesce(attendance_counts.period, dim_period.id) as period,
        attendance_counts.pupil_key,
        coalesce(attendance_counts.start_date, '') as stretch,
        max(coalesce(attendance_counts.possible, 0)) as possible,
        sum(
            iif(
                attendance_counts.basis = 'summary',
                attendance_counts.authorised + attendance_counts.unauthorised,
                iif(code_name.name in ('authorised_absence', 'unauthorised_absence'),
                    attendance_counts.sessions, 0)
            )
        ) as absent
    from attendance_counts
    left join dim_period
        on attendance_counts.basis = 'summary'
        and dim_period.grain = 'year'
        and attendance_counts.start_date between dim_period.start_date and dim_period.end_date
    left join code_name
        on code_name.code_set = 'attendance_meanings' and code_name.code = attendance_counts.code
    group by
        attendance_counts.school_key, attendance_counts.basis,
        coalesce(attendance_counts.period, dim_period.id), attendance_counts.pupil_key,
        coalesce(attendance_counts.start_date, '')
),
told as materialized (
    select
        school_key, basis, period, pupil_key, sum(possible) as possible, sum(absent) as absent
    from counted
    where period is not null
    group by school_key, basis, period, pupil_key
),
mine as materialized (
    -- A period at a time, so that it costs what reading these periods costs, however many counts.
    select
        fct_attendance.pupil_key,
        fct_attendance.school_key,
        fct_attendance.period,
        fct_attendance.possible,
        fct_attendance.absent,
        fct_attendance.basis
    from (select distinct period from told) as wanted
    cross join fct_attendance on fct_attendance.period = wanted.period
    where fct_attendance.school_key in (select school_key from told)
),
beside as (
    select
        told.school_key,
        told.basis,
        told.period,
        count(*) as pupils,
        count(ours.pupil_key) as our_pupils,
        coalesce(sum(iif(ours.pupil_key is null, 0, told.possible)), 0) as possible,
        coalesce(sum(iif(ours.pupil_key is null, 0, told.absent)), 0) as absent,
        coalesce(sum(ours.possible), 0) as our_possible,
        coalesce(sum(ours.absent), 0) as our_absent,
        coalesce(sum(ours.basis = told.basis), 0) as rest_on_it
    from told
    left join mine as ours
        on ours.pupil_key = told.pupil_key
        and ours.school_key = told.school_key
        and ours.period = told.period
    group by told.school_key, told.basis, told.period
)
select
    dim_school.name,
    dim_school.urn,
    iif(beside.basis = 'census', 'School census', 'Attendance summaries') as basis,
    beside.period,
    beside.pupils,
    beside.our_pupils,
    beside.possible,
    beside.our_possible,
    beside.our_possible - beside.possible as difference,
    beside.absent,
    beside.our_absent,
    beside.our_absent - beside.absent as absent_difference,
    case
        when beside.our_pupils = 0 then 'No figure of ours counts these pupils there'
        when beside.rest_on_it = 0 and beside.basis = 'census' then
            'Ours rest on marks, which schools mend after the census; a census leaves out the last'
            || ' days of some terms'
        when beside.rest_on_it = 0 then
            'Ours rest on marks, and hold days that the summaries do not cover'
        when beside.our_possible = beside.possible and beside.our_absent = beside.absent then
            'Ours rest on these counts'
        else 'Ours rest on these counts, and on marks where there are any'
    end as why
from beside
inner join dim_school on dim_school.school_key = beside.school_key
order by beside.period desc, dim_school.name, dim_school.urn, beside.basis;

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

-- name: file
-- What was last said of a file of the last 30 days that waits or has rows left out, those that
-- wait first; all others a row for each extract and what is said of them, whoever sent them.
with
said as (
    select path, max(run_id) as run_id
    from load_file
    where status <> 'unchanged' or message <> ''
    group by path
),
recent as (
    select
        file_shown.shown_path,
        load_file.*,
        load_file.status = 'loaded' and load_file.rows_rejected = 0 as is_whole,
        iif(
            file_shown.shown_message like 'its sender is school %',
            trim(substr(file_shown.shown_message, instr(file_shown.shown_message || ';', ';') + 1)),
            file_shown.shown_message
        ) as note
    from load_file
    cross join context
    inner join said on said.path = load_file.path and said.run_id = load_file.run_id
    inner join file_shown
        on file_shown.path = load_file.path and file_shown.message = load_file.message
    where load_file.extract_time >= date(context.as_of, '-30 days')
        or load_file.path in (select path from file_waiting)
)
select
    shown_path as path,
    iif(type = '', '[x]', replace(type, '_', ' ')) as type,
    coalesce(nullif(substr(extract_time, 1, 10), ''), '[x]') as extract_date,
    case status
        when 'loaded' then 'Loaded'
        when 'held' then 'Held: waits for a release'
        when 'incomplete' then 'Incomplete: cut off, not read'
        when 'unchanged' then 'Bytes that had come'
        else 'Refused'
    end as status,
    1 as files,
    rows_read,
    rows_loaded,
    rows_duplicate,
    rows_superseded,
    rows_rejected,
    lines_skipped,
    case
        when note <> '' then note
        when exists (
            select 1
            from load_reject
            where load_reject.sha256 = recent.sha256 and load_reject.effect = 'row'
        ) then 'Some rows are left out: see Rejects'
        else 'Rows left out that night have been taken in since'
    end as message,
    status = 'loaded' as place
from recent
where is_whole = 0
union all
select
    'All others', replace(type, '_', ' '), max(substr(extract_time, 1, 10)), 'Loaded', count(*),
    sum(rows_read), sum(rows_loaded), sum(rows_duplicate), sum(rows_superseded),
    sum(rows_rejected), sum(lines_skipped), iif(note = '', 'Nothing to mend', note), 2
from recent
where is_whole = 1
group by type, note
order by place, rows_rejected desc, extract_date desc, path, type, message;

-- name: withheld
-- A figure that the packs of this run withhold, and why. Where counts of 1 to 5 stand can be told
-- from it: it is for those who look after the data alone.
select
    shown_hidden.period,
    shown_hidden.level,
    shown_hidden.entity as place,
    shown_hidden.cohort,
    dim_cohort.label as cohort_name,
    shown_hidden.breakdown,
    shown_hidden.breakdown_value,
    shown_hidden.metric,
    dim_metric.label as metric_name,
    shown_hidden.why,
    coalesce(shown_hidden.count, '[z]') as count,
    coalesce(shown_hidden.keeps, '[z]') as keeps,
    coalesce(shown_hidden.round, '[z]') as round
from shown_hidden
inner join dim_cohort on dim_cohort.id = shown_hidden.cohort
inner join dim_metric on dim_metric.id = shown_hidden.metric
order by
    shown_hidden.period, shown_hidden.level, shown_hidden.entity, shown_hidden.cohort,
    shown_hidden.breakdown, shown_hidden.breakdown_value, shown_hidden.metric;
