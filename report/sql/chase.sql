-- chase: what there is to chase today, of what due.sql found.

-- name: setup
-- chase: a line each thing to chase.
--
-- severity  the order of the lines: what makes figures wrong before what leaves them thin
-- rows      how much it is, `of` how much in all
-- newest    the day up to which there is something
-- what, effect, say  templates of the line's own columns; say is a message to paste, or what to
--           do where nobody is to be written to
create temp table chase (
    severity integer not null,
    kind text not null,
    school_key integer,
    subject text not null,
    detail text not null,
    since text,
    newest text,
    rows integer,
    "of" integer,
    what text not null,
    effect text not null,
    say text not null
) strict;

insert into chase (
    severity, kind, school_key, subject, detail, since, newest, rows, "of", what, effect, say
)
-- The settings or the register are another county's.
select
    1, 'Settings', null, context.la_code, '', null, null, null, null,
    'No school has the county''s code, {subject}',
    'No school counts as the county''s',
    'Look at la_code in county.ini, and at the schools extract.'
from context
where exists (select 1 from dim_school)
    and not exists (select 1 from dim_school where dim_school.la_code = context.la_code)
union all
select
    2, 'Settings', null, year_without_terms.academic_year, '', null, null, null, null,
    'The terms of {subject} are not in terms.csv',
    'What came of that year is in no figure',
    'Add the half terms of {subject} to terms.csv in the config folder.'
from year_without_terms
cross join context
where cast(substr(year_without_terms.academic_year, 1, 4) as integer) between
    cast(substr(context.year, 1, 4) as integer) - 18
    and cast(substr(context.year, 1, 4) as integer) + 1
union all
-- No child was of school age then, or is known to be: somebody's slip.
select
    2, 'Extract', null, year_without_terms.academic_year, '', null, null, null, null,
    'A date or year of some rows is of {subject}',
    'What it is of counts in no figure',
    'Somebody mistyped a year: look for it in the newest extracts, have it mended where it was'
        || ' written, and the extract sent again.'
from year_without_terms
cross join context
where cast(substr(year_without_terms.academic_year, 1, 4) as integer) not between
    cast(substr(context.year, 1, 4) as integer) - 18
    and cast(substr(context.year, 1, 4) as integer) + 1
union all
-- Files that wait.
select
    3, 'File', file_school.school_key, file_shown.shown_path, file_shown.shown_message,
    load_run.as_of, null, nullif(load_file.rows_read, 0), null,
    case file_waiting.status
        when 'held' then 'A file is held: {subject}'
        when 'incomplete' then 'A file was cut off on its way: {subject}'
        else 'A file was refused: {subject}'
    end,
    'Nothing that is in it counts',
    case file_waiting.status
        when 'held' then '{detail} Look at it; if it is right, release it: vschool release PATH.'
        when 'incomplete' then
            'Dear colleague, your file {subject} did not arrive whole. Please send it again.'
        else 'Dear colleague, we could not read your file {subject}. {detail}'
    end
from file_waiting
inner join file_shown
    on file_shown.path = file_waiting.path and file_shown.message = file_waiting.message
inner join load_file
    on load_file.path = file_waiting.path
    and load_file.run_id = (
        select max(other.run_id)
        from load_file as other
        where other.path = file_waiting.path
    )
inner join load_run on load_run.run_id = load_file.run_id
left join file_school on file_school.path = file_waiting.path
union all
-- Lists that others send.
select
    4, 'Extract', null, central_extract.name, '', central_extract.newest, central_extract.newest,
    null, null,
    iif(
        central_extract.name like '%list',
        'The {subject} is of {newest:date}', 'The {subject} list is of {newest:date}'
    ),
    'What it would say of the days since counts as not having happened',
    'Dear colleague, the newest {subject}' || iif(central_extract.name like '%list', '', ' extract')
    || ' that we have is of {newest:date}. Please send today''s.'
