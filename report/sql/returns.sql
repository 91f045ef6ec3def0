-- returns: what the statutory returns will ask for and is seen to be missing. inspection.setup runs
-- before it.

-- name: setup
-- return_due: the returns, the day that each is of, and from when on a plan counts for it. The
-- return on children looked after is made up until the end of June and the children in need
-- census until the end of July; from then on it is the next year's that is to be mended. The
-- school census is of the third Thursdays of January and May and the first of October.
create temp table return_due (
    name text primary key,
    position integer not null,
    label text not null,
    day text not null,
    from_day text not null
) strict, without rowid;

insert into return_due (name, position, label, day, from_day)
with
year as (
    select name, position, label, substr(edge, 1, 4) + (substr(edge, 6) > '03-31') as ends
    from (
        select
            'ssda903' as name,
            1 as position,
            'Children looked after (SSDA903)' as label,
            date(as_of, '-3 months') as edge
        from context
        union all
        select 'cin', 2, 'Children in need census', date(as_of, '-4 months')
        from context
    )
),
month (first, weeks) as (
    select date(as_of, 'start of month', number || ' months') as first,
        iif(substr(date(as_of, 'start of month', number || ' months'), 6, 2) = '10', 0, 14)
    from context
    cross join (
        select 0 as number
        union all values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)
    )
)
select name, position, label, ends || '-03-31', (ends - 1) || '-04-01'
from year
union all
select 'census', 3, 'School census', min(day), min(day)
from (
    select date(first, 'weekday 4', weeks || ' days') as day
    from month
    where substr(first, 6, 2) in ('01', '05', '10')
)
cross join context
where day >= context.as_of;

-- return_spell: what a return is told of: care, short breaks aside, and plans that had any day in
-- its year so far. A case of no need is none (details 17).
create temp table return_spell (
    pupil_key integer not null,
    return text not null references return_due,
    plan text not null,
    start_date text not null,
    end_date text not null, -- 9999 while it is open
    legal_status text,
    placement_type text,
    need_code text,
    end_reason text
) strict;

insert into return_spell (
    pupil_key, return, plan, start_date, end_date, legal_status, placement_type, need_code,
    end_reason
)
select
    spell.pupil_key,
    return_due.name,
    spell.plan,
    spell.start_date,
    coalesce(spell.end_date, '9999'),
    spell.legal_status,
    spell.placement_type,
    spell.need_code,
    spell.end_reason
from context
cross join care_spell as spell
inner join return_due
    on return_due.name = iif(spell.plan = 'CLA', 'ssda903', 'cin')
    and coalesce(spell.end_date, '9999') >= return_due.from_day
where spell.start_date <= context.as_of
    and coalesce(spell.end_date, '9999') > spell.start_date
    and not spell.is_respite
    and (
        spell.plan <> 'CIN'
        or (
            coalesce(spell.need_code, '') <> 'N9'
            and coalesce(spell.end_reason, '') not in ('RC8', 'RC9')
        )
    );

create index return_spell_pupil on return_spell (pupil_key, return);

-- return_child: whom a return asks for and may be named for a role: children with a plan open in
-- its year so far, under 18 or of unknown age. Who has none now, or was adopted by any record, is
-- counted alone (role other); who has died is in no list.
create temp table return_child (
    pupil_key integer not null,
    return text not null references return_due,
    role text not null check (role in ('care', 'need', 'other')),
    primary key (pupil_key, return)
) strict, without rowid;

insert into return_child (pupil_key, return, role)
with
asked as (
    select distinct return_spell.pupil_key, return_spell.return as name
    from return_spell
    union
    select inspection_child.pupil_key, 'census'
    from inspection_child
    inner join inspection_school on inspection_school.pupil_key = inspection_child.pupil_key
    where inspection_child.role in ('care', 'need')
        and inspection_child.is_to_confirm = 0
        and inspection_school.school_key is not null
)
select
    asked.pupil_key,
    asked.name,
    case
        when asked.pupil_key in (select known_adopted.pupil_key from known_adopted) then 'other'
        when child.plan = 'Short breaks' then 'other'
        else coalesce(child.role, 'other')
    end
