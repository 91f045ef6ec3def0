-- due: what was to come from whom, and what did: tables for the lines of chase.sql and the sheets
-- of quality.sql.

-- name: setup
-- open_school: schools that are open, the county's and those elsewhere that a child counts at.
create temp table open_school (
    school_key integer primary key,
    urn text not null,
    name text not null,
    phase text not null,
    is_ours integer not null check (is_ours in (0, 1))
) strict;

insert into open_school (school_key, urn, name, phase, is_ours)
select
    dim_school.school_key,
    dim_school.urn,
    dim_school.name,
    coalesce(dim_school.phase, ''),
    coalesce(dim_school.la_code = context.la_code, 0)
from dim_school
cross join context
where dim_school.status like 'Open%'
    and (
        dim_school.la_code = context.la_code
        or dim_school.school_key in (select coverage_day.school_key from coverage_day)
    );

-- feed: load_feed of the open schools, and the sessions since their newest attendance, marks or
-- counts of sessions: all since the first where there is none.
--
-- newest_date, school_days, is_stopped  of their newest attendance; last_date: of their marks
create temp table feed (
    school_key integer primary key,
    last_date text,
    newest_date text,
    school_days integer not null,
    is_stopped integer not null,
    since text,
    sessions integer not null
) strict;

insert into feed (
    school_key, last_date, newest_date, school_days, is_stopped, since, sessions
)
select
    load_feed.school_key,
    load_feed.last_date,
    load_feed.newest_date,
    load_feed.newest_days,
    load_feed.is_late,
    min(coverage_day.date),
    coalesce(sum(2 * coverage_day.pupils), 0)
from load_feed
inner join open_school on open_school.school_key = load_feed.school_key
left join coverage_day
    on coverage_day.school_key = load_feed.school_key
    and coverage_day.date > coalesce(load_feed.newest_date, '')
    and coverage_day.pupils > 0
group by load_feed.school_key;

-- term_coverage: load_coverage of the running term, and of the term before it.
create temp table term_coverage (
    school_key integer not null,
    is_now integer not null check (is_now in (0, 1)),
    expected integer not null,
    held integer not null,
    share real not null,
    is_low integer not null,
    inset_days integer not null,
    counted integer not null,
    primary key (is_now, school_key)
) strict, without rowid;

insert into term_coverage (school_key, is_now, expected, held, share, is_low, inset_days, counted)
with term (period, is_now) as materialized ( -- else all days are read for each of them
    select context.term, 1
    from context
    union all
    select
        (
            select earlier.id
            from dim_period as earlier
            where earlier.grain = 'term' and earlier.start_date < running.start_date
            order by earlier.start_date desc
            limit 1
        ),
        0
    from context
    inner join dim_period as running on running.id = context.term
)
select
    load_coverage.school_key,
    term.is_now,
    load_coverage.expected,
    load_coverage.held,
    load_coverage.share,
    load_coverage.is_low,
    load_coverage.inset_days,
    load_coverage.counted
from load_coverage
inner join term on term.period = load_coverage.period;

-- week: a school's last five school days beside the five before them, of the last four weeks: whom
-- it expected on a day, and of days with marks how many sessions have one. No row of a school that
-- has fewer days.
create temp table week (
    school_key integer primary key,
    since text not null,
    pupils integer not null,
    pupils_before integer not null,
    share real,
    share_before real
) strict;

insert into week (school_key, since, pupils, pupils_before, share, share_before)
with day as (
    select
        coverage_day.school_key,
        coverage_day.date,
        coverage_day.pupils,
        iif(coverage_day.is_marked, coverage_day.held, null) as held,
        iif(coverage_day.is_marked, 2 * coverage_day.pupils, null) as expected,
        row_number() over (
            partition by coverage_day.school_key
            order by coverage_day.date desc
        ) <= 5 as is_now,
        row_number() over (
            partition by coverage_day.school_key
            order by coverage_day.date desc
        ) as place
    from coverage_day
    cross join context
    where coverage_day.date between date(context.as_of, '-28 days') and context.as_of
        and coverage_day.is_inset = 0
)
select
    day.school_key,
    min(iif(is_now, date, null)),
    cast(round(avg(iif(is_now, pupils, null))) as integer),
    cast(round(avg(iif(is_now, null, pupils))) as integer),
    sum(iif(is_now, held, null)) * 100.0 / nullif(sum(iif(is_now, expected, null)), 0),
    sum(iif(is_now, null, held)) * 100.0 / nullif(sum(iif(is_now, null, expected)), 0)