from central_extract
where central_extract.state = 'late'
union all
-- Marks that stopped.
select
    iif(feed.is_stopped, 5, 6), 'Marks', feed.school_key, '', '', feed.since, feed.newest_date,
    feed.sessions, null,
    case
        when feed.newest_date is null then 'No mark has ever come'
        when feed.newest_date > coalesce(feed.last_date, '')
            then 'Counts of sessions stop on {newest:date}'
        else 'Marks stop on {newest:date}'
    end,
    iif(
        feed.is_stopped,
        '{rows:count} sessions are in no figure; it is marked beside every figure and left out of'
        || ' what has changed',
        '{rows:count} sessions are in no figure yet'
    ),
    case
        when feed.newest_date is null
            then 'Dear colleague, we have no attendance marks from {school}. Please send those'
                || ' since {since:date}.'
        when feed.newest_date > coalesce(feed.last_date, '')
            then 'Dear colleague, the newest attendance that we have from {school} are counts of'
                || ' sessions up to {newest:date}. Please send marks, or counts, of the days since.'
        else 'Dear colleague, the newest attendance marks that we have from {school} are of'
            || ' {newest:date}. Please send those since.'
    end
from feed
where feed.school_days > 2
union all
-- Rolls and marks that shrank within a week.
select
    6, 'Sudden change', week.school_key, '', '', week.since, null,
    week.pupils_before - week.pupils, week.pupils_before,
    'Pupils expected fell by {rows:count} of {of:count} within a week',
    'Those who are gone count at no school',
    'Dear colleague, the pupils lists of {school} have {rows:count} pupils fewer since'
    || ' {since:date}. Is that right? If not, please send the whole list.'
from week
where 10 * week.pupils < 9 * week.pupils_before
    and week.pupils_before - week.pupils > 5
union all
select
    6, 'Sudden change', week.school_key, said(week.share_before, 'decimal'),
    said(week.share, 'decimal'), week.since, null, null, null,
    'Sessions with a mark fell from {subject}% to {detail}% within a week',
    'Children without marks count as neither present nor absent',
    'Dear colleague, your marks since {since:date} leave out part of your pupils. Please export'
    || ' them again, with all year groups.'
from week
where week.share_before - week.share > 10
union all
-- Rows that are left out, of files that no newer one goes over again.
select
    iif(100 * fault.rows >= fault."of", 7, 13), 'Rows left out', dim_school.school_key, fault.kind,
    coalesce(code_name.name, fault.rule), fault.since, null, fault.rows, fault."of",
    '{rows:count} of {of:count} rows of {subject} are left out',
    'They count in nothing until they are mended',
    'Dear colleague, some rows of the {subject} of {school} could not be taken in.'
    || iif(fault.rules > 1, ' There are ' || fault.rules || ' reasons; the commonest: ', ' ')
    || '{detail} Your receipt says which lines, and what to do.'
from (
    select
        tally.urn,
        tally.kind,
        tally.rule,
        sum(tally.rows) over of_kind as rows,
        count(*) over of_kind as rules,
        row_number() over (
            partition by tally.urn, tally.kind
            order by tally.rows desc, tally.rule
        ) as place,
        (
            select substr(min(faulty_content.extract_time), 1, 10)
            from faulty_content
            where faulty_content.urn = tally.urn
                and faulty_content.kind = tally.kind
                and faulty_content.left_out > 0
        ) as since,
        (
            select sum(faulty_content.rows_read)
            from faulty_content
            where faulty_content.urn = tally.urn
                and faulty_content.kind = tally.kind
                and faulty_content.left_out > 0
        ) as "of"
    from (
        select urn, kind, rule, sum(rows) as rows
        from problem
        where effect = 'row'
        group by urn, kind, rule
    ) as tally
    window of_kind as (partition by tally.urn, tally.kind)
) as fault
inner join dim_school on dim_school.urn = fault.urn
left join code_name on code_name.code_set = 'reject_rules' and code_name.code = fault.rule
where fault.place = 1
union all
-- The same of files that are no school's, of each extract the newest.
select
    iif(100 * fault.rows >= fault."of", 7, 13), 'Rows left out', null, fault.name,
    coalesce(code_name.name, fault.rule), fault.since, null, fault.rows, fault."of",
    '{rows:count} of {of:count} rows of {subject} are left out',
    'They count in nothing until they are mended',
    'Dear colleague, some rows of the {subject} extract could not be taken in.'
    || iif(fault.rules > 1, ' There are ' || fault.rules || ' reasons; the commonest: ', ' ')
    || '{detail} The sheet Rejects says where they stand.'
