-- lists: what the lists of reasons to look at a child have in common, whatever the list: who may be
-- named for whom, since when it is so, and what was answered. Its setup reads those of restricted
-- and of inspection.

-- name: setup
-- list_day: the school days up to the day, Mondays to Fridays inside half terms, the newest being
-- number 1; those of the years in a row whose terms are known, none where the day's are not.
create temp table list_day (
    date text primary key,
    number integer not null
) strict, without rowid;

insert into list_day (date, number)
with recursive
half as (
    select
        start_date,
        end_date,
        coalesce(
            julianday(start_date) - julianday(lag(end_date) over (order by start_date)) > 100,
            1
        ) as is_first -- no holiday is as long: a year is missing
    from dim_period
    where grain = 'half_term'
),
known as (
    select half.start_date, min(half.end_date, context.as_of) as end_date
    from context
    cross join half
    where half.start_date <= context.as_of
        and half.start_date >= (
            select max(newest.start_date)
            from half as newest
            where newest.is_first = 1 and newest.start_date <= context.as_of
        )
        and date(context.as_of, '-100 days') <= (
            select max(last.end_date)
            from half as last
            where last.start_date <= context.as_of
        )
),
day (date, end_date) as (
    select start_date, end_date
    from known
    union all
    select date(day.date, '+1 day'), day.end_date
    from day
    where day.date < day.end_date
)
select date, row_number() over (order by date desc)
from day
where strftime('%w', date) between '1' and '5';

-- list_since: one row, from when on what began is new: for who looked yesterday, or on Friday where
-- the day is of a weekend or a Monday, and within the last seven days.
create temp table list_since (
    new_from text not null,
    week_from text not null
) strict;

insert into list_since (new_from, week_from)
select
    date(
        as_of,
        case strftime('%w', as_of)
            when '0' then '-2 days'
            when '1' then '-3 days'
            else '-1 day'
        end
    ),
    date(as_of, '-6 days')
from context;

-- list_child: children who are on a list and may be named, and the role that may see their names.
--
-- place  1 in care or on a protection plan, 2 others
-- name   surname first; that a match is to be confirmed, where it is by name alone
-- nc_year  of this year's roll, the age where none has the child
-- is_of_age  of compulsory school age (5 to 15 on the 31 August), or of an age nobody knows
-- team   'No team' where none is on record
create temp table list_child (
    pupil_key integer primary key,
    role text not null,
    place integer not null,
    plan text not null,
    name text not null,
    upn text not null,
    nc_year text not null,
    is_of_age integer not null,
    team text not null,
    social_worker text not null
) strict;

insert into list_child (
    pupil_key, role, place, plan, name, upn, nc_year, is_of_age, team, social_worker
)
with
by_name as (
    select matched.pupil_key
    from matched
    where matched.by_name = matched.ids
),
stay as (
    select
        fct_enrolment.pupil_key,
        fct_enrolment.nc_year,
        row_number() over (
            partition by fct_enrolment.pupil_key
            order by
                coalesce(fct_enrolment.leaving_date, '9999') >= context.as_of desc,
                fct_enrolment.status in ('C', 'M') desc,
                fct_enrolment.entry_date desc,
                fct_enrolment.nc_year
        ) as position
    from context
    inner join dim_period as year on year.id = context.year
    cross join child
    cross join fct_enrolment on fct_enrolment.pupil_key = child.pupil_key
    -- The year in which a child left before this one is its year no more, and that in which it
    -- will enter another school not yet.
    where coalesce(fct_enrolment.leaving_date, '9999') >= year.start_date
        and fct_enrolment.entry_date <= context.as_of
)
select
    child.pupil_key,
    child.role,
    iif(child.plan in ('In care', 'Protection plan'), 1, 2),
    child.plan,
    coalesce(
        dim_pupil.surname || ', ' || dim_pupil.forename,
        dim_pupil.surname, dim_pupil.forename, 'No name, id ' || child.child_id
    ) || iif(by_name.pupil_key is null, '', ' (match to confirm)'),
    coalesce(dim_pupil.upn, 'None; id ' || child.child_id),
    coalesce(stay.nc_year, 'Age ' || said(inspection_child.age, 'count'), '[x]'),
    coalesce(inspection_child.age_before between 5 and 15, 1),
    iif(child.team = '[x]', 'No team', child.team),
    iif(child.social_worker = '[x]', 'Not on record', child.social_worker)