from asked
cross join context
inner join dim_pupil on dim_pupil.pupil_key = asked.pupil_key
left join child on child.pupil_key = asked.pupil_key
where asked.pupil_key not in (select not_named.pupil_key from not_named)
    and coalesce(date(dim_pupil.date_of_birth, '+18 years') > context.as_of, 1);

-- return_record: what each system says of a person now, of several ids that of the newest file.
create temp table return_record (
    system text not null,
    pupil_key integer not null,
    upn text,
    date_of_birth text,
    sex text,
    ethnicity text,
    primary key (system, pupil_key)
) strict, without rowid;

insert into return_record (system, pupil_key, upn, date_of_birth, sex, ethnicity)
select system, pupil_key, upn, date_of_birth, sex, ethnicity
from (
    select
        load_child_said.*,
        row_number() over (
            partition by load_child_said.system, load_child_said.pupil_key
            order by load_child_said.data_date desc, load_child_said.id
        ) as place
    from load_child_said
)
where place = 1;

-- return_said: the same side by side, of whom a return asks for.
--
-- has_roll, has_care, has_header  1 where schools' lists, the case system, the header of the return
--             on children looked after have the person
-- is_by_name  1 where a pupil was found for the plan by names and date of birth alone
-- is_school   1 on a list that ever came, or five years old on the 31 August
create temp table return_said (
    pupil_key integer primary key,
    has_roll integer not null,
    roll_upn text,
    roll_birth text,
    roll_sex text,
    roll_ethnicity text,
    nc_year text,
    is_temporary integer not null,
    has_care integer not null,
    care_upn text,
    care_birth text,
    has_header integer not null,
    header_birth text,
    header_sex text,
    header_ethnicity text,
    is_by_name integer not null,
    is_school integer not null
) strict;

insert into return_said (
    pupil_key, has_roll, roll_upn, roll_birth, roll_sex, roll_ethnicity, nc_year, is_temporary,
    has_care, care_upn, care_birth, has_header, header_birth, header_sex, header_ethnicity,
    is_by_name, is_school
)
with
wanted as (
    select distinct pupil_key from return_child
),
enrolled as (
    select
        fct_enrolment.pupil_key,
        fct_enrolment.nc_year,
        row_number() over (
            partition by fct_enrolment.pupil_key
            order by fct_enrolment.status in ('C', 'M') desc, fct_enrolment.entry_date desc
        ) as place
    from wanted
    cross join fct_enrolment on fct_enrolment.pupil_key = wanted.pupil_key
),
by_name as (
    select matched.pupil_key
    from matched
    where matched.by_name = matched.ids
)
select
    wanted.pupil_key,
    roll.pupil_key is not null,
    dim_pupil.upn,
    roll.date_of_birth,
    roll.sex,
    roll.ethnicity,
    enrolled.nc_year,
    dim_pupil.temporary_upn,
    care.pupil_key is not null,
    care.upn,
    care.date_of_birth,
    header.pupil_key is not null,
    header.date_of_birth,
    header.sex,
    header.ethnicity,
    wanted.pupil_key in (select by_name.pupil_key from by_name),
    roll.pupil_key is not null
        or coalesce(
            substr(context.year, 1, 4) - substr(dim_pupil.date_of_birth, 1, 4)
                - (substr(dim_pupil.date_of_birth, 6) > '08-31') >= 5,
            1
        )
from wanted
cross join context
inner join dim_pupil on dim_pupil.pupil_key = wanted.pupil_key
left join enrolled on enrolled.pupil_key = wanted.pupil_key and enrolled.place = 1
left join return_record as roll
    on roll.system = 'pupils' and roll.pupil_key = wanted.pupil_key
left join return_record as care
    on care.system = 'social_care' and care.pupil_key = wanted.pupil_key
left join return_record as header
    on header.system = 'ssda903' and header.pupil_key = wanted.pupil_key;

-- return_item: what is looked for, and what it is called.
create temp table return_item (
    item text primary key,
    position integer not null,
    label text not null
) strict, without rowid;

