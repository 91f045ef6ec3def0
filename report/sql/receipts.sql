-- receipts: what each school sent, what became of it, and what it can do.

-- name: setup
-- sent_content, school_number: load_sent and load_number, which are asked for often.
create temp table sent_content (
    sha256 text not null,
    type text not null,
    extract_time text not null,
    school_key integer,
    first_date text not null,
    last_date text not null,
    system text not null,
    is_taken_in integer not null
) strict;

insert into sent_content (
    sha256, type, extract_time, school_key, first_date, last_date, system, is_taken_in
)
select sha256, type, extract_time, school_key, first_date, last_date, system, is_taken_in
from load_sent;

create index temp.sent_by_content on sent_content (sha256, school_key);
create index temp.sent_by_school on sent_content (school_key, type);

create temp table school_number (
    number text not null,
    school_key integer not null,
    is_ours integer not null,
    primary key (number, school_key)
) strict, without rowid;

insert into school_number (number, school_key, is_ours)
select load_number.number, load_number.school_key, dim_school.la_code = context.la_code
from load_number
inner join dim_school on dim_school.school_key = load_number.school_key
cross join context;

-- extract_type_of: what single types the lists of types stand for.
create temp table extract_type_of (
    types text not null,
    type text not null,
    primary key (types, type)
) strict, without rowid;

insert into extract_type_of (types, type)
with recursive
met (types) as (
    select type from sent_content
    union
    select type from load_file
),
piece (types, type, rest) as (
    select types, '', types || ' ' from met
    union all
    select types, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
    from piece
    where rest <> ''
)
select distinct types, type
from piece
where type <> '';

-- school_day: Mondays to Fridays inside half terms, of the last two years.
create temp table school_day (
    date text primary key
) strict, without rowid;

insert into school_day (date)
with recursive day (date) as (
    select as_of from context
    union all
    select date(day.date, '-1 day')
    from day, context
    where day.date > date(context.as_of, '-730 days')
)
select day.date
from day
where strftime('%w', day.date) between '1' and '5'
    and exists (
        select 1
        from dim_period
        where dim_period.grain = 'half_term'
            and day.date between dim_period.start_date and dim_period.end_date
    );

-- file_school: whose a file is: of the number that senders.csv or its path has; else its rows'
-- one school, where schools write such files; else of a number of a school of the county that
-- its name has.
create temp table file_school (
    path text primary key,
    school_key integer not null
) strict, without rowid;

insert into file_school (path, school_key)
with
sole as (
    select sent_content.sha256, min(sent_content.school_key) as school_key
    from sent_content
    inner join extract_type_of on extract_type_of.types = sent_content.type
    left join extract_name on extract_name.type = extract_type_of.type
    where sent_content.school_key is not null
    group by sent_content.sha256
    having count(distinct sent_content.school_key) = 1 and min(coalesce(extract_name.is_school, 0)) = 1
),
candidate as (
    select file_number.path, file_number.place, school_number.school_key
    from file_number
    inner join school_number on school_number.number = file_number.number
    where file_number.place < 1000 or school_number.is_ours = 1
    union all
    select load_file.path, 999, sole.school_key
    from load_file
    inner join sole on sole.sha256 = load_file.sha256
),
ranked as (
    select
        path,
        school_key,
        row_number() over (partition by path order by place, school_key) as place
    from candidate
)
select path, school_key
from ranked
where place = 1;

-- content_reject: how many rows of a content are left out now, and values left blank.
create temp table content_reject (
    sha256 text primary key,
    left_out integer not null,
    left_blank integer not null
) strict, without rowid;

insert into content_reject (sha256, left_out, left_blank)
select
    sha256,
    sum(iif(effect = 'row', rows, 0)),
    sum(iif(effect = 'value', rows, 0))
from load_reject
group by sha256;

-- received: a row a file of a school: what was last said of it; that it came again unchanged is
-- nothing to say where more was said before.
--
-- standing  in: taken in; out: taken back out; same: of bytes that had come; held, incomplete,
--           refused: waits in the inbox; gone: the same, and is no longer there
create temp table received (
    urn text not null,
    path text not null,
    school_key integer not null,
    shown_path text not null,
    shown_message text not null,
    sha256 text not null,
    kind text not null,
    type text not null,
    extract_time text not null,
    came_on text not null,
    standing text not null,
    rows_read integer not null,
    left_out integer not null,
    left_blank integer not null,
    primary key (urn, path)
) strict, without rowid;