from day
inner join open_school on open_school.school_key = day.school_key
where day.place <= 10
group by day.school_key
having count(*) = 10;

-- school_extract: what the county's open schools are expected to send, and what came: an extract
-- that half of the schools of a phase have sent this school year, each its own file. A file of
-- several schools is not theirs: where it is silent of one, there is nothing to ask that one for.
--
-- typical  the day by which half of those that sent it this year had sent their newest
-- state    never; old: not this school year; behind: over two weeks before the typical day;
--          current
create temp table school_extract (
    school_key integer not null,
    kind text not null,
    position integer not null,
    newest text,
    typical text not null,
    state text not null,
    primary key (school_key, kind)
) strict, without rowid;

insert into school_extract (school_key, kind, position, newest, typical, state)
with
own as (
    select sha256, min(school_key) as school_key
    from sent_content
    where school_key is not null and is_taken_in = 1
    group by sha256
    having count(distinct school_key) = 1
),
sent as (
    select
        open_school.school_key,
        open_school.phase,
        extract_name.name as kind,
        min(extract_name.position) as position,
        substr(max(sent_content.extract_time), 1, 10) as newest
    from own
    inner join open_school on open_school.school_key = own.school_key and open_school.is_ours = 1
    inner join sent_content on sent_content.sha256 = own.sha256
    inner join extract_type_of on extract_type_of.types = sent_content.type
    inner join extract_name
        on extract_name.type = extract_type_of.type and extract_name.is_school = 1
    group by open_school.school_key, extract_name.name
),
this_year as (
    select
        sent.phase,
        sent.kind,
        sent.position,
        sent.newest,
        row_number() over by_day as place,
        count(*) over (partition by sent.phase, sent.kind) as schools
    from context
    cross join dim_period on dim_period.id = context.year
    cross join sent
    where sent.newest >= dim_period.start_date
    window by_day as (partition by sent.phase, sent.kind order by sent.newest)
),
ours as materialized (
    select phase, count(*) as schools
    from open_school
    where is_ours = 1
    group by phase
),
expected as materialized (
    select this_year.phase, this_year.kind, this_year.position, this_year.newest as typical
    from this_year
    inner join ours on ours.phase = this_year.phase
    where this_year.place = (this_year.schools + 1) / 2
        and 2 * this_year.schools >= ours.schools
)
select
    open_school.school_key,
    expected.kind,
    expected.position,
    sent.newest,
    expected.typical,
    case
        when sent.newest is null then 'never'
        when sent.newest < dim_period.start_date then 'old'
        when julianday(expected.typical) - julianday(sent.newest) > 14 then 'behind'
        else 'current'
    end
from context
cross join dim_period on dim_period.id = context.year
cross join expected
inner join open_school on open_school.phase = expected.phase and open_school.is_ours = 1
left join sent on sent.school_key = open_school.school_key and sent.kind = expected.kind;

-- central_extract: what others send, or one file for all schools, and its rhythm.
--
-- usual  days between two sendings: half of them came sooner; null before the second
-- state  late: longer ago than twice that and a week; once: sent once, and longer ago than a term,
--        so that nobody can say; current. The lists of who has a social worker are late after a
--        month, whatever their rhythm is; answers are sent when there are any, and never late
create temp table central_extract (
    type text primary key,
    name text not null,
    newest text not null,
    sendings integer not null,
    usual integer,
    days integer not null,
    state text not null
) strict, without rowid;

insert into central_extract (type, name, newest, sendings, usual, days, state)
with
sending as (
    select distinct extract_type_of.type, substr(sent_content.extract_time, 1, 10) as date
    from sent_content
    inner join extract_type_of on extract_type_of.types = sent_content.type
    where extract_type_of.type not in (
        select extract_name.type
        from extract_name
        inner join school_extract on school_extract.kind = extract_name.name
    )
),
gap as (
    select
        type,
        date,
        julianday(date) - julianday(lag(date) over (partition by type order by date)) as days
    from sending
),
ranked as (
    select
        type,
        days,
        row_number() over (partition by type order by days) as place,
        count(*) over (partition by type) as gaps
    from gap
    where days is not null
),
feed as (
    select
        sending.type,
        max(sending.date) as newest,
        count(*) as sendings,
        (
            select cast(ranked.days as integer)
            from ranked
            where ranked.type = sending.type and ranked.place = (ranked.gaps + 1) / 2
        ) as usual
    from sending
    group by sending.type
),
aged as (
    select
        feed.*,
        cast(julianday(context.as_of) - julianday(feed.newest) as integer) as days
    from feed
    cross join context
)
select
    aged.type,
    coalesce(extract_name.name, replace(replace(aged.type, 'ssda903', 'SSDA903'), '_', ' ')),
    aged.newest,
    aged.sendings,
    aged.usual,
    max(aged.days, 0),
    case
        when aged.type = 'actions' then 'current'
        when aged.days > 2 * aged.usual + 7 then 'late'
        when aged.type = 'social_care' and aged.days > 31 then 'late'
        when aged.sendings = 1 and aged.days > 92 then 'once'
        else 'current'
    end