insert into return_item (item, position, label)
values
    ('upn', 1, 'No UPN in the care record'),
    ('temporary', 2, 'A temporary UPN'),
    ('birth', 3, 'No date of birth'),
    ('births', 4, 'Two dates of birth'),
    ('sex', 5, 'No sex on record'),
    ('sexes', 6, 'Two records of sex'),
    ('ethnicity', 7, 'No ethnicity'),
    ('year', 8, 'No year group'),
    ('sdq', 9, 'No SDQ score, nor a reason'),
    ('status', 10, 'No legal status'),
    ('placement', 11, 'No placement type'),
    ('need', 12, 'No need code'),
    ('end', 13, 'No reason for the end');

-- return_gap: a row a child, item and return that asks for it.
create temp table return_gap (
    pupil_key integer not null,
    item text not null references return_item,
    return text not null references return_due,
    words text not null,
    primary key (pupil_key, item, return)
) strict, without rowid;

-- Who the child is: the same of each return that asks for it.
insert into return_gap (pupil_key, item, return, words)
with finding (pupil_key, item, asks, words) as (
    select
        pupil_key,
        'upn',
        'ssda903 cin',
        case
            when not has_roll then 'The child is on no list of pupils that ever came'
            when is_by_name then 'Found on a list by names and birth alone: to confirm'
            else 'Schools'' lists have ' || roll_upn
        end
    from return_said
    where has_care and care_upn is null and is_school
    union all
    select pupil_key, 'temporary', 'ssda903 census', 'Schools'' lists have ' || roll_upn
    from return_said
    where has_roll and is_temporary and not is_by_name
    union all
    select
        pupil_key,
        'birth',
        'ssda903 cin',
        'The care record has none'
            || coalesce('; schools'' lists: ' || said(roll_birth, 'short'), '')
    from return_said
    where has_care and care_birth is null
    union all
    select
        pupil_key,
        'births',
        'ssda903 cin census',
        substr(
            coalesce('; schools'' lists: ' || said(roll_birth, 'short'), '')
                || coalesce('; care record: ' || said(care_birth, 'short'), '')
                || coalesce('; header of the return: ' || said(header_birth, 'short'), ''),
            3
        )
    from return_said
    where roll_birth <> care_birth or roll_birth <> header_birth or care_birth <> header_birth
    union all
    select
        pupil_key,
        'sex',
        'ssda903',
        'The header of the return has none' || coalesce('; schools'' lists: ' || roll_sex, '')
    from return_said
    where has_header and header_sex is null
    union all
    select pupil_key, 'sex', 'census', 'The school''s list has none'
    from return_said
    where has_roll and roll_sex is null
    union all
    select
        pupil_key,
        'sexes',
        'ssda903 census',
        'Schools'' lists: ' || roll_sex || '; header of the return: ' || header_sex
    from return_said
    where roll_sex <> header_sex
    union all
    select
        pupil_key,
        'ethnicity',
        'ssda903',
        'The header of the return has none'
            || coalesce('; schools'' lists: ' || roll_ethnicity, '')
    from return_said
    where has_header and header_ethnicity is null
    union all
    select pupil_key, 'ethnicity', 'census', 'The school''s list has none'
    from return_said
    where has_roll and roll_ethnicity is null
    union all
    select pupil_key, 'year', 'census', 'The school''s list has none'
    from return_said
    where has_roll and nc_year is null
)
select finding.pupil_key, finding.item, return_child.return, finding.words
from finding
inner join return_child
    on return_child.pupil_key = finding.pupil_key
    and instr(' ' || finding.asks || ' ', ' ' || return_child.return || ' ') > 0;

-- return_entered: when the period of care at hand began (open_plan). What it is made of, a placement
-- or an order after the other, is told of its own day.
create temp table return_entered (
    pupil_key integer primary key,
    start_date text not null
) strict;

insert into return_entered (pupil_key, start_date)
select child.pupil_key, child.since
from return_child
inner join child on child.pupil_key = return_child.pupil_key
where return_child.return = 'ssda903' and return_child.role = 'care';