from child
inner join dim_pupil on dim_pupil.pupil_key = child.pupil_key
left join by_name on by_name.pupil_key = child.pupil_key
left join inspection_child on inspection_child.pupil_key = child.pupil_key
left join stay on stay.pupil_key = child.pupil_key and stay.position = 1
where child.pupil_key in (select mart_safety.pupil_key from mart_safety)
    or child.pupil_key in (select mart_watch.pupil_key from mart_watch);

-- list_sent: the day of the newest extract that shows what a reason is about, by school; of school
-- 0 those that speak of none.
create temp table list_sent (
    data text not null,
    school_key integer not null,
    day text not null,
    primary key (data, school_key)
) strict, without rowid;

insert into list_sent (data, school_key, day)
select
    shown.data,
    coalesce(load_sent.school_key, 0),
    substr(max(load_sent.extract_time), 1, 10)
from (select distinct data from dim_reason where data is not null) as shown
inner join load_sent on instr(' ' || load_sent.type, ' ' || shown.data) > 0
where load_sent.is_taken_in = 1
    and exists (select 1 from list_child)
group by shown.data, coalesce(load_sent.school_key, 0);

-- list_row: a row of a list, answered or not, of a child who may be named.
--
-- told    a sentence of what is on record; of a list whose reasons say it in words: null, or what is
--         on record besides
-- due     the day for which what is missing is booked or was due; null where none is on record
-- back    of a row that came back: a sentence of how it was answered and what has happened since
-- school_key  the reason's; where that has closed, so that nobody can be asked there, the one that has
--         the child now
-- days    school days since then, that day being one; null where terms so far back are not known
-- kind    1 seen by nobody at a school that marks others, 2 at no school, 3 seen, but records
--         do not agree or nobody has met, 4 at a school that sends nothing
-- state   open, reopened, closed, snoozed
create temp table list_row (
    list text not null,
    pupil_key integer not null,
    reason text not null,
    label text not null,
    words text,
    told text,
    due text,
    value real,
    "limit" real,
    sessions_to_10 integer,
    can_recover integer,
    school_key integer,
    since text not null,
    days integer,
    kind integer not null,
    data_date text,
    state text not null,
    action text,
    answered text,
    until text,
    back text,
    primary key (list, pupil_key, reason)
) strict, without rowid;

insert into list_row (
    list, pupil_key, reason, label, words, told, due, value, "limit", sessions_to_10, can_recover,
    school_key, since, days, kind, data_date, state, action, answered, until, back
)
select
    concern.list,
    concern.pupil_key,
    concern.reason,
    dim_reason.label,
    dim_reason.words,
    concern.told,
    concern.due,
    concern.value,
    concern."limit",
    concern.sessions_to_10,
    concern.can_recover,
    iif(
        closed.school_key is null,
        concern.school_key,
        coalesce(inspection_school.school_key, concern.school_key)
    ),
    concern.since,
    iif(
        concern.since >= (select min(list_day.date) from list_day),
        coalesce((
            select list_day.number
            from list_day
            where list_day.date >= concern.since
            order by list_day.date
            limit 1
        ), 0),
        null
    ),
    case
        when concern.reason = 'school_silent' then 4
        when concern.reason in (
            'two_rolls', 'present_while_away', 'part_time_lapsed', 'new_to_care'
        ) then 3
        when concern.school_key is null then 2
        else 1
    end,
    coalesce(
        concern.data_date,
        (
            select list_sent.day
            from list_sent
            where list_sent.data = dim_reason.data
                and list_sent.school_key = concern.school_key
        ),
        (
            select max(list_sent.day)
            from list_sent
            where list_sent.data = dim_reason.data
        )
    ),
    coalesce(mart_answer.state, 'open'),
    mart_answer.action,
    mart_answer.answered,
    mart_answer.until,
    iif(
        mart_answer.state = 'reopened',
        ' Answered ' || mart_answer.action || ' on ' || said(mart_answer.answered, 'date')
            || ', and back: ' || rtrim(mart_answer.changed, '.') || '.',
        null
    )
from (
    select
        'safety' as list, reason, pupil_key, school_key, since, evidence as told, null as due,
        null as value, null as "limit", null as sessions_to_10, null as can_recover, data_date
    from mart_safety
    union all
    select
        'watch', mart_watch.reason, mart_watch.pupil_key, mart_watch.school_key, mart_watch.since,
        inspection_plan.words || '.', inspection_plan.day, mart_watch.value, mart_watch."limit",
        mart_watch.sessions_to_10, mart_watch.can_recover, null
    from mart_watch
    left join inspection_plan
        on inspection_plan.pupil_key = mart_watch.pupil_key
        and mart_watch.reason = 'no_plan_this_term'
) as concern
inner join list_child on list_child.pupil_key = concern.pupil_key
inner join dim_reason on dim_reason.reason = concern.reason
left join inspection_place as closed
    on closed.school_key = concern.school_key and closed.status like 'Closed%'