from (
    select
        tally.type,
        coalesce(extract_name.name, replace(tally.type, '_', ' ')) as name,
        tally.rule,
        tally.since,
        sum(tally.rows) over of_type as rows,
        count(*) over of_type as rules,
        row_number() over (partition by tally.type order by tally.rows desc, tally.rule) as place,
        (
            select sum(file.rows_read)
            from (
                select max(load_file.rows_read) as rows_read
                from load_file
                where load_file.sha256 in (
                        select newest_central.sha256
                        from newest_central
                        where newest_central.type = tally.type
                    )
                group by load_file.sha256
            ) as file
        ) as "of"
    from (
        select
            newest_central.type,
            newest_central.since,
            load_reject.rule,
            sum(load_reject.rows) as rows
        from newest_central
        inner join load_reject
            on load_reject.sha256 = newest_central.sha256 and load_reject.effect = 'row'
        group by newest_central.type, newest_central.since, load_reject.rule
    ) as tally
    left join extract_name on extract_name.type = tally.type
    window of_type as (partition by tally.type)
) as fault
left join code_name on code_name.code_set = 'reject_rules' and code_name.code = fault.rule
where fault.place = 1
union all
-- What half of the schools of a phase have sent, and others have not.
select
    8, 'Extract', iif(missing.schools = 1, missing.school_key, null), missing.kind, missing.names,
    missing.newest, missing.newest, missing.schools, missing.expected,
    iif(
        missing.state = 'behind',
        '{subject:Start}: {rows:count} of {of:count} schools '
        || iif(missing.schools = 1, 'is', 'are') || ' over two weeks behind the others',
        '{subject:Start}: nothing this school year from {rows:count} of {of:count} schools'
    ),
    iif(
        missing.state = 'behind',
        'What has happened there since counts as not having happened',
        'Figures of these count such a school as having none'
    ),
    iif(
        missing.state = 'behind',
        'To {detail}: Dear colleague, other schools have sent newer {subject} than yours. Please'
        || ' send the newest.',
        'To {detail}: Dear colleague, this school year we have had no {subject} from your school.'
        || ' Please send a file, an empty one if there is nothing.'
    )
from (
    select
        listed.kind,
        listed.state,
        min(listed.school_key) as school_key,
        min(listed.newest) as newest,
        count(*) as schools,
        max(listed.expected) as expected,
        group_concat(iif(listed.place <= 5, listed.name, null), ', ')
            || iif(count(*) > 5, ' and ' || (count(*) - 5) || ' more', '') as names
    from (
        select
            school_extract.school_key,
            school_extract.kind,
            iif(school_extract.state = 'behind', 'behind', 'missing') as state,
            school_extract.newest,
            open_school.name,
            (
                select count(*)
                from school_extract as other
                where other.kind = school_extract.kind
            ) as expected,
            row_number() over (
                partition by school_extract.kind, school_extract.state = 'behind'
                order by open_school.name, open_school.urn
            ) as place
        from school_extract
        inner join open_school on open_school.school_key = school_extract.school_key
        where school_extract.state <> 'current'
            -- Marks that stopped are a line of their own.
            and school_extract.school_key not in (
                select feed.school_key
                from feed
                where feed.school_days > 2 and school_extract.kind = 'attendance marks'
            )
        order by school_extract.kind, place
    ) as listed
    group by listed.kind, listed.state
) as missing
union all
-- Marks with holes, of the running term: those since a school's newest marks are on their way.
select
    10, 'Coverage', hole.school_key, '', '', hole.start_date, null, hole.missing, hole.expected,
    'Marks are missing: {rows:count} of {of:count} sessions this term',
    'The school is marked beside every figure and left out of what has changed',
    'Dear colleague, we hold no mark for {rows:count} of {of:count} sessions of {school} since'
    || ' {since:date}. Please export that term again, with all year groups.'