-- What the newest spell of a return's plans lacks.
insert into return_gap (pupil_key, item, return, words)
with
spell as (
    select
        return_spell.*,
        row_number() over (
            partition by return_spell.pupil_key, return_spell.return
            order by return_spell.end_date desc, return_spell.start_date desc, return_spell.plan
        ) as place
    from return_spell
    inner join return_child
        on return_child.pupil_key = return_spell.pupil_key
        and return_child.return = return_spell.return
),
told as (
    select
        spell.*,
        case spell.plan
            when 'CLA' then 'In care'
            when 'CPP' then 'On a protection plan'
            else 'In need'
        end || iif(spell.end_date <= context.as_of, ' from ', ' since ')
            || said(coalesce(entered.start_date, spell.start_date), 'short')
            || iif(
                spell.end_date <= context.as_of,
                ' to ' || said(spell.end_date, 'short'),
                ''
            )
            || iif(
                entered.start_date < spell.start_date,
                '; this record from ' || said(spell.start_date, 'short'),
                ''
            ) as words
    from spell
    cross join context
    left join return_entered as entered
        on entered.pupil_key = spell.pupil_key
        and spell.plan = 'CLA'
        and entered.start_date < spell.end_date
)
select pupil_key, 'status', return, words
from told
where return = 'ssda903' and place = 1 and legal_status is null
union all
select pupil_key, 'placement', return, words
from told
where return = 'ssda903' and place = 1 and placement_type is null
union all
select
    pupil_key, 'need', return, words || iif(need_code is null, '', ', code N0 (not stated)')
from told
where place = 1
    -- A case and its protection plan have one.
    and not exists (
        select 1
        from return_spell as other
        where other.pupil_key = told.pupil_key
            and other.return = told.return
            and other.end_date > told.start_date
            and coalesce(other.need_code, 'N0') <> 'N0'
    )
union all
select
    told.pupil_key,
    'end',
    told.return,
    max(told.words)
from told
cross join context
where told.end_date <= context.as_of
    and told.end_reason is null
    -- Of need it is asked where the case was closed, and no other plan went on.
    and (
        told.return = 'ssda903'
        or not exists (
            select 1
            from care_spell as other
            where other.pupil_key = told.pupil_key
                and other.start_date <= told.end_date
                and coalesce(other.end_date, '9999') > told.end_date
        )
    )
group by told.pupil_key, told.return;

-- Who will have been in care for twelve months on the return's day, aged 4 to 16 then.
insert into return_gap (pupil_key, item, return, words)
select
    entered.pupil_key,
    'sdq',
    'ssda903',
    'In care since ' || said(entered.start_date, 'short') || '; none of the year to '
        || said(return_due.day, 'short')
from return_entered as entered
cross join context
inner join return_due on return_due.name = 'ssda903'
inner join dim_pupil on dim_pupil.pupil_key = entered.pupil_key
where exists (select 1 from inspection_sent where inspection_sent.type = 'sdq')
    and entered.start_date <= date(return_due.day, '-1 year')
    and substr(return_due.day, 1, 4) - substr(dim_pupil.date_of_birth, 1, 4)
        - (substr(dim_pupil.date_of_birth, 6) > '03-31') between 4 and 16
    and not exists (
        select 1
        from fct_sdq
        where fct_sdq.pupil_key = entered.pupil_key
            and fct_sdq.respondent = 'CARER'
            and fct_sdq.reporting_year = substr(return_due.day, 1, 4)
            and coalesce(fct_sdq.completed_date <= context.as_of, 1)
            and (fct_sdq.score is not null or fct_sdq.reason is not null)
    );

-- return_row: a row a child and item, for the role that may see its name, and whom to ring.
create temp table return_row (
    role text not null check (role in ('care', 'need')),
    team text not null,
    social_worker text not null,
    ring text not null,
    child text not null,
    child_id text not null,
    date_of_birth text not null,
    upn text not null,
    plan text not null,
    position integer not null,
    item text not null,
    words text not null,
    returns text not null,
    school text not null,
    data_date text not null
) strict;