insert into received (
    urn, path, school_key, shown_path, shown_message, sha256, kind, type, extract_time, came_on,
    standing, rows_read, left_out, left_blank
)
with
said as (
    select
        path,
        coalesce(max(iif(status <> 'unchanged', run_id, null)), max(run_id)) as run_id
    from load_file
    group by path
)
select
    dim_school.urn,
    load_file.path,
    dim_school.school_key,
    file_shown.shown_path,
    file_shown.shown_message,
    load_file.sha256,
    coalesce(
        extract_name.name,
        iif(load_file.type = '', 'not known', replace(replace(load_file.type, ' ', ', '), '_', ' '))
    ),
    load_file.type,
    load_file.extract_time,
    load_run.as_of,
    case
        when load_file.status = 'unchanged' then 'same'
        when load_file.status = 'loaded' then
            iif(load_file.sha256 in (select sha256 from sent_content), 'in', 'out')
        when load_file.path in (select path from file_waiting) then load_file.status
        else 'gone'
    end,
    load_file.rows_read,
    iif(load_file.status = 'loaded', coalesce(content_reject.left_out, 0), 0),
    iif(load_file.status = 'loaded', coalesce(content_reject.left_blank, 0), 0)
from load_file
inner join said on said.path = load_file.path and said.run_id = load_file.run_id
inner join load_run on load_run.run_id = load_file.run_id
inner join file_school on file_school.path = load_file.path
inner join dim_school on dim_school.school_key = file_school.school_key
inner join file_shown
    on file_shown.path = load_file.path and file_shown.message = load_file.message
left join extract_name on extract_name.type = load_file.type
left join content_reject on content_reject.sha256 = load_file.sha256;

-- faulty_content: contents of a school in which rows or values are rejected now, and which it has
-- not made good since: of one kind, those of this academic year that no newer file goes over again.
create temp table faulty_content (
    urn text not null,
    kind text not null,
    sha256 text not null,
    path text not null,
    extract_time text not null,
    rows_read integer not null,
    left_out integer not null,
    primary key (urn, sha256)
) strict, without rowid;

insert into faulty_content (urn, kind, sha256, path, extract_time, rows_read, left_out)
with
school_content as (
    select
        received.urn,
        received.kind,
        received.type,
        received.sha256,
        received.extract_time,
        received.rows_read,
        received.left_out,
        received.left_out + received.left_blank as faults,
        min(received.path) as path,
        coalesce(sent_content.first_date, '') as first_date,
        coalesce(sent_content.last_date, '') as last_date
    from received
    left join sent_content
        on sent_content.sha256 = received.sha256 and sent_content.school_key = received.school_key
    where received.standing = 'in'
    group by received.urn, received.sha256
)
select
    school_content.urn,
    school_content.kind,
    school_content.sha256,
    school_content.path,
    school_content.extract_time,
    school_content.rows_read,
    school_content.left_out
from school_content
cross join context
inner join dim_period on dim_period.grain = 'year' and dim_period.id = context.year
where school_content.faults > 0
    and school_content.extract_time >= dim_period.start_date
    and not exists (
        select 1
        from school_content as newer
        where newer.urn = school_content.urn
            and newer.type = school_content.type
            and (newer.extract_time, newer.sha256) > (school_content.extract_time, school_content.sha256)
            and (newer.first_date = '') = (school_content.first_date = '')
            and newer.first_date <= school_content.first_date
            and newer.last_date >= school_content.last_date
    );

-- problem: what is rejected or set aside now in these, a row a rule and column.
--
-- sha256, path  of the newest such file
-- files         with the same
create temp table problem (
    urn text not null,
    kind text not null,
    rule text not null,
    column_name text not null,
    effect text not null,
    rows integer not null,
    files integer not null,
    sha256 text not null,
    path text not null,
    primary key (urn, kind, rule, column_name, effect)
) strict, without rowid;