from (
    select
        term_coverage.school_key,
        dim_period.start_date,
        term_coverage.expected - feed.sessions as expected,
        term_coverage.expected - feed.sessions - term_coverage.held as missing
    from context
    inner join dim_period on dim_period.id = context.term
    inner join term_coverage on term_coverage.is_now = 1 and term_coverage.is_low = 1
    inner join feed on feed.school_key = term_coverage.school_key and feed.school_days <= 2
    where term_coverage.counted = 0
) as hole
where 20 * hole.missing > hole.expected
union all
-- The Friday test: 95 in 100 children of school age found.
select
    11, 'Matching', null, plan_match.name, '', null, null,
    plan_match.not_found_of_age, plan_match.of_age,
    '{subject}: {rows:count} of {of:count} children of school age are on no school''s list',
    'They are in no figure of attendance, suspensions or results; fewer than 95 in 100 are found',
    'Look at restricted/unmatched.xlsx, which has the nearest candidates; correct the UPN in the'
    || ' social care record.'
from plan_match
where 20 * plan_match.not_found_of_age > plan_match.of_age
union all
select
    12, 'Contradiction', null, '', '', null, null, count(*), null,
    iif(count(*) = 1, 'Records contradict each other once',
        'Records contradict each other {rows:count} times'),
    'A child may count at a wrong age, or under the plan of another',
    'Look at restricted/unmatched.xlsx, and have the record that is wrong corrected.'
from contradiction
having count(*) > 0
union all
-- A case that is open has begun: these are somebody's slip. Not what a look back has before it.
select
    12, 'Contradiction', null, '', '', null, null, count(*), null,
    iif(count(*) = 1, 'A plan of the social care list begins after the list',
        '{rows:count} plans of the social care list begin after the list'),
    'Until then the children count as without that plan',
    'Look for StartDate in the social care list, and have it mended in the case record.'
from context
inner join central_extract on central_extract.type = 'social_care'
inner join care_spell
    on care_spell.start_date > max(context.as_of, central_extract.newest)
    and coalesce(care_spell.end_date > care_spell.start_date, 1)
having count(*) > 0
union all
select
    14, 'Roll', load_unlisted.school_key, '', '', substr(load_freshness.pupils_sent, 1, 10), null,
    load_unlisted.enrolments, null,
    iif(load_unlisted.enrolments = 1,
        'A stay without a leaving date is not in the newest list',
        '{rows:count} stays without a leaving date are not in the newest list'),
    'They still count as on roll',
    'Dear colleague, your newest pupils list leaves out pupils who have no leaving date. Please'
    || ' send a list with those who left.'
from load_unlisted
left join load_freshness on load_freshness.school_key = load_unlisted.school_key
union all
select
    9, 'Adviser', null, group_concat(named.name, ', '), '', null, null, count(*), null,
    'Schools without an adviser that have children with a social worker: {rows:count}',
    'These children are in no adviser''s pack',
    'Add them to the advisers extract: {subject}.'
from (
    select dim_school.name
    from no_adviser
    inner join dim_school on dim_school.school_key = no_adviser.school_key
    order by dim_school.name
) as named
having count(*) > 0
union all
-- Answers to the lists of children that are of no use.
select
    12, 'Answers', null, '', '', null, answer.newest, answer.answers, answer.total,
    iif(
        answer.state = 'unknown_reason',
        'Answers to a reason that no list has: {rows:count} of {of:count}',
        'Answers for a child whom no school and no social care record has: {rows:count} of'
        || ' {of:count}'
    ),
    'They close nothing: what they were to close is still on its list',
    iif(
        answer.state = 'unknown_reason',
        'Look at the column Rule of the answers (the newest file is of {newest:date}): it holds the'
        || ' rule as the list writes it.',
        'Look at the column UPN of the answers (the newest file is of {newest:date}).'
    )