left join inspection_school on inspection_school.pupil_key = concern.pupil_key
left join mart_answer
    on mart_answer.list = concern.list
    and mart_answer.reason = concern.reason
    and mart_answer.pupil_key = concern.pupil_key;

-- list_last: of children at no school the one where somebody may know where they went: the school
-- that the register says they were at before, else the last on whose roll they were.
create temp table list_last (
    pupil_key integer primary key,
    school_key integer not null
) strict;

insert into list_last (pupil_key, school_key)
with
gone as (
    select distinct list_row.pupil_key
    from list_row
    where list_row.school_key is null
),
been as (
    select
        gone.pupil_key,
        dim_school.school_key,
        dim_school.urn,
        1 as source,
        fct_register.start_date as day
    from gone
    cross join context
    cross join fct_register on fct_register.pupil_key = gone.pupil_key
    inner join dim_school on dim_school.urn = fct_register.previous_urn
    where fct_register.start_date <= context.as_of
        and coalesce(fct_register.end_date, '9999') > context.as_of
    union all
    select
        gone.pupil_key,
        dim_school.school_key,
        dim_school.urn,
        2,
        min(stay_status.last_date, stay_status.to_date)
    from gone
    cross join context
    cross join stay_status on stay_status.pupil_key = gone.pupil_key
    inner join dim_school on dim_school.school_key = stay_status.school_key
    where stay_status.status in ('C', 'M')
        and min(stay_status.last_date, stay_status.to_date) between max(
            stay_status.entry_date, stay_status.from_date
        ) and context.as_of
),
ranked as (
    select
        been.*,
        row_number() over (
            partition by been.pupil_key order by been.source, been.day desc, been.urn
        ) as place
    from been
)
select pupil_key, school_key
from ranked
where place = 1;

-- list_open: a row an open row of a list, in the order in which it is read: a child's rows stand
-- together. Of the safety list care and protection come first, then what came back, then whom
-- nobody sees, those of compulsory school age and then the longest first, children of silent
-- schools last; of others what came back and
-- then what began or was due last, of equals that of which nothing is on record, and then by the
-- day on which it is due.
--
-- place     of the row among the child's, of so many
-- mark      what it begins with: that it is new or came back
create temp table list_open (
    list text not null,
    position integer not null,
    pupil_key integer not null,
    reason text not null,
    name text not null,
    mark text not null,
    school text not null,
    ring text not null,
    primary key (list, position)
) strict, without rowid;

insert into list_open (list, position, pupil_key, reason, name, mark, school, ring)
with
block as (
    select
        list,
        pupil_key,
        max(state = 'reopened') as is_back,
        min(kind) as kind,
        min(since) as first_since,
        max(iif(due < context.as_of, max(due, since), since)) as last_since,
        min(due) as due,
        count(*) as reasons
    from list_row
    cross join context
    where state in ('open', 'reopened')
    group by list, pupil_key
),
placed as (
    select
        list_row.*,
        block.is_back,
        block.kind as block_kind,
        block.first_since,
        block.last_since,
        block.due as block_due,
        block.reasons,
        row_number() over (
            partition by list_row.list, list_row.pupil_key
            order by
                list_row.state = 'reopened' desc,
                iif(list_row.list = 'safety', list_row.kind, 0),
                iif(list_row.list = 'safety', list_row.since, null),
                list_row.since desc,
                list_row.reason
        ) as place
    from list_row
    inner join block
        on block.list = list_row.list and block.pupil_key = list_row.pupil_key
    where list_row.state in ('open', 'reopened')
)
select
    placed.list,
    row_number() over (
        partition by placed.list
        order by
            list_child.place,
            iif(placed.list = 'safety', placed.block_kind = 4, 0),
            placed.is_back desc,
            iif(placed.list = 'safety', placed.block_kind, 0),
            iif(placed.list = 'safety', list_child.is_of_age, 0) desc,
            iif(placed.list = 'safety', placed.first_since, null),
            placed.last_since desc,
            placed.block_due,
            list_child.name,
            list_child.upn,
            placed.pupil_key,
            placed.place
    ),
    placed.pupil_key,
    placed.reason,
    list_child.name
        || iif(placed.reasons = 1, '', ' (' || placed.place || ' of ' || placed.reasons || ')'),
    case
        when placed.state = 'reopened' then 'Back: '
        when placed.since >= list_since.new_from then 'New: '
        else ''
    end,
    coalesce(dim_school.name, 'At no school'),
    list_child.social_worker
        || iif(list_child.role = 'care' and list_child.team <> 'No team',
            ', ' || list_child.team, '')
        || coalesce(
            '; adviser ' || nullif(dim_school.adviser, ''),
            '; last school''s adviser ' || nullif(last_school.adviser, ''),
            ''
        )