insert into problem (urn, kind, rule, column_name, effect, rows, files, sha256, path)
with
tally as (
    select
        faulty_content.urn,
        faulty_content.kind,
        load_reject.rule,
        load_reject."column" as column_name,
        load_reject.effect,
        faulty_content.sha256,
        faulty_content.path,
        sum(load_reject.rows) as rows,
        row_number() over (
            partition by faulty_content.urn, faulty_content.kind, load_reject.rule, load_reject."column",
                load_reject.effect
            order by faulty_content.extract_time desc, faulty_content.sha256 desc
        ) as place
    from faulty_content
    inner join load_reject on load_reject.sha256 = faulty_content.sha256
    group by faulty_content.urn, faulty_content.kind, load_reject.rule, load_reject."column",
        load_reject.effect, faulty_content.sha256
)
select
    urn,
    kind,
    rule,
    column_name,
    effect,
    sum(rows),
    count(*),
    max(iif(place = 1, sha256, '')),
    max(iif(place = 1, path, ''))
from tally
group by urn, kind, rule, column_name, effect;

-- school_system: which system a school has, where its newest file that tells is of one.
create temp table school_system (
    urn text primary key,
    system text not null
) strict, without rowid;

insert into school_system (urn, system)
with told as (
    select
        received.urn,
        sent_content.system,
        row_number() over (
            partition by received.urn
            order by received.extract_time desc, received.sha256 desc, received.path
        ) as place
    from received
    inner join sent_content on sent_content.sha256 = received.sha256
    where sent_content.system <> ''
)
select urn, system
from told
where place = 1;

-- name: school
-- Schools that sent something.
select
    dim_school.urn,
    dim_school.name
from dim_school
where dim_school.urn in (select urn from received)
order by dim_school.urn;

-- name: school_facts
-- The school.
select
    dim_school.urn,
    dim_school.name,
    coalesce(dim_school.phase, '') as phase,
    context.as_of
from dim_school, context
where dim_school.urn = :urn;

-- name: verdict
-- What came last from the school, and what needs it.
with
last_day as (
    select max(came_on) as came_on
    from received
    where urn = :urn
),
last as (
    select
        last_day.came_on,
        count(*) as files,
        sum(received.standing = 'same') as same,
        sum(received.standing in ('in', 'out', 'same')) as taken,
        sum(received.rows_read) as rows_read,
        sum(received.left_out) as left_out
    from received, last_day
    where received.urn = :urn and received.came_on = last_day.came_on
),
need as (
    select
        (
            select count(*)
            from received
            where urn = :urn and standing in ('held', 'incomplete', 'refused')
        ) as waiting,
        coalesce(sum(iif(effect = 'row', rows, 0)), 0) as rows_out,
        coalesce(sum(iif(effect = 'value', rows, 0)), 0) as values_blank
    from problem
    where urn = :urn
)
select
    last.*,
    need.*,
    iif(last.files = 1, 'One file', '{files:Word} files')
    || ' came on {came_on:date}'
    || case
        when last.same = last.files then ', the same as before: nothing new.'
        when last.taken = 0 then iif(last.files = 1, ' and was not taken in.', ': none was taken in.')
        else
            iif(
                last.taken < last.files,
                ', of which {taken:word} ' || iif(last.taken = 1, 'was', 'were') || ' taken in',
                ''
            )
            || case
                when last.rows_read = 0 then '.'
                when last.left_out > 0 then
                    ': {left_out:count} of {rows_read:count} rows '
                    || iif(last.left_out = 1, 'is', 'are') || ' left out.'
                when last.taken < last.files then ', with all {rows_read:count} rows.'
                when last.rows_read = 1 then ': the one row in it was taken in.'
                else ': all {rows_read:count} rows were taken in.'
            end
    end as came,
    case
        when need.waiting + need.rows_out + need.values_blank = 0 then 'Nothing needs you.'
        else 'What needs you: ' || rtrim(
            case need.waiting
                when 0 then ''
                when 1 then 'one file that waits, '
                else '{waiting:word} files that wait, '
            end
            || case need.rows_out
                when 0 then ''
                when 1 then 'one row that is left out, '
                else '{rows_out:count} rows that are left out, '
            end
            || case need.values_blank
                when 0 then ''
                when 1 then 'one value that is left blank, '
                else '{values_blank:count} values that are left blank, '
            end,
            ', '
        ) || '.'
    end as needed