from (
    select
        load_answer.*,
        sum(load_answer.answers) over () as total
    from load_answer
) as answer
where answer.state in ('unknown_reason', 'unknown_child')
union all
-- What nobody has ever sent: once, after all that has come and is wrong.
select
    15, 'Never sent', null, group_concat(named.name, '; '), '', null, null, count(*), null,
    'Nobody has ever sent: {subject}',
    'No figure of it is shown: that nothing is on record is no 0',
    'Ask who holds it; vschool describe says what a file needs. A file with its headings alone says'
    || ' that there is nothing to tell.'
from (
    select never_sent.name
    from never_sent
    order by never_sent.position
) as named
having count(*) > 0;

-- name: today
-- What to chase: the first ten of all, of one kind at most four, so that one trouble does not hide
-- the others.
select
    chase.kind,
    chase.what,
    coalesce(dim_school.name, 'The county') as school,
    coalesce(chase.rows, '[z]') as rows,
    coalesce(chase.since, '[z]') as since,
    chase.effect,
    chase.say,
    chase.subject,
    chase.detail,
    chase.newest,
    chase."of"
from (
    select
        line.*,
        row_number() over (
            partition by line.kind
            order by line.severity, coalesce(line.rows, 0) desc, school.name, school.urn,
                line.subject, line.detail
        ) as place
    from chase as line
    left join dim_school as school on school.school_key = line.school_key
) as chase
left join dim_school on dim_school.school_key = chase.school_key
where chase.place <= 4
order by
    chase.severity, coalesce(chase.rows, 0) desc, dim_school.name, dim_school.urn, chase.subject,
    chase.detail
limit 10;

-- name: all
-- What to chase, all of it.
select
    chase.kind,
    chase.what,
    coalesce(dim_school.name, 'The county') as school,
    coalesce(dim_school.urn, '[z]') as urn,
    coalesce(chase.rows, '[z]') as rows,
    coalesce(chase.since, '[z]') as since,
    chase.effect,
    chase.say,
    chase.subject,
    chase.detail,
    chase.newest,
    chase."of"
from chase
left join dim_school on dim_school.school_key = chase.school_key
order by
    chase.severity, coalesce(chase.rows, 0) desc, dim_school.name, dim_school.urn, chase.subject,
    chase.detail;

-- name: finding
-- How much there is to chase, and what was looked at where there is nothing.
--
-- clean  says so only of what could be seen: marks, and the lists of who has a social worker
with shown as (
    select
        count(*) as lines,
        coalesce(sum(min(kind_lines, 4)), 0) as of_kinds
    from (select kind, count(*) as kind_lines from chase group by kind)
)
select
    (select count(*) from chase) as lines,
    marks.schools,
    marks.newest,
    coalesce(care.newest, '[x]') as care,
    iif(
        (select count(*) from chase) > min(shown.of_kinds, 10),
        'The first of {lines:count} lines, at most four of a kind. All are on the sheet'
        || ' All_to_chase.',
        '[x]'
    ) as further,
    case
        when marks.schools = 0 then
            'Nothing is known to chase, and nothing could be: no school has sent marks.'
        when care.newest is null then
            'Nothing to chase of what came: the newest marks of {schools:count} schools reach'
            || ' {newest:date}. No social care list has come, so that matching cannot be judged.'
        else
            'Nothing to chase today: marks of {schools:count} schools reach {newest:date}, and the'
            || ' social care list is of {care:date}.'
    end as clean
from (
    select count(last_date) as schools, coalesce(min(last_date), '') as newest
    from feed
) as marks
cross join shown
left join central_extract as care on care.type = 'social_care';
