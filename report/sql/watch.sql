-- watch: the queries of the watch list, on what report/sql/lists.sql has made.

-- name: setup
-- watch_told: an open row of the watch list as its sheets say it.
--
-- told      why, in words: a template of the row's figures
-- sessions_to_10  [z] of what is no absence, and where a tenth of the year has been missed
-- days      of exclusion used this term, at the school with the most of them, and this year at all;
--           not known where nobody told of the child's school
-- possible, absent  sessions of this year at all schools
create temp table watch_told (
    position integer primary key,
    role text not null,
    team text not null,
    name text not null,
    plan text not null,
    nc_year text not null,
    school text not null,
    told text not null,
    since text not null,
    value any,
    "limit" any,
    sessions_to_10 any not null,
    possible integer,
    absent integer,
    days text not null,
    data_date text not null,
    ring text not null,
    upn text not null,
    reason text not null
) strict;

insert into watch_told (
    position, role, team, name, plan, nc_year, school, told, since, value, "limit",
    sessions_to_10, possible, absent, days, data_date, ring, upn, reason
)
with sessions as materialized (
    select
        list_child.pupil_key,
        sum(fct_attendance.possible) as possible,
        sum(fct_attendance.absent) as absent
    from context
    cross join list_child
    cross join fct_attendance
        on fct_attendance.pupil_key = list_child.pupil_key
        and fct_attendance.period = context.year
    group by list_child.pupil_key
)
select
    list_open.position,
    list_child.role,
    list_child.team,
    list_open.name,
    list_child.plan,
    list_child.nc_year,
    list_open.school,
    list_open.mark || list_row.label
        || iif(list_row.value is null, '', coalesce('. ' || list_row.words, '')) || '.'
        || iif(
            list_row.can_recover = 1 and list_row.value >= 10,
            ' Can still end the year below 10%.',
            ''
        )
        || coalesce(' ' || list_row.told, '')
        || coalesce(list_row.back, ''),
    list_row.since,
    list_row.value,
    list_row."limit",
    coalesce(nullif(list_row.sessions_to_10, 0), '[z]'),
    sessions.possible,
    sessions.absent,
    case
        when mart_pupil_exclusion.days_year > 0
            then said(15 - mart_pupil_exclusion.days_to_15, 'half') || ' / '
                || said(mart_pupil_exclusion.days_year, 'half')
        when mart_pupil_exclusion.days_year is null
            and (silent.school_key is not null or not has.suspensions)
            then 'Not known'
        else 'None'
    end,
    coalesce(list_row.data_date, '[x]'),
    list_open.ring,
    list_child.upn,
    list_row.reason
from context
cross join list_open
inner join list_child on list_child.pupil_key = list_open.pupil_key
inner join list_row
    on list_row.list = list_open.list
    and list_row.pupil_key = list_open.pupil_key
    and list_row.reason = list_open.reason
left join sessions on sessions.pupil_key = list_open.pupil_key
left join mart_pupil_exclusion
    on mart_pupil_exclusion.academic_year = context.year
    and mart_pupil_exclusion.pupil_key = list_open.pupil_key
cross join (
    select exists (select 1 from inspection_sent where type = 'suspensions') as suspensions
) as has
left join inspection_school on inspection_school.pupil_key = list_open.pupil_key
left join inspection_silent as silent on silent.school_key = inspection_school.school_key
where list_open.list = 'watch';

-- name: summary
-- What the list comes to, one row for texts.
--
-- care_none, need_none, team_none  where there is no such row
select
    iif(
        list_unknown.words <> '',
        list_unknown.words,
        said(total.care, 'count') || iif(total.care = 1, ' child', ' children') || ' in care and '
            || said(total.need, 'count') || ' in need or on a protection plan are listed. '
            || 'New since ' || said(list_since.new_from, 'day') || ': ' || said(total.new, 'count')
            || '. Back after an answer: ' || said(total.back, 'count') || '.'
    ) as line,
    iif(
        list_unknown.words <> '',
        list_unknown.words,
        'No child in care is listed, or the row is answered.'
    ) as care_none,
    iif(
        list_unknown.words <> '',
        list_unknown.words,
        'No child in need or on a protection plan is listed, or the row is answered.'
    ) as need_none,
    iif(
        list_unknown.words <> '',
        list_unknown.words,
        'No child in need or on a protection plan is listed.'
    ) as team_none,
    iif(
        total.closed + total.snoozed = 0,
        'No row is closed or snoozed by an answer.',
        'Rows that answers have closed: ' || said(answered.closed, 'count') || ', of '
            || said(total.closed, 'count') || iif(total.closed = 1, ' child', ' children')
            || '; snoozed: ' || said(answered.snoozed, 'count') || ', of '
            || said(total.snoozed, 'count') || iif(total.snoozed = 1, ' child', ' children') || '.'
    ) as closed_line,
    iif(
        gone.children = 0,
        '',
        'Children whose social worker has left are counted and not named: '
            || said(gone.children, 'count') || '.'
    ) as gone_line,
    iif(
        unnamed.children = 0,
        '',
        said(unnamed.children, 'Word')
            || iif(unnamed.children = 1, ' child is', ' children are')
            || ' on the list and may be named to nobody.'
    ) as unnamed_line,
    list_unread.line as unread_line,
    list_stale.line as stale_line,
    list_since.new_from,
    list_since.week_from
from list_count as total
cross join list_since
cross join list_unread
cross join list_stale
cross join list_unknown
cross join (
    select sum(closed) as closed, sum(snoozed) as snoozed
    from list_count
    where list = 'watch' and position = 1
) as answered
cross join (
    select count(distinct mart_watch.pupil_key) as children
    from mart_watch
    where ';' || mart_watch.cohorts || ';' like '%;formerly;%'
        and mart_watch.pupil_key not in (select list_child.pupil_key from list_child)
) as gone
cross join (
    select count(distinct mart_watch.pupil_key) as children
    from mart_watch
    where ';' || mart_watch.cohorts || ';' like '%;csw;%'
        and mart_watch.pupil_key not in (select list_child.pupil_key from list_child)
) as unnamed
where total.list = 'watch' and total.position = 2;

-- name: reason
-- A row a reason, and a last one of all children.
select *
from list_count
where list = 'watch'
order by position, label;

-- name: each_team
-- A row a social work team.
select *
from list_team
where list = 'watch'
order by team;

-- name: care
-- A row a child in care and reason, in the order of list_open.
select *
from watch_told
where role = 'care'
order by position;

-- name: need
-- A row a child in need or on a protection plan and reason, by team.
select *
from watch_told
where role = 'need'
order by team, position;

-- name: team
-- The same of one team.
select *
from watch_told
where role = 'need' and team = :team
order by position;

-- name: closed_care
-- Rows of children in care that answers have closed or put off.
select *
from list_closed
where list = 'watch' and role = 'care'
order by label, name, upn;

-- name: closed_need
-- The same of children in need and on protection plans, by team.
select *
from list_closed
where list = 'watch' and role = 'need'
order by team, label, name, upn;