from last, need;

-- name: waiting
-- Files that lie in the inbox and were not taken in.
select
    received.shown_path,
    case received.standing
        when 'held' then 'It is held. Nothing of it counts yet.'
        when 'incomplete' then 'It is cut off and was not read.'
        else 'It could not be taken in.'
    end || ' Made on {made_on:date}.' as became,
    substr(received.extract_time, 1, 10) as made_on,
    iif(received.shown_message = '', 'not known', received.shown_message) as why,
    case received.standing
        when 'held' then 'If the file is right, tell the data team, who can let it in.'
            || ' If rows are missing from it, export it again in full and send it.'
        when 'incomplete' then 'Export it again, wait until it is complete, and send it.'
        else 'Export it again from your own system as its report writes it, with its heading'
            || ' row, and send it. If it is right as it is, tell the data team.'
    end as action
from received
where received.urn = :urn and received.standing in ('held', 'incomplete', 'refused')
order by received.extract_time desc, received.path;

-- name: problem
-- What is left out or blank, by rule and column: what it means, where, and what to do.
with
line as (
    select distinct
        problem.kind,
        problem.rule,
        problem.column_name,
        problem.effect,
        load_reject.line
    from problem
    inner join load_reject
        on load_reject.sha256 = problem.sha256
        and load_reject.rule = problem.rule
        and load_reject."column" = problem.column_name
        and load_reject.effect = problem.effect
    where problem.urn = :urn
),
placed as (
    select
        line.*,
        row_number() over same_fault as place,
        count(*) over same_fault as lines
    from line
    window same_fault as (
        partition by kind, rule, column_name, effect
        order by line
        rows between unbounded preceding and unbounded following
    )
),
told as (
    select
        kind,
        rule,
        column_name,
        effect,
        max(lines) as lines,
        group_concat(iif(place <= 10 and (place < lines or lines > 10), line, null), ', ')
            as first_lines,
        max(line) as last_line
    from (select * from placed order by kind, rule, column_name, effect, place)
    group by kind, rule, column_name, effect
),
listed as (
    select
        problem.*,
        received.shown_path,
        substr(received.extract_time, 1, 10) as made_on,
        told.lines,
        told.first_lines,
        told.last_line,
        problem.files - 1 as others,
        told.lines - 10 as more_lines
    from problem
    inner join received on received.urn = problem.urn and received.path = problem.path
    inner join told
        on told.kind = problem.kind
        and told.rule = problem.rule
        and told.column_name = problem.column_name
        and told.effect = problem.effect
    where problem.urn = :urn
)
select
    listed.*,
    iif(listed.column_name = '', 'Whole rows', '{column_name}') || ': {rows:count} '
    || case
        when listed.effect = 'value' then
            iif(listed.rows = 1, 'value', 'values') || ' left blank in '
        else iif(listed.rows = 1, 'row', 'rows') || ' left out of '
    end || 'the {kind}' as heading,
    coalesce(code_name.name, listed.rule)
    || iif(listed.effect = 'value', ' The rest of the row was taken in.', '') as meaning,
    case
        when listed.lines = 1 then 'line {last_line_text}'
        when listed.lines <= 10 then 'lines {first_lines} and {last_line_text}'
        when listed.lines >= 1000 then 'lines {first_lines} and more than {more_lines:count} more'
        else 'lines {first_lines} and {more_lines:count} more'
    end || ' of {shown_path}, made on {made_on:date}'
    || case listed.files
        when 1 then ''
        when 2 then '; one other file has the same fault'
        else '; {others:word} other files have the same fault'
    end as place,
    cast(listed.last_line as text) as last_line_text,
    coalesce(action.name, '') as action,
    coalesce(system.name, '') as system,
    coalesce(way.name, '') as way,
    iif(coalesce(way.name, '') = '', '', 'In {system}: {way}') as where_to
from listed
left join school_system on school_system.urn = listed.urn
left join code_name as system
    on system.code_set = 'systems' and system.code = school_system.system
left join code_name as spot
    on spot.code_set = 'reject_places' and spot.code = listed.rule