insert into return_row (
    role, team, social_worker, ring, child, child_id, date_of_birth, upn, plan, position, item,
    words, returns, school, data_date
)
with
gap as (
    select
        pupil_key,
        item,
        role,
        group_concat(iif(is_new, words, null), '; ') as words,
        group_concat(label, '; ') as returns
    from (
        select
            return_gap.*,
            return_child.role,
            return_due.label,
            row_number() over (
                partition by return_gap.pupil_key, return_gap.item, return_gap.words
                order by return_due.position
            ) = 1 as is_new
        from return_gap
        inner join return_child
            on return_child.pupil_key = return_gap.pupil_key
            and return_child.return = return_gap.return
        inner join return_due on return_due.name = return_gap.return
        where return_child.role in ('care', 'need')
        order by return_gap.pupil_key, return_gap.item, return_due.position
    )
    group by pupil_key, item, role
),
main as (
    select
        stay_status.pupil_key,
        dim_school.name,
        row_number() over (
            partition by stay_status.pupil_key
            order by stay_status.entry_date desc, dim_school.urn
        ) as place
    from context
    cross join (select distinct pupil_key from gap) as wanted
    cross join stay_status on stay_status.pupil_key = wanted.pupil_key
    cross join dim_school on dim_school.school_key = stay_status.school_key
    where stay_status.status in ('C', 'M')
        and context.as_of between stay_status.from_date and stay_status.to_date
        and context.as_of between stay_status.entry_date and stay_status.last_date
)
select
    gap.role,
    child.team,
    child.social_worker,
    case
        when child.social_worker = '[x]' then child.team
        else child.social_worker || iif(child.team = '[x]', '', ', ' || child.team)
    end,
    coalesce(
        dim_pupil.surname || ', ' || dim_pupil.forename, dim_pupil.surname, dim_pupil.forename,
        '[x]'
    ),
    child.child_id,
    coalesce(dim_pupil.date_of_birth, '[x]'),
    iif(return_said.is_by_name, 'To confirm', coalesce(dim_pupil.upn, '[x]')),
    child.plan,
    return_item.position,
    return_item.label,
    gap.words,
    gap.returns,
    coalesce(main.name, 'On no roll'),
    child.data_date
from gap
inner join child on child.pupil_key = gap.pupil_key
inner join dim_pupil on dim_pupil.pupil_key = gap.pupil_key
inner join return_said on return_said.pupil_key = gap.pupil_key
inner join return_item on return_item.item = gap.item
left join main on main.pupil_key = gap.pupil_key and main.place = 1;

-- name: total
-- A row a return and item that it asks for: how many children lack it, and how many of them are
-- named.
select
    return_due.label as return,
    return_due.day,
    return_item.label as item,
    count(*) as children,
    sum(return_child.role = 'care') as care,
    sum(return_child.role = 'need') as need,
    sum(return_child.role = 'other') as other
from return_gap
inner join return_child
    on return_child.pupil_key = return_gap.pupil_key and return_child.return = return_gap.return
inner join return_due on return_due.name = return_gap.return
inner join return_item on return_item.item = return_gap.item
group by return_due.name, return_item.item
order by return_due.position, return_item.position;

-- name: asked
-- For a sentence: how many children the returns ask for, and how many of them lack something.
select
    count(distinct return_child.pupil_key) as asked,
    count(distinct return_gap.pupil_key) as lacking,
    iif(
        exists (select 1 from inspection_sent where inspection_sent.type = 'sdq'),
        '',
        'Questionnaires (SDQ) are not looked at, as no such extract has come.'
    ) as unseen_line,
    iif(
        count(return_child.pupil_key),
        'Nothing is seen to be missing.',
        'No record of social care has come, so that nothing can be looked at.'
    ) as nothing_line,
    (select list_stale.line from list_stale) as stale_line
from return_child
left join return_gap
    on return_gap.pupil_key = return_child.pupil_key and return_gap.return = return_child.return;

-- name: care
-- A row a child in care and item that is missing.
select *
from return_row
where role = 'care'
order by position, child, child_id;

-- name: need
-- A row a child in need or on a protection plan and item that is missing, by the team that is to
-- mend it.
select *
from return_row
where role = 'need'
order by team, social_worker, position, child, child_id;
