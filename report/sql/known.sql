-- known: what records know of who is who, and since when they tell nothing, for packs that ask it one
-- after another.

-- name: setup
-- contradiction: load_contradiction, but for UPNs on no roll, which no list of them shows.
create temp table contradiction (
    kind text not null,
    pupil_key integer not null,
    id text not null,
    other_key integer,
    detail text not null
) strict;

insert into contradiction (kind, pupil_key, id, other_key, detail)
select kind, pupil_key, id, other_key, detail
from load_contradiction
where kind <> 'no_roll';

-- note: load_note.
create temp table note (
    kind text primary key,
    people integer not null
) strict, without rowid;

insert into note (kind, people)
select kind, people
from load_note;

-- matched: each person of social care records, and how well it was found.
--
-- best     by the best of its ids: 1 by identity, 2 by UPN, 3 by name, 4 not
-- by_name  how many of its ids were found by names and date of birth alone
-- ids      of so many
create temp table matched (
    pupil_key integer primary key,
    best integer not null,
    by_name integer not null,
    ids integer not null
) strict;

insert into matched (pupil_key, best, by_name, ids)
select
    pupil_key,
    min(case how when 'identity' then 1 when 'upn' then 2 when 'name' then 3 else 4 end),
    sum(how = 'name'),
    count(*)
from load_match
group by pupil_key;

-- known_adopted: load_adopted.
create temp table known_adopted (
    pupil_key integer primary key
) strict;

insert into known_adopted (pupil_key)
select pupil_key
from load_adopted;

-- care_spell: fct_social_care.
create temp table care_spell (
    pupil_key integer not null,
    plan text not null,
    start_date text not null,
    end_date text,
    legal_status text,
    need_code text,
    end_reason text,
    placement_type text,
    is_respite integer not null
) strict;

insert into care_spell (
    pupil_key, plan, start_date, end_date, legal_status, need_code, end_reason, placement_type,
    is_respite
)
select
    pupil_key,
    plan,
    start_date,
    end_date,
    legal_status,
    need_code,
    end_reason,
    placement_type,
    is_respite
from fct_social_care;

create index temp.care_spell_pupil on care_spell (pupil_key, plan);

-- upn_type: a row a type of extract: how many UPNs it gives, how many some list has, and a JSON
-- array of those that none has: [UPN, its person or null].
create temp table upn_type (
    type text primary key,
    upns integer not null,
    on_roll integer not null,
    unknown text not null
) strict, without rowid;

-- The limit keeps SQLite from asking for each row once more, for each of the sums, whether it is on
-- a roll.
insert into upn_type (type, upns, on_roll, unknown)
select
    type,
    count(*),
    sum(is_on_roll),
    json_group_array(json_array(upn, pupil_key)) filter (where is_on_roll = 0)
from (
    select type, upn, pupil_key, is_on_roll
    from load_upn
    limit -1
)
group by type;

-- list_read: what the lists are read from, of which something may begin on any day.
create temp table list_read (
    type text primary key,
    position integer not null,
    name text not null
) strict, without rowid;

insert into list_read (type, position, name)
values
    ('social_care', 1, 'social care'),
    ('ssda903_episodes', 1, 'social care'),
    ('pupils', 2, 'pupils lists'),
    ('suspensions', 3, 'suspensions'),
    ('ehe', 4, 'home education'),
    ('provision', 5, 'part-time timetables');

-- list_old: of what nothing has come for long (sent_last). Of a school that sends it itself (0: of
-- the county) its own is meant, for another's says nothing of it.
create temp table list_old (
    school_key integer not null,
    position integer not null,
    name text not null,
    newest text not null,
    primary key (school_key, position)
) strict, without rowid;

insert into list_old (school_key, position, name, newest)
with
county as materialized (
    select
        list_read.position,
        list_read.name,
        max(sent_last.newest_sent) as newest,
        max(sent_last.stale_from) as stale_from
    from list_read
    inner join sent_last
        on instr(' ' || sent_last.types || ' ', ' ' || list_read.type || ' ') > 0
    group by list_read.position
),
own as materialized (
    select
        school_sent.school_key,
        list_read.position,
        max(school_sent.day) as newest,
        max(school_sent.stale_from) as stale_from
    from school_sent
    inner join list_read on list_read.type = school_sent.type
    group by school_sent.school_key, list_read.position
),
place (school_key) as (
    select 0
    union
    select own.school_key from own
)
select
    place.school_key,
    county.position,
    county.name,
    coalesce(own.newest, county.newest)
from context
cross join place
cross join county
left join own on own.school_key = place.school_key and own.position = county.position
where coalesce(own.stale_from, county.stale_from) <= context.as_of;

-- list_stale_at: a line on that (0: of the county), where there is any: that nobody is new is then
-- no word that nobody is.
create temp table list_stale_at (
    school_key integer primary key,
    line text not null
) strict;

insert into list_stale_at (school_key, line)
select
    school_key,
    'Nothing has come '
        || group_concat('since ' || said(newest, 'short') || ' of ' || names, '; ')
        || ': what began since is on no list.'
from (
    select school_key, newest, group_concat(name, ', ') as names
    from (
        select school_key, newest, name
        from list_old
        order by school_key, newest, position
    )
    group by school_key, newest
    order by school_key, newest
)
group by school_key;

-- list_stale: one row, the county's; blank where all is current, or has never come.
create temp table list_stale (
    line text not null
) strict;

insert into list_stale (line)
select coalesce((select list_stale_at.line from list_stale_at where school_key = 0), '');