left join code_name as way
    on way.code_set = 'system_' || spot.name
    and way.code = school_system.system
    and (spot.name = 'register' or listed.kind = 'pupils list' or listed.rule = 'not_on_roll')
left join code_name on code_name.code_set = 'reject_rules' and code_name.code = listed.rule
left join code_name as action
    on action.code_set = 'reject_actions' and action.code = listed.rule
order by listed.effect, listed.rows desc, listed.kind, listed.column_name, listed.rule;

-- name: newest
-- How old the newest data of each kind is that was taken in from the school, or from others
-- about it.
with
mine as (
    select dim_school.school_key, context.as_of
    from dim_school, context
    where dim_school.urn = :urn
),
kind_sent as (
    select
        coalesce(extract_name.name, replace(extract_type_of.type, '_', ' ')) as kind,
        min(coalesce(extract_name.position, 99)) as position,
        substr(max(sent_content.extract_time), 1, 10) as made_on,
        max(sent_content.last_date) as marks_to
    from mine
    cross join sent_content on sent_content.school_key = mine.school_key
    inner join extract_type_of on extract_type_of.types = sent_content.type
    left join extract_name on extract_name.type = extract_type_of.type
    where extract_type_of.type not in ('schools', 'advisers')
        and sent_content.is_taken_in = 1
    group by 1
    union all
    select extract_name.name, extract_name.position, null, ''
    from extract_name
    where extract_name.type in ('pupils', 'attendance')
        and not exists (
            select 1
            from mine
            cross join sent_content on sent_content.school_key = mine.school_key
            inner join extract_type_of on extract_type_of.types = sent_content.type
            inner join extract_name as other on other.type = extract_type_of.type
            where other.name = extract_name.name
                and sent_content.is_taken_in = 1
        )
)
select
    '{kind:Start}' as name,
    kind_sent.kind,
    coalesce(kind_sent.made_on, 'None yet') as made_on,
    iif(
        kind_sent.made_on is null,
        '[z]',
        max(0, cast(julianday(mine.as_of) - julianday(kind_sent.made_on) as integer))
    ) as days,
    iif(
        kind_sent.made_on is null,
        '[z]',
        (select count(*) from school_day where school_day.date > kind_sent.made_on)
    ) as school_days,
    iif(kind_sent.marks_to = '', '[z]', kind_sent.marks_to) as marks_to
from kind_sent, mine
order by kind_sent.position, kind_sent.kind;

-- name: listing
-- How many files came in the last 30 days, for the table that shows the newest of them.
select
    count(*) as files,
    iif(
        count(*) > 30,
        'The newest 30 of {files:count} files of the last 30 days.',
        ''
    ) as more
from received, context
where received.urn = :urn and received.came_on > date(context.as_of, '-30 days');

-- name: file
-- Files of the last 30 days.
select
    received.shown_path,
    received.kind,
    '{kind:Start}' as name,
    substr(received.extract_time, 1, 10) as made_on,
    received.came_on,
    case received.standing
        when 'in' then
            case
                when received.rows_read > 0 and received.left_out >= received.rows_read
                    then 'No row could be taken in'
                when received.left_out > 0 then 'Taken in, but for some rows'
                else 'Taken in'
            end
        when 'out' then 'Taken back out by the data team'
        when 'same' then
            case
                when received.shown_message = '' then 'Same as a file before'
                when received.shown_message like 'withdrawn%' then 'Taken back out by the data team'
                else 'Same as a file before: ' || received.shown_message
            end
        when 'held' then 'Held'
        when 'incomplete' then 'Cut off, not read'
        when 'refused' then 'Not taken in'
        else 'Not taken in, and no longer there'
    end as standing,
    iif(received.standing = 'in', received.rows_read, '[z]') as rows_read,
    iif(received.standing = 'in', received.rows_read - received.left_out, '[z]') as rows_in,
    iif(received.standing = 'in', received.left_out, '[z]') as left_out,
    iif(received.standing = 'in', received.left_blank, '[z]') as left_blank
from received, context
where received.urn = :urn and received.came_on > date(context.as_of, '-30 days')
order by received.came_on desc, received.extract_time desc, received.path
limit 30;
