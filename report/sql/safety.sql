-- safety: the queries of the safety list, on what report/sql/lists.sql has made.

-- name: setup
-- safety_told: an open row of the safety list as its sheets say it.
--
-- days  school days that it has lasted; [x] where terms so far back are not known
create temp table safety_told (
    position integer primary key,
    role text not null,
    team text not null,
    name text not null,
    plan text not null,
    nc_year text not null,
    school text not null,
    why text not null,
    told text not null,
    since text not null,
    days any not null,
    data_date text not null,
    ring text not null,
    upn text not null,
    reason text not null
) strict;

insert into safety_told (
    position, role, team, name, plan, nc_year, school, why, told, since, days, data_date, ring,
    upn, reason
)
select
    list_open.position,
    list_child.role,
    list_child.team,
    list_open.name,
    list_child.plan,
    list_child.nc_year,
    list_open.school,
    list_open.mark || list_row.label,
    list_row.told || coalesce(list_row.back, ''),
    list_row.since,
    coalesce(list_row.days, '[x]'),
    coalesce(list_row.data_date, '[x]'),
    list_open.ring,
    list_child.upn,
    list_row.reason
from list_open
inner join list_child on list_child.pupil_key = list_open.pupil_key
inner join list_row
    on list_row.list = list_open.list
    and list_row.pupil_key = list_open.pupil_key
    and list_row.reason = list_open.reason
where list_open.list = 'safety';

-- name: summary
-- What the list comes to tonight, one row for texts.
--
-- care_none, need_none, team_none, silent_none  where there is no such row
select
    iif(
        list_unknown.words <> '',
        list_unknown.words,
        said(total.care, 'count') || iif(total.care = 1, ' child', ' children') || ' in care and '
            || said(total.need, 'count')
            || ' in need or on a protection plan are to be accounted for. '
            || 'New since ' || said(list_since.new_from, 'day') || ': ' || said(total.new, 'count')
            || '. Back after an answer: ' || said(total.back, 'count') || '.'
    ) as line,
    iif(
        list_unknown.words <> '',
        list_unknown.words,
        'Every child in care is accounted for, or the row is answered.'
    ) as care_none,
    iif(
        list_unknown.words <> '',
        list_unknown.words,
        'Every child in need or on a protection plan is accounted for, or the row is answered.'
    ) as need_none,
    iif(
        list_unknown.words <> '',
        list_unknown.words,
        'No child in need or on a protection plan is on the list.'
    ) as team_none,
    iif(
        list_unknown.words <> '',
        list_unknown.words,
        'None: every school with such a child on its roll has sent marks.'
    ) as silent_none,
    iif(
        total.closed + total.snoozed = 0,
        'No row is closed or snoozed by an answer.',
        'Rows that answers have closed: ' || said(answered.closed, 'count') || ', of '
            || said(total.closed, 'count') || iif(total.closed = 1, ' child', ' children')
            || '; snoozed: ' || said(answered.snoozed, 'count') || ', of '
            || said(total.snoozed, 'count') || iif(total.snoozed = 1, ' child', ' children') || '.'
    ) as closed_line,
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
    where list = 'safety' and position = 1
) as answered
cross join (
    select count(distinct mart_safety.pupil_key) as children
    from mart_safety
    where mart_safety.pupil_key not in (select list_child.pupil_key from list_child)
) as unnamed
where total.list = 'safety' and total.position = 2;

-- name: reason
-- A row a reason, and a last one of all children.
select *
from list_count
where list = 'safety'
order by position, label;

-- name: each_team
-- A row a social work team.
select *
from list_team
where list = 'safety'
order by team;

-- name: silent
-- A row a school that has sent no marks: how many of its children nobody sees, and since when.
select
    list_open.school,
    'Children unseen since ' || said(min(list_row.since), 'date') || ': '
        || said(sum(list_child.role = 'care'), 'count') || ' in care, '
        || said(sum(list_child.role = 'need'), 'count') || ' in need or on a protection plan. '
        || coalesce('Newest data of ' || said(max(list_row.data_date), 'date') || '. ', '')
        || coalesce('Adviser: ' || nullif(dim_school.adviser, '') || '.', 'No adviser.') as words
from list_row
inner join list_child on list_child.pupil_key = list_row.pupil_key
inner join list_open
    on list_open.list = list_row.list
    and list_open.pupil_key = list_row.pupil_key
    and list_open.reason = list_row.reason
inner join dim_school on dim_school.school_key = list_row.school_key
where list_row.list = 'safety' and list_row.kind = 4
group by dim_school.school_key
order by count(*) desc, dim_school.name, dim_school.urn;

-- name: care
-- A row a child in care and reason, in the order of list_open.
select *
from safety_told
where role = 'care'
order by position;

-- name: need
-- A row a child in need or on a protection plan and reason, by team.
select *
from safety_told
where role = 'need'
order by team, position;

-- name: team
-- The same of one team.
select *
from safety_told
where role = 'need' and team = :team
order by position;

-- name: closed_care
-- Rows of children in care that answers have closed or put off.
select *
from list_closed
where list = 'safety' and role = 'care'
order by label, name, upn;

-- name: closed_need
-- The same of children in need and on protection plans, by team.
select *
from list_closed
where list = 'safety' and role = 'need'
order by team, label, name, upn;