from placed
cross join list_since
inner join list_child on list_child.pupil_key = placed.pupil_key
left join dim_school on dim_school.school_key = placed.school_key
left join list_last on list_last.pupil_key = placed.pupil_key and placed.school_key is null
left join dim_school as last_school on last_school.school_key = list_last.school_key;

-- list_count: how many children a reason lists and how they were answered; a last row of a list
-- counts each child once.
create temp table list_count (
    list text not null,
    position integer not null,
    label text not null,
    care integer not null,
    need integer not null,
    new integer not null,
    week integer not null,
    back integer not null,
    closed integer not null,
    done integer not null,
    known integer not null,
    wrong integer not null,
    snoozed integer not null,
    primary key (list, position, label)
) strict, without rowid;

insert into list_count (
    list, position, label, care, need, new, week, back, closed, done, known, wrong, snoozed
)
with
kept as (
    select
        list_row.list,
        list_row.reason,
        iif(list_row.state in ('open', 'reopened'), list_row.pupil_key, null) as is_open,
        iif(list_row.state = 'closed', list_row.pupil_key, null) as is_closed,
        iif(list_row.state = 'snoozed', list_row.pupil_key, null) as is_snoozed,
        list_row.state,
        list_row.action,
        list_row.since,
        list_child.role
    from list_row
    inner join list_child on list_child.pupil_key = list_row.pupil_key
),
each (list, position, reason, label) as (
    select substr(mart, 6), 1, reason, label
    from dim_reason
    union all
    select distinct substr(mart, 6), 2, null, 'Children, each counted once'
    from dim_reason
)
select
    each.list,
    each.position,
    each.label,
    count(distinct iif(kept.role = 'care', kept.is_open, null)),
    count(distinct iif(kept.role = 'need', kept.is_open, null)),
    count(distinct iif(kept.since >= list_since.new_from, kept.is_open, null)),
    count(distinct iif(kept.since >= list_since.week_from, kept.is_open, null)),
    count(distinct iif(kept.state = 'reopened', kept.is_open, null)),
    count(distinct kept.is_closed),
    count(distinct iif(kept.action = 'DONE', kept.is_closed, null)),
    count(distinct iif(kept.action = 'KNOWN', kept.is_closed, null)),
    count(distinct iif(kept.action = 'WRONG', kept.is_closed, null)),
    count(distinct kept.is_snoozed)
from each
cross join list_since
left join kept on kept.list = each.list and kept.reason = coalesce(each.reason, kept.reason)
group by each.list, each.position, each.label;

-- list_unknown: one row: what is said where no record of social care has come; blank where one has.
create temp table list_unknown (
    words text not null
) strict;

insert into list_unknown (words)
select
    iif(
        exists (
            select 1
            from inspection_sent
            where type in ('social_care', 'ssda903_episodes')
        ),
        '',
        'No record of social care has come, so that nobody can be listed.'
    );

-- list_unread: one row, a line on answers that named no row of any list, in whichever file: of a
-- rule or a child that nobody knows, or whose row was rejected in a file of the last seven days,
-- for what is mended comes in a later one. Empty where there is none.
create temp table list_unread (
    line text not null
) strict;

insert into list_unread (line)
with unread (answers) as (
    select answers
    from load_answer
    where state in ('unknown_reason', 'unknown_child')
    union all
    select load_reject.rows
    from load_reject
    where load_reject.effect = 'row'
        and load_reject.sha256 in (
            select load_sent.sha256
            from load_sent
            cross join list_since
            where instr(' ' || load_sent.type || ' ', ' actions ')
                and load_sent.extract_time >= list_since.week_from
        )
)
select
    iif(
        coalesce(sum(answers), 0) = 0,
        '',
        said(sum(answers), 'Word') || iif(sum(answers) = 1, ' answer', ' answers')
            || ' named no row and closed nothing: see quality/data-quality.xlsx.'
    )
from unread;