from aged
left join extract_name on extract_name.type = aged.type;

-- never_sent: extracts of which nothing has ever come from anybody, where figures count their rows
-- among others, so that none would look like 0 (dim_metric_untold). None before the first list of
-- pupils: then nothing is known of what is to come.
create temp table never_sent (
    name text primary key,
    position integer not null
) strict, without rowid;

insert into never_sent (name, position)
with taken_in as (
    select extract_type_of.type
    from sent_content
    inner join extract_type_of on extract_type_of.types = sent_content.type
    where sent_content.is_taken_in = 1
)
select distinct extract_name.name, extract_name.position
from extract_name
inner join dim_metric on dim_metric.extract = extract_name.type
where extract_name.type not in (select taken_in.type from taken_in)
    and exists (select 1 from taken_in where taken_in.type = 'pupils');

-- plan_match: how the children of each open plan were found on schools' lists, those of
-- compulsory school age apart: the others may well be on none.
create temp table plan_match (
    plan text primary key,
    name text not null,
    children integer not null,
    of_age integer not null,
    by_upn integer not null,
    by_identity integer not null,
    by_name integer not null,
    not_found integer not null,
    not_found_of_age integer not null
) strict, without rowid;

insert into plan_match (
    plan, name, children, of_age, by_upn, by_identity, by_name, not_found, not_found_of_age
)
with
open_plan as (
    select distinct
        care_spell.plan,
        care_spell.pupil_key
    from care_spell, context
    where care_spell.start_date <= context.as_of
        and coalesce(care_spell.end_date, '9999') > context.as_of
),
child as (
    select
        open_plan.plan,
        -- Aged 5 to 15 on the 31 August before; one without a date of birth may be.
        coalesce(
            dim_pupil.date_of_birth > (substr(context.year, 1, 4) - 16) || '-08-31'
            and dim_pupil.date_of_birth <= (substr(context.year, 1, 4) - 5) || '-08-31',
            1
        ) as is_of_age,
        matched.best as how
    from open_plan
    cross join context
    inner join matched on matched.pupil_key = open_plan.pupil_key
    inner join dim_pupil on dim_pupil.pupil_key = open_plan.pupil_key
)
select
    plan,
    case plan when 'CLA' then 'Looked after' when 'CPP' then 'Protection plan' else 'In need' end,
    count(*),
    sum(is_of_age),
    sum(how = 2),
    sum(how = 1),
    sum(how = 3),
    sum(how = 4),
    sum(how = 4 and is_of_age)
from child
group by plan;

-- newest_central: the newest contents of extracts that are no school's.
create temp table newest_central (
    sha256 text primary key,
    type text not null,
    since text not null
) strict, without rowid;

insert into newest_central (sha256, type, since)
select distinct sent_content.sha256, sent_content.type, substr(sent_content.extract_time, 1, 10)
from sent_content
inner join (
    select type, max(extract_time) as extract_time
    from sent_content
    group by type
) as newest
    on newest.type = sent_content.type and newest.extract_time = sent_content.extract_time
where sent_content.sha256 not in (
    select load_file.sha256
    from load_file
    inner join file_school on file_school.path = load_file.path
);

-- no_adviser: open schools without an adviser where a child with a social worker is on roll, of
-- whatever status.
create temp table no_adviser (
    school_key integer primary key,
    children integer not null
) strict;

insert into no_adviser (school_key, children)
select
    dim_school.school_key,
    count(distinct stay_status.pupil_key)
from context
inner join pupil_cohort on pupil_cohort.period = context.year and pupil_cohort.cohort = 'csw'
cross join stay_status -- found by the child
    on stay_status.pupil_key = pupil_cohort.pupil_key
    and context.as_of between stay_status.from_date and stay_status.to_date
    and context.as_of between stay_status.entry_date and stay_status.last_date
cross join dim_school on dim_school.school_key = stay_status.school_key
where dim_school.adviser is null and dim_school.status like 'Open%'
group by dim_school.school_key;