-- list_team: how many children of a social work team are on a list, and how its rows were answered.
--
-- protected  of those open, on a protection plan
create temp table list_team (
    list text not null,
    team text not null,
    open integer not null,
    protected integer not null,
    new integer not null,
    week integer not null,
    back integer not null,
    closed integer not null,
    snoozed integer not null,
    primary key (list, team)
) strict, without rowid;

insert into list_team (list, team, open, protected, new, week, back, closed, snoozed)
select
    list_row.list,
    list_child.team,
    count(distinct iif(list_row.state in ('open', 'reopened'), list_row.pupil_key, null)),
    count(distinct iif(
        list_row.state in ('open', 'reopened') and list_child.place = 1, list_row.pupil_key, null
    )),
    count(distinct iif(
        list_row.state in ('open', 'reopened') and list_row.since >= list_since.new_from,
        list_row.pupil_key,
        null
    )),
    count(distinct iif(
        list_row.state in ('open', 'reopened') and list_row.since >= list_since.week_from,
        list_row.pupil_key,
        null
    )),
    count(distinct iif(list_row.state = 'reopened', list_row.pupil_key, null)),
    count(distinct iif(list_row.state = 'closed', list_row.pupil_key, null)),
    count(distinct iif(list_row.state = 'snoozed', list_row.pupil_key, null))
from list_row
cross join list_since
inner join list_child
    on list_child.pupil_key = list_row.pupil_key and list_child.role = 'need'
group by list_row.list, list_child.team;

-- list_closed: the rows that answers have closed or put off, for the sheets that say so.
create temp table list_closed (
    list text not null,
    pupil_key integer not null,
    reason text not null,
    role text not null,
    team text not null,
    name text not null,
    upn text not null,
    label text not null,
    answer text not null,
    answered text not null,
    until text not null,
    since text not null,
    school text not null,
    social_worker text not null,
    primary key (list, pupil_key, reason)
) strict, without rowid;

insert into list_closed (
    list, pupil_key, reason, role, team, name, upn, label, answer, answered, until, since, school,
    social_worker
)
select
    list_row.list,
    list_row.pupil_key,
    list_row.reason,
    list_child.role,
    list_child.team,
    list_child.name,
    list_child.upn,
    list_row.label,
    list_row.action,
    list_row.answered,
    coalesce(list_row.until, '[z]'),
    list_row.since,
    coalesce(dim_school.name, 'At no school'),
    list_child.social_worker
from list_row
inner join list_child on list_child.pupil_key = list_row.pupil_key
left join dim_school on dim_school.school_key = list_row.school_key
where list_row.state in ('closed', 'snoozed');

-- name: team
-- One row per social work team that has a child in need or on a protection plan on a list, to be
-- found on a school's, to be asked for by a return or not in full-time education; one for those of
-- no team.
select distinct
    team,
    iif(team = 'No team', 'no known team', team) as whose
from (
    select list_child.team
    from list_row
    inner join list_child on list_child.pupil_key = list_row.pupil_key
    where list_child.role = 'need'
    union all
    select iif(lost_row.team = '[x]', 'No team', lost_row.team)
    from lost_row
    where lost_row.role = 'need'
    union all
    select iif(return_row.team = '[x]', 'No team', return_row.team)
    from return_row
    where return_row.role = 'need'
    union all
    select iif(inspection_named.team = '[x]', 'No team', inspection_named.team)
    from inspection_named
    where inspection_named.role = 'need'
)
order by team;

-- name: team_known
-- One row per social work team that any plan is or was with.
select distinct coalesce(team, 'No team') as team
from load_contact
order by team;

-- name: team_closed
-- What a team's answers have closed or put off, of both lists.
select *
from list_closed
where role = 'need' and team = :team
order by list, label, name, upn, reason;

-- name: team_lost
-- The team's children who are on no school's list or to be confirmed, a row a candidate.
select *
from lost_row
where role = 'need' and iif(team = '[x]', 'No team', team) = :team
order by social_worker, surname, forename, child_id, position;

-- name: team_returns
-- What the statutory returns will ask for and is missing of the team's children.
select *
from return_row
where role = 'need' and iif(team = '[x]', 'No team', team) = :team
order by social_worker, position, child, child_id;

-- name: example
-- A row of actions.csv as it may stand there, under its headings.
select
    'UPN,Rule,Action,Until,Answered' as heading,
    'the UPN of the row,its Rule,SNOOZE,' || date(context.as_of, '+14 days') || ',' || context.as_of
        as line
from context;
