-- advisers: the queries of the pack.

-- name: setup
-- visited_school: each school with whom it is one of; an open one that nobody visits is the
-- head's where a child of ours is at it. One of which the list of schools does not say what it is
-- may be open.
create temp table visited_school (
    school_key integer primary key,
    adviser text not null,
    urn text not null unique,
    name text not null,
    phase text not null,
    is_open integer not null,
    is_visited integer not null
) strict;

insert into visited_school (school_key, adviser, urn, name, phase, is_open, is_visited)
select
    school_key,
    coalesce(nullif(adviser, ''), 'No adviser'),
    urn,
    coalesce(name, 'School ' || urn),
    coalesce(phase, '[x]'),
    coalesce(status like 'Open%', 1),
    coalesce(adviser, '') <> ''
from dim_school;

-- left_child: at which school a child whose social worker has left was suspended this year, of those
-- who were again and again. They are counted and named nowhere.
create temp table left_child (
    school_key integer not null,
    pupil_key integer not null,
    primary key (school_key, pupil_key)
) strict, without rowid;

insert into left_child (school_key, pupil_key)
select distinct
    fct_exclusion.school_key,
    fct_exclusion.pupil_key
from context
inner join dim_period on dim_period.id = context.year
inner join mart_pupil_exclusion
    on mart_pupil_exclusion.academic_year = context.year
    and mart_pupil_exclusion.suspensions >= context.repeat_threshold
    and ';' || mart_pupil_exclusion.cohorts || ';' not like '%;csw;%'
    and (
        ';' || mart_pupil_exclusion.cohorts || ';' like '%;formerly;%'
        or ';' || mart_pupil_exclusion.cohorts || ';' like '%;pla;%'
    )
inner join fct_exclusion
    on fct_exclusion.pupil_key = mart_pupil_exclusion.pupil_key
    and fct_exclusion.category = 'SUSP'
    and fct_exclusion.counted = 1
    and fct_exclusion.start_date between dim_period.start_date and context.as_of;

-- open_case: children with a social worker on the day, by the plan that comes first. Of the day
-- itself: the year's cohort stays from the last day of its summer term on. Nobody who has died
-- (details 59).
create temp table open_case (
    pupil_key integer primary key,
    plan text not null
) strict;

insert into open_case (pupil_key, plan)
with
open_plan as (
    select
        care_spell.pupil_key,
        care_spell.plan,
        row_number() over (
            partition by care_spell.pupil_key
            order by
                case care_spell.plan when 'CLA' then 1 when 'CPP' then 2 else 3 end,
                care_spell.start_date
        ) as position
    from context
    cross join care_spell
    inner join dim_pupil on dim_pupil.pupil_key = care_spell.pupil_key
    where care_spell.start_date <= context.as_of
        and coalesce(care_spell.end_date, '9999') > context.as_of
        and coalesce(date(dim_pupil.date_of_birth, '+18 years') > context.as_of, 1)
        and not (
            care_spell.plan = 'CIN'
            and (
                coalesce(care_spell.need_code, '') = 'N9'
                or coalesce(care_spell.end_reason, '') in ('RC8', 'RC9')
            )
        )
        and not care_spell.is_respite
),
died as (
    select care_spell.pupil_key
    from care_spell
    cross join context
    where care_spell.end_date <= context.as_of
        and care_spell.end_reason in ('E2', 'RC2')
)
select open_plan.pupil_key, open_plan.plan
from open_plan
where open_plan.position = 1
    and open_plan.pupil_key not in (select died.pupil_key from died);

-- ours: those of them who may be named: no record says that they were adopted (details 13).
--
-- ring           the social worker and team of the plan
-- is_to_confirm  1 where a pupil was found for the plan by names and date of birth alone
create temp table ours (
    pupil_key integer primary key,
    plan text not null,
    ring text not null,
    is_to_confirm integer not null
) strict;

insert into ours (pupil_key, plan, ring, is_to_confirm)
with
by_name as (
    select matched.pupil_key
    from matched
    where matched.by_name = matched.ids
)
select
    open_case.pupil_key,
    case open_case.plan
        when 'CLA' then 'Looked after'
        when 'CPP' then 'Protection plan'
        else 'In need'
    end,
    case
        when load_contact.social_worker is null then coalesce(load_contact.team, '[x]')
        else load_contact.social_worker || coalesce(', ' || load_contact.team, '')
    end,
    open_case.pupil_key in (select by_name.pupil_key from by_name)
from open_case
left join load_contact
    on load_contact.pupil_key = open_case.pupil_key and load_contact.plan = open_case.plan
where open_case.pupil_key not in (select known_adopted.pupil_key from known_adopted);

-- our_name: what they are called, on paper too: of two of one name each by its number.
create temp table our_name (
    pupil_key integer primary key,
    name text not null
) strict;

insert into our_name (pupil_key, name)
select
    pupil_key,
    name || iif(count(*) over (partition by name) > 1 and name <> id, ' (' || id || ')', '')
from (
    select
        dim_pupil.pupil_key,
        coalesce(
            dim_pupil.forename || ' ' || dim_pupil.surname, dim_pupil.surname,
            dim_pupil.forename, dim_pupil.upn, dim_pupil.child_id, '[x]'
        ) as name,
        coalesce(dim_pupil.upn, dim_pupil.child_id, '[x]') as id
    from ours
    inner join dim_pupil on dim_pupil.pupil_key = ours.pupil_key
);

-- school_day: Mondays to Fridays inside the half terms of the year up to the day.
create temp table school_day (
    date text primary key,
    number integer not null,   -- of the year
    in_half_term integer not null -- of the half term
) strict, without rowid;

insert into school_day (date, number, in_half_term)
with recursive day (date, end_date, start_date) as (
    select dim_period.start_date, min(dim_period.end_date, context.as_of), dim_period.start_date
    from dim_period
    cross join context
    where dim_period.grain = 'half_term'
        and dim_period.academic_year = context.year
        and dim_period.start_date <= context.as_of
    union all
    select date(day.date, '+1 day'), day.end_date, day.start_date
    from day
    where day.date < day.end_date
)
select
    day.date,
    row_number() over (order by day.date),
    row_number() over (partition by day.start_date order by day.date)
from day
where strftime('%w', day.date) between '1' and '5';

-- our_exclusion: what befell our children this year, at whatever school; and the suspensions that
-- reach into it from the year before, for who is suspended now is told whenever that began.
--
-- days       half days / 2, half a day a lunchtime
-- in_year    1 where it began this year, of which alone the year's sums are
-- in_term    1 of the running term
-- gap        school days since the one before it, at the same school, was over: of a suspension
--            that stands since the last that does
-- first_day  of the half term that it began on: 1, 2, ..
create temp table our_exclusion (
    pupil_key integer not null,
    school_key integer not null,
    category text not null,
    start_date text not null,
    end_date text not null,
    days real not null,
    counted integer not null,
    is_pending integer not null,
    in_year integer not null,
    in_term integer not null,
    gap integer,
    first_day integer,
    reason text,
    is_virtual_school_told integer not null,
    is_social_worker_told integer not null,
    has_returned integer not null,
    primary key (school_key, pupil_key, category, start_date)
) strict, without rowid;

insert into our_exclusion (
    pupil_key, school_key, category, start_date, end_date, days, counted, is_pending,
    in_year, in_term, gap, first_day, reason, is_virtual_school_told, is_social_worker_told,
    has_returned
)
with begun as (
    select
        fct_exclusion.*,
        coalesce(fct_exclusion.end_date, fct_exclusion.start_date) as last_date,
        year.start_date as year_start,
        term.start_date as term_start,
        lag(coalesce(fct_exclusion.end_date, fct_exclusion.start_date)) over (
            partition by
                fct_exclusion.pupil_key, fct_exclusion.school_key, fct_exclusion.category,
                fct_exclusion.counted
            order by fct_exclusion.start_date
        ) as before
    from context
    inner join dim_period as year on year.id = context.year
    inner join dim_period as term on term.id = context.term
    cross join ours
    inner join fct_exclusion on fct_exclusion.pupil_key = ours.pupil_key
    where fct_exclusion.start_date <= context.as_of
        and (
            fct_exclusion.start_date >= year.start_date
            or (fct_exclusion.category = 'SUSP' and fct_exclusion.end_date >= year.start_date)
        )
        and fct_exclusion.category in ('SUSP', 'PERM', 'LNCH')
        and (
            fct_exclusion.counted = 1
            or fct_exclusion.is_pending = 1
            or fct_exclusion.category <> 'PERM'
        )
)
select
    begun.pupil_key,
    begun.school_key,
    begun.category,
    begun.start_date,
    begun.last_date,
    iif(begun.category = 'LNCH', 0.5, coalesce(begun.sessions, 0) / 2.0),
    begun.counted,
    begun.is_pending,
    begun.start_date >= begun.year_start,
    begun.start_date >= begun.term_start,
    iif(
        begun.before is null,
        null,
        (
            select count(*)
            from school_day
            where school_day.date > begun.before and school_day.date < begun.start_date
        )
    ),
    (select in_half_term from school_day where school_day.date = begun.start_date),
    begun.reason1,
    coalesce(begun.virtual_school_contacted = 'Y', 0) or begun.vs_contact_date is not null,
    coalesce(begun.social_worker_contacted = 'Y', 0) or begun.sw_contact_date is not null,
    begun.reintegration_date is not null
from begun;

-- used: days of exclusion used by a child at a school in the running term, and by then
create temp table used (
    pupil_key integer not null,
    school_key integer not null,
    start_date text not null,
    days real not null, -- used up to and with the one begun then
    primary key (school_key, pupil_key, start_date)
) strict, without rowid;

insert into used (pupil_key, school_key, start_date, days)
select distinct
    pupil_key,
    school_key,
    start_date,
    sum(days) over (
        partition by school_key, pupil_key
        order by start_date
        range between unbounded preceding and current row
    )
from our_exclusion
where in_term = 1 and category in ('SUSP', 'LNCH');

-- sequence: the suspensions of a child at a school this year that stand, "3 in 9 weeks: 2, 3, 5
-- days"; weeks from the first day of the first to that of the last, begun ones counted.
create temp table sequence (
    pupil_key integer not null,
    school_key integer not null,
    suspensions integer not null,
    last_date text not null,
    words text not null,
    primary key (school_key, pupil_key)
) strict, without rowid;

insert into sequence (pupil_key, school_key, suspensions, last_date, words)
select
    pupil_key,
    school_key,
    count(*),
    max(start_date),
    count(*)
        || iif(
            count(*) = 1,
            '',
            ' in ' || (cast(julianday(max(start_date)) - julianday(min(start_date)) as integer)
                / 7 + 1)
            || iif(julianday(max(start_date)) - julianday(min(start_date)) < 7,
                ' week', ' weeks')
        )
        || ': ' || group_concat(said(days, 'half'), ', ')
        || iif(count(*) = 1 and max(days) <= 1, ' day', ' days')
from (
    select pupil_key, school_key, start_date, days
    from our_exclusion
    where category = 'SUSP' and counted = 1 and in_year = 1
    order by school_key, pupil_key, start_date
)
group by school_key, pupil_key;

-- closed_school, now_at: nobody can be asked at the one; the other is the school where a child of
-- ours is on roll on the day, of two the one that is open, then the one entered last. Of one that
-- has closed by the list of schools the child may be on roll all the same, and at no other: then
-- it is there that it is to be asked about.
create temp table closed_school (
    school_key integer primary key
) strict;

insert into closed_school (school_key)
select dim_school.school_key
from dim_school
where dim_school.status like 'Closed%';

create temp table now_at (
    pupil_key integer primary key,
    school_key integer not null
) strict;

insert into now_at (pupil_key, school_key)
select pupil_key, school_key
from (
    select
        stay_status.pupil_key,
        stay_status.school_key,
        row_number() over (
            partition by stay_status.pupil_key
            order by
                visited_school.is_open desc, stay_status.entry_date desc, stay_status.status,
                visited_school.urn
        ) as position
    from context
    cross join ours
    cross join stay_status -- found by the child
        on stay_status.pupil_key = ours.pupil_key
        and stay_status.status in ('C', 'M')
        and context.as_of between stay_status.from_date and stay_status.to_date
        and context.as_of between stay_status.entry_date and stay_status.last_date
    inner join visited_school on visited_school.school_key = stay_status.school_key
)
where position = 1;

-- adviser_answer: rows of the lists about our children that somebody has answered. What is closed or
-- snoozed is not told; what came back says so.
create temp table adviser_answer (
    reason text not null,
    pupil_key integer not null,
    is_shut integer not null,
    back text, -- a sentence
    primary key (reason, pupil_key)
) strict, without rowid;

insert into adviser_answer (reason, pupil_key, is_shut, back)
select
    mart_answer.reason,
    mart_answer.pupil_key,
    mart_answer.state <> 'reopened',
    'answered ' || mart_answer.action || ' on ' || said(mart_answer.answered, 'short') || '; '
        || rtrim(mart_answer.changed, '.')
from mart_answer
inner join ours on ours.pupil_key = mart_answer.pupil_key;

-- adviser_told: why a child is to be asked about at a school, the most pressing first.
--
-- school_key  0 of a child who is at none
-- place   1 not accounted for or excluded, 2 on a part-time timetable past its day, 3 suspended
--         now, 4 near or past a day limit, 5 soon suspended again, 6 suspended or on the watch
--         list for something else
-- since   the day from which it is so
-- back    of what came back after an answer: how it was answered, and what has happened since
create temp table adviser_told (
    pupil_key integer not null,
    school_key integer not null,
    place integer not null,
    since text not null,
    words text not null,
    back text,
    primary key (school_key, pupil_key, place, words)
) strict, without rowid;

insert into adviser_told (pupil_key, school_key, place, since, words)
select
    pupil_key,
    school_key,
    1,
    start_date,
    'Permanently excluded ' || said(start_date, 'short')
        || iif(is_pending = 1, ', under review', '')
from our_exclusion
where category = 'PERM'
    and pupil_key not in (
        select mart_safety.pupil_key from mart_safety where mart_safety.reason = 'excluded'
    );

insert into adviser_told (pupil_key, school_key, place, since, words)
select
    pupil_key,
    school_key,
    iif(end_date >= context.as_of, 3, iif(coalesce(gap < 20, 0), 5, 6)),
    start_date,
    'Suspended '
        || case
            when end_date >= context.as_of and end_date <> start_date
                then said(start_date, 'short') || ' to ' || said(end_date, 'short')
            else said(start_date, 'short')
        end
        || ', ' || said(days, 'half') || iif(days <= 1, ' day', ' days')
        || iif(
            coalesce(gap < 20, 0),
            ', ' || iif(gap = 0, 'at once', said(gap, 'word')
                || iif(gap = 1, ' school day', ' school days'))
                || ' after the last',
            ''
        )
from (
    select
        our_exclusion.*,
        row_number() over (
            partition by school_key, pupil_key
            order by start_date desc
        ) as position
    from our_exclusion
    where category = 'SUSP' and counted = 1
)
cross join context
where position = 1
    and (
        end_date >= context.as_of
        or pupil_key not in (
            select adviser_answer.pupil_key
            from adviser_answer
            where adviser_answer.reason = 'repeat_suspended' and adviser_answer.is_shut = 1
        )
    );

insert into adviser_told (pupil_key, school_key, place, since, words, back)
select
    mart_safety.pupil_key,
    coalesce(mart_safety.school_key, 0),
    case mart_safety.reason
        when 'part_time_lapsed' then 2
        when 'school_silent' then 6 -- nobody knows: it is the school that is to be asked
        else 1
    end,
    mart_safety.since,
    rtrim(mart_safety.evidence, '.'),
    adviser_answer.back
from mart_safety
inner join ours on ours.pupil_key = mart_safety.pupil_key
left join adviser_answer
    on adviser_answer.reason = mart_safety.reason
    and adviser_answer.pupil_key = mart_safety.pupil_key
where coalesce(adviser_answer.is_shut, 0) = 0;

-- The furthest of the lines in a term at the school, since the day it was come to.
insert into adviser_told (pupil_key, school_key, place, since, words)
with line (line, least, is_near, words) as (
    values
        (4, 15.5, 0, 'past 15: governors must meet'),
        (3, 13, 1, 'near 15 in the term'),
        (2, 5.5, 0, 'past 5: parents may ask governors to meet'),
        (1, 3, 1, 'near 5 in the term')
)
select pupil_key, school_key, 4, since, 'Days ' || words
from (
    select
        used.pupil_key,
        used.school_key,
        line.is_near,
        line.words,
        min(used.start_date) as since,
        row_number() over (
            partition by used.school_key, used.pupil_key
            order by line.line desc
        ) as position
    from used
    inner join line on used.days >= line.least
    group by used.school_key, used.pupil_key, line.line
)
where position = 1
    and not (
        is_near = 1
        and pupil_key in (
            select adviser_answer.pupil_key
            from adviser_answer
            where adviser_answer.reason = 'near_day_limit' and adviser_answer.is_shut = 1
        )
    );

-- Of the year at all schools, said at each that has excluded the child, and where it is now.
insert into adviser_told (pupil_key, school_key, place, since, words)
select
    our_exclusion.pupil_key,
    place.school_key,
    4,
    max(our_exclusion.start_date),
    iif(mart_pupil_exclusion.days_year > 45, 'Days past 45 in the year', 'Days near 45 in the year')
from our_exclusion
cross join context
inner join (
    select our_exclusion.pupil_key, our_exclusion.school_key
    from our_exclusion
    where our_exclusion.category in ('SUSP', 'LNCH') and our_exclusion.in_year = 1
    union
    select now_at.pupil_key, now_at.school_key
    from now_at
) as place on place.pupil_key = our_exclusion.pupil_key
inner join mart_pupil_exclusion
    on mart_pupil_exclusion.academic_year = context.year
    and mart_pupil_exclusion.pupil_key = our_exclusion.pupil_key
where mart_pupil_exclusion.days_year >= 40
    and our_exclusion.category in ('SUSP', 'LNCH')
    and our_exclusion.in_year = 1
    and (
        mart_pupil_exclusion.days_year > 45
        or our_exclusion.pupil_key not in (
            select adviser_answer.pupil_key
            from adviser_answer
            where adviser_answer.reason = 'near_day_limit' and adviser_answer.is_shut = 1
        )
    )
group by place.school_key, our_exclusion.pupil_key;

-- Days and suspensions are told above; what is said of one absence is told together.
insert into adviser_told (pupil_key, school_key, place, since, words, back)
with watched as (
    select
        mart_watch.pupil_key,
        coalesce(mart_watch.school_key, 0) as school_key,
        mart_watch.since,
        mart_watch.value,
        adviser_answer.back,
        mart_watch.sessions_to_10 is not null as is_absence,
        iif(mart_watch.sessions_to_10 is null, mart_watch.reason, '') as kind,
        row_number() over (
            partition by
                mart_watch.pupil_key,
                iif(mart_watch.sessions_to_10 is null, mart_watch.reason, '')
            order by mart_watch.since desc, mart_watch.reason
        ) as place,
        dim_reason.label
    from mart_watch
    inner join ours on ours.pupil_key = mart_watch.pupil_key
    inner join dim_reason on dim_reason.reason = mart_watch.reason
    left join adviser_answer
        on adviser_answer.reason = mart_watch.reason
        and adviser_answer.pupil_key = mart_watch.pupil_key
    where mart_watch.reason not in ('near_day_limit', 'repeat_suspended')
        and coalesce(adviser_answer.is_shut, 0) = 0
        and not (
            mart_watch.reason = 'part_time_unreviewed'
            and mart_watch.pupil_key in (
                select mart_safety.pupil_key
                from mart_safety
                where mart_safety.reason = 'part_time_lapsed'
            )
        )
    order by mart_watch.pupil_key, kind, place
)
select
    pupil_key,
    school_key,
    6,
    max(since),
    group_concat(iif(place = 1, label, lower(substr(label, 1, 1)) || substr(label, 2)), ', ')
        || iif(is_absence, ' (' || said(max(value), 'decimal') || '%)', ''),
    max(back)
from watched
group by pupil_key, school_key, kind;

-- Who was suspended again and again at other schools is told where the child is now, who has to do
-- otherwise; where all was here it is told above. Of a child at none it is the head who is to know.
insert into adviser_told (pupil_key, school_key, place, since, words, back)
select
    mart_watch.pupil_key,
    coalesce(mart_watch.school_key, 0),
    6,
    mart_watch.since,
    'Suspended ' || said(mart_watch.value, 'count')
        || iif(mart_watch.value = 1, ' time', ' times') || ' this year at all schools',
    adviser_answer.back
from mart_watch
inner join ours on ours.pupil_key = mart_watch.pupil_key
left join sequence
    on sequence.pupil_key = mart_watch.pupil_key
    and sequence.school_key = mart_watch.school_key
left join adviser_answer
    on adviser_answer.reason = mart_watch.reason
    and adviser_answer.pupil_key = mart_watch.pupil_key
where mart_watch.reason = 'repeat_suspended'
    and coalesce(sequence.suspensions, 0) < mart_watch.value
    and (mart_watch.school_key is not null or ours.plan = 'Looked after')
    and coalesce(adviser_answer.is_shut, 0) = 0;

-- Nobody can be asked at a school that has closed: what was there is told where the child is now.
update or replace adviser_told
set school_key = coalesce(
    (
        select now_at.school_key
        from now_at
        where now_at.pupil_key = adviser_told.pupil_key
    ),
    0
)
where school_key in (select closed_school.school_key from closed_school);

-- need_alone: why a child in need or on a protection plan who is at no school is to be looked for:
-- named to the child's social work team alone (restricted/), and counted for the head.
create temp table need_alone (
    pupil_key integer not null,
    why text not null,
    plan text not null,
    team text not null,
    primary key (pupil_key, why)
) strict, without rowid;

insert into need_alone (pupil_key, why, plan, team)
select
    mart_safety.pupil_key,
    dim_reason.label,
    ours.plan,
    coalesce(mart_safety.team, 'None on record')
from adviser_told
inner join ours on ours.pupil_key = adviser_told.pupil_key and ours.plan <> 'Looked after'
inner join mart_safety
    on mart_safety.pupil_key = adviser_told.pupil_key
    and rtrim(mart_safety.evidence, '.') = adviser_told.words
inner join dim_reason on dim_reason.reason = mart_safety.reason
where adviser_told.school_key = 0;

-- visit_since: one row: what began after this day is new, as it was not in the last pack: the begin
-- of the half term, term or year before the one at hand, where packs are made once in each; else a
-- week ago, for packs of a night are read at a visit.
create temp table visit_since (
    day text not null
) strict;

insert into visit_since (day)
select min(
        date(context.as_of, '-7 days'),
        coalesce((
            select dim_period.start_date
            from dim_period
            where dim_period.grain = case context.visits
                    when 'half_termly' then 'half_term'
                    when 'termly' then 'term'
                    when 'annual' then 'year'
                end
                and dim_period.start_date <= context.as_of
            order by dim_period.start_date desc
            limit 1 offset 1
        ), '9999')
    )
from context;

-- adviser_gone: children of whom is told at a school on whose roll they are no more, whatever the
-- registration: where they are now, in a sentence.
create temp table adviser_gone (
    pupil_key integer not null,
    school_key integer not null,
    words text not null,
    primary key (school_key, pupil_key)
) strict, without rowid;

insert into adviser_gone (pupil_key, school_key, words)
select
    told.pupil_key,
    told.school_key,
    coalesce(' Now at ' || visited_school.name || '.', ' Not on this roll now.')
from context
cross join (
    select distinct pupil_key, school_key from adviser_told where school_key <> 0
) as told
left join now_at on now_at.pupil_key = told.pupil_key
left join visited_school on visited_school.school_key = now_at.school_key
where not exists (
    select 1
    from stay_status
    where stay_status.pupil_key = told.pupil_key
        and +stay_status.school_key = told.school_key -- found by the child
        and context.as_of between stay_status.from_date and stay_status.to_date
        and context.as_of between stay_status.entry_date and stay_status.last_date
);

-- adviser_pair: a row a child and school: what is told of them there, the most pressing first and
-- of what presses alike what came back and then the newest; each is a sentence, and what began since
-- the last pack says that it is new. Of who has left the school it says so last.
--
-- adviser   '' of a child who is at no school
-- first     the first two of it
-- place, since  of the first
-- is_new    1 where any of it is
-- is_back   1 where any of it came back after an answer
create temp table adviser_pair (
    pupil_key integer not null,
    school_key integer not null,
    adviser text not null,
    is_new integer not null,
    is_back integer not null,
    place integer not null,
    since text not null,
    first text not null,
    words text not null,
    primary key (school_key, pupil_key)
) strict, without rowid;

insert into adviser_pair (
    pupil_key, school_key, adviser, is_new, is_back, place, since, first, words
)
select
    pupil_key,
    school_key,
    adviser,
    max(is_new),
    max(back is not null),
    min(place),
    max(iif(position = 1, since, null)),
    group_concat(iif(position <= 2, sentence, null), ' ') || max(gone),
    group_concat(sentence, ' ') || max(gone)
from (
    select
        told.*,
        coalesce(adviser_gone.words, '') as gone,
        case when told.back is not null then 'Back: ' when told.is_new then 'New: ' else '' end
            || told.words || coalesce(' (' || told.back || ')', '') || '.' as sentence
    from (
        select
            adviser_told.*,
            coalesce(visited_school.adviser, '') as adviser,
            adviser_told.since > visit_since.day as is_new,
            row_number() over (
                partition by adviser_told.school_key, adviser_told.pupil_key
                order by
                    adviser_told.place, adviser_told.back is null, adviser_told.since desc,
                    adviser_told.words
            ) as position
        from adviser_told
        cross join visit_since
        left join visited_school on visited_school.school_key = adviser_told.school_key
    ) as told
    left join adviser_gone
        on adviser_gone.school_key = told.school_key and adviser_gone.pupil_key = told.pupil_key
    order by told.school_key, told.pupil_key, told.position
)
group by school_key, pupil_key;

-- school_figure: this year's figures of our children at each school, beside those of their peers
-- and of this day last year. One of fewer than six counted among fewer than twenty is compared with
-- nothing: one child more or less would turn it.
create temp table school_figure (
    urn text not null,
    metric text not null,
    numerator real,
    denominator real,
    value real,
    peers real,
    peers_numerator real,
    peers_denominator real,
    before_numerator real,
    before_denominator real,
    before real,
    compared text not null,
    direction text,
    changed text,
    caution text,
    primary key (urn, metric)
) strict, without rowid;

insert into school_figure (
    urn, metric, numerator, denominator, value, peers, peers_numerator, peers_denominator,
    before_numerator, before_denominator, before, compared, direction, changed, caution
)
select
    figure.entity, figure.metric, figure.numerator, figure.denominator, figure.value,
    figure.peers,
    (
        select mart_metric.numerator
        from mart_metric
        where mart_metric.period = figure.period
            and mart_metric.level = figure.level
            and mart_metric.entity = figure.entity
            and mart_metric.cohort = 'peers'
            and mart_metric.breakdown = 'none'
            and mart_metric.breakdown_value = ''
            and mart_metric.metric = figure.metric
    ),
    (
        select mart_metric.denominator
        from mart_metric
        where mart_metric.period = figure.period
            and mart_metric.level = figure.level
            and mart_metric.entity = figure.entity
            and mart_metric.cohort = 'peers'
            and mart_metric.breakdown = 'none'
            and mart_metric.breakdown_value = ''
            and mart_metric.metric = figure.metric
    ),
    figure.before_numerator, figure.before_denominator, figure.before,
    iif(figure.is_enough, figure.compared, 'Too few to compare'),
    iif(figure.is_enough and figure.was_enough, figure.direction, null),
    iif(
        figure.direction is null or (figure.is_enough and figure.was_enough),
        figure.changed,
        'too few to compare'
    ),
    figure.caution
from (
    select
        open_figure.*,
        open_figure.numerator >= 6 or open_figure.denominator >= 20 as is_enough,
        open_figure.before_numerator >= 6
        or open_figure.before_denominator >= 20 as was_enough
    from context
    cross join open_figure
    where open_figure.period = context.year
        and open_figure.level = 'school'
        and open_figure.breakdown = 'none'
        and open_figure.cohort = 'csw'
        and open_figure.metric in (
            'attendance_rate', 'persistent_absence', 'severe_absence', 'suspended_pupils',
            'repeat_suspended_pupils', 'suspension_rate'
        )
) as figure;

-- has: a row a school: whether suspensions of this year are told of anybody there; else that there
-- are none of a child is not known.
create temp table has (
    school_key integer primary key,
    suspensions integer not null
) strict;

insert into has (school_key, suspensions)
select
    visited_school.school_key,
    visited_school.urn in (select school_told.urn from school_told)
from visited_school;

-- here: children with a social worker on roll of an open school on the day. Of whom the year's
-- suspensions are is another question: those on roll on its roll date.
create temp table here (
    urn text primary key,
    children integer not null
) strict, without rowid;

insert into here (urn, children)
select visited_school.urn, count(distinct stay_status.pupil_key)
from context
cross join open_case
cross join stay_status -- found by the child
    on stay_status.pupil_key = open_case.pupil_key
    and stay_status.status in ('C', 'M')
    and context.as_of between stay_status.from_date and stay_status.to_date
    and context.as_of between stay_status.entry_date and stay_status.last_date
inner join visited_school
    on visited_school.school_key = stay_status.school_key
    and visited_school.is_open = 1
group by visited_school.urn;

-- school_line: a row an open school where a child of ours is: those suspended and persistently
-- absent this year, of all of them, beside peers and this day last year.
--
-- flags  what of it differs clearly, and what is wrong with the school's data; null for neither
create temp table school_line (
    urn text primary key,
    adviser text not null,
    school text not null,
    suspended text not null,
    peers text not null,
    absent text not null,
    flags text
) strict, without rowid;

insert into school_line (urn, adviser, school, suspended, peers, absent, flags)
with
figure as (
    select
        ours.urn,
        ours.metric,
        ours.compared,
        ours.direction,
        iif(ours.metric = 'suspended_pupils', 'Suspended', 'Absent') as label,
        said(ours.numerator, 'count') || ' of ' || said(ours.denominator, 'count')
            || coalesce(
                '; last year ' || said(ours.before_numerator, 'count') || ' of '
                    || said(ours.before_denominator, 'count'),
                ''
            ) as words,
        coalesce(
            said(ours.peers_numerator, 'count') || ' of '
                || said(ours.peers_denominator, 'count'),
            'none to compare with'
        ) as peers
    from school_figure as ours
    where ours.metric in ('suspended_pupils', 'persistent_absence')
),
flag as (
    select urn, group_concat(words, ' ') as words
    from (
        select
            urn,
            1 as position,
            replace(group_concat(label, ', '), ', Absent', ', absent') || ': '
                || lower(substr(compared, 1, 1)) || substr(compared, 2) || '.' as words
        from (select * from figure order by urn, label desc)
        where compared in ('Higher than peers', 'Lower than peers')
        group by urn, compared
        union all
        select
            urn,
            2,
            replace(group_concat(label, ', '), ', Absent', ', absent')
                || iif(direction = 'up', ': rose from last year.', ': fell from last year.')
        from (select * from figure order by urn, label desc)
        where direction in ('up', 'down')
        group by urn, direction
        union all
        select urn, 3, upper(substr(words, 1, 1)) || substr(words, 2) || '.'
        from (
            select urn, max(nullif(trim(replace(caution, 'so far', ''), '; '), '')) as words
            from school_figure
            group by urn
        )
        where words is not null
        order by 1, 2, 3
    )
    group by urn
)
select
    visited_school.urn,
    visited_school.adviser,
    visited_school.name,
    coalesce(suspended.words, iif(has.suspensions, 'none on roll then', 'not known')),
    coalesce(
        'Suspended ' || suspended.peers || coalesce('; absent ' || absent.peers, ''),
        'Absent ' || absent.peers,
        'none to compare with'
    ),
    coalesce(absent.words, 'not known'),
    flag.words
from visited_school
inner join has on has.school_key = visited_school.school_key
left join figure as suspended
    on suspended.urn = visited_school.urn and suspended.metric = 'suspended_pupils'
left join figure as absent
    on absent.urn = visited_school.urn and absent.metric = 'persistent_absence'
left join flag on flag.urn = visited_school.urn
where visited_school.is_open = 1
    and (suspended.urn is not null or visited_school.urn in (select here.urn from here));

-- name: each
-- One row per education adviser who has an open school, or is told of a child at another, and one
-- for the head, of the schools that have none where a child of ours is, and of children of ours who
-- are at no school.
select
    place.adviser,
    iif(
        max(place.is_visited),
        'schools of ' || place.adviser,
        'schools without an adviser'
    ) as whose,
    sum(place.is_open) as schools
from (
    select
        school_key,
        adviser,
        is_open,
        school_key in (select adviser_pair.school_key from adviser_pair) as is_told,
        is_visited
    from visited_school
    where is_visited = 1
        or urn in (select school_figure.urn from school_figure)
        or urn in (select here.urn from here)
        or school_key in (select adviser_pair.school_key from adviser_pair)
    union all
    select distinct 0, 'No adviser', 0, 1, 0
    from adviser_pair
    where school_key = 0
) as place
group by place.adviser
having max(place.is_open or place.is_told)
order by place.adviser;

-- name: known
-- One row per education adviser of any school, open or closed.
select distinct adviser
from dim_school
where adviser is not null
order by adviser;

-- name: summary
-- What an adviser's schools come to, one row for texts.
--
-- children, pairs, new_children  whom to ask about, each counted once; rows; with something new
-- counted_line  of children whose social worker has left, suspended again and again this year at
--           these schools: they are named nowhere
-- alone_line  of children who are at no school: to the head
-- compared_line  how many comparisons of our children with peers and with last year are told as
--           different, and how many of so many would be, were there none
-- alike_line  where none is
-- stale_line  since when nothing has come of what the list is read from
-- late_line   from how many of the schools nothing has come of late, where something has from others
with
mine as (
    select school_key, urn
    from visited_school
    where adviser = :adviser
),
test as (
    select compared in ('Higher than peers', 'Lower than peers') as is_flag
    from school_figure
    where compared in ('Higher than peers', 'Lower than peers', 'No clear difference')
        and urn in (select mine.urn from mine)
    union all
    select direction in ('up', 'down')
    from school_figure
    where direction is not null
        and urn in (select mine.urn from mine)
)
select
    (select visit_since.day from visit_since) as new_from,
    (select list_stale.line from list_stale) as stale_line,
    coalesce(
        (
            select 'Nothing has come of late ' || group_concat(late.words, '; ')
                || ': what began there since is on no list.'
            from (
                select
                    'of ' || list_old.name || ' from ' || said(count(*), 'word') || ' of '
                        || said(max(open.schools), 'word')
                        || iif(max(open.schools) = 1, ' school', ' schools') as words
                from (
                    select
                        visited_school.school_key,
                        count(*) over () as schools
                    from visited_school
                    where visited_school.adviser = :adviser and visited_school.is_open = 1
                ) as open
                inner join list_old on list_old.school_key = open.school_key
                where list_old.position not in (
                        select list_old.position
                        from list_old
                        where list_old.school_key = 0
                    )
                group by list_old.position
                order by list_old.position
            ) as late
        ),
        ''
    ) as late_line,
    said(count.children, 'count') || iif(count.children = 1, ' child', ' children') as children,
    said(count.pairs, 'count') || iif(count.pairs = 1, ' row', ' rows') as pairs,
    iif(count.new = 0, 'none', said(count.new, 'count')) as new_children,
    case tally.tests
        when 0 then 'Nothing could be compared: too few children, or nothing to compare with.'
        else said(tally.flags, 'count') || ' of ' || said(tally.tests, 'count')
            || iif(tally.tests = 1, ' comparison differs', ' comparisons differ')
            || ' clearly; about ' || said(tally.tests * 0.05, 'count')
            || ' would by chance alone.'
    end as compared_line,
    iif(
        tally.tests = 0,
        'That says nothing of how alike they are.',
        'Nothing that could be compared differs clearly.'
    ) as alike_line,
    iif(
        :adviser = 'No adviser' and count.care_alone + count.need_alone > 0,
        'At no school: ' || said(count.care_alone, 'count') || ' in care, named on the sheet'
            || ' No_school_in_care, and ' || said(count.need_alone, 'count')
            || ' in need or on a protection plan, counted on No_school_in_need.',
        ''
    ) as alone_line,
    iif(
        count.counted = 0,
        '',
        'Children whose social worker has left are not named: ' || said(count.counted, 'word')
            || ' of them ' || iif(count.counted = 1, 'was', 'were') || ' suspended '
            || said(context.repeat_threshold, 'word') || ' or more times this year.'
    ) as counted_line
from context
cross join (
    select
        (select count(distinct pupil_key) from adviser_pair where adviser = :adviser) as children,
        (select count(*) from adviser_pair where adviser = :adviser) as pairs,
        (select count(distinct pupil_key) from adviser_pair where adviser = :adviser and is_new = 1)
            as new,
        (
            select count(distinct left_child.pupil_key)
            from mine
            cross join left_child on left_child.school_key = mine.school_key
        ) as counted,
        (
            select count(*)
            from adviser_pair
            inner join ours on ours.pupil_key = adviser_pair.pupil_key
            where adviser_pair.school_key = 0 and ours.plan = 'Looked after'
        ) as care_alone,
        (select count(distinct pupil_key) from need_alone) as need_alone
) as count
cross join (
    select
        count(*) as tests,
        coalesce(sum(is_flag), 0) as flags
    from test
) as tally;

-- name: visit
-- Whom to ask about first: a row a child and school, at most 15, by what presses most and then
-- by what began last.
with ranked as (
    select
        adviser_pair.*,
        visited_school.name as school,
        row_number() over (
            order by
                adviser_pair.place, adviser_pair.is_back desc, adviser_pair.since desc,
                visited_school.name, visited_school.urn, dim_pupil.surname, dim_pupil.forename, adviser_pair.pupil_key
        ) as position
    from adviser_pair
    inner join visited_school on visited_school.school_key = adviser_pair.school_key
    inner join dim_pupil on dim_pupil.pupil_key = adviser_pair.pupil_key
    where adviser_pair.adviser = :adviser
)
select
    ranked.school,
    our_name.name as child,
    ranked.first as words,
    case
        when mart_pupil_exclusion.days_year is null and not has.suspensions then 'Not known'
        when coalesce(mart_pupil_exclusion.days_year, 0) = 0 then 'None'
        else coalesce(said(used.days, 'half'), '0') || ' this term, '
            || said(mart_pupil_exclusion.days_year, 'half') || ' this year'
    end as days,
    ours.ring || iif(ours.is_to_confirm = 1, ' (match to confirm)', '') as ring
from ranked
inner join ours on ours.pupil_key = ranked.pupil_key
inner join our_name on our_name.pupil_key = ranked.pupil_key
cross join context
inner join has on has.school_key = ranked.school_key
left join mart_pupil_exclusion
    on mart_pupil_exclusion.academic_year = context.year
    and mart_pupil_exclusion.pupil_key = ranked.pupil_key
left join (
    select school_key, pupil_key, max(days) as days
    from used
    group by school_key, pupil_key
) as used
    on used.school_key = ranked.school_key and used.pupil_key = ranked.pupil_key
where ranked.position <= 15
order by ranked.position;

-- name: line
-- A line an open school of which there is something to say: children of ours suspended and
-- persistently absent this year, of all of them, beside peers and this day last year.
select
    school,
    suspended,
    peers,
    absent,
    flags
from school_line
where adviser = :adviser and flags is not null
order by school, urn;

-- name: unflagged
-- What is said of the open schools where there is nothing to tell, one row for texts.
select
    case count(*)
        when 0 then ''
        else 'Nothing to say clearly of ' || group_concat(school, ', ')
            || '; figures are on the sheet Schools.'
    end as unflagged,
    case
        when count(*) > 0 then 'No school has a difference that is clear.'
        when exists (select 1 from adviser_pair where adviser_pair.adviser = :adviser)
            then 'No open school of these has a child with a social worker on its roll.'
        else 'No child with a social worker is at these schools.'
    end as none_line
from (
    select school
    from school_line
    where adviser = :adviser and flags is null
    order by school, urn
);

-- name: question
-- Three questions each for up to three schools: those where most of our children were suspended
-- this year; each with what it rests on.
with
fact as (
    select
        visited_school.school_key,
        visited_school.urn,
        visited_school.name,
        count(distinct our_exclusion.pupil_key) as children,
        count(*) as suspensions,
        sum(coalesce(our_exclusion.gap < 20, 0)) as soon,
        sum(coalesce(our_exclusion.first_day <= 5, 0)) as early,
        sum(our_exclusion.is_virtual_school_told) as told_us,
        sum(our_exclusion.is_social_worker_told) as told_them,
        sum(our_exclusion.has_returned) as returned
    from visited_school
    inner join our_exclusion
        on our_exclusion.school_key = visited_school.school_key
        and our_exclusion.category = 'SUSP'
        and our_exclusion.counted = 1
        and our_exclusion.in_year = 1
    where visited_school.adviser = :adviser
    group by visited_school.school_key
    order by children desc, suspensions desc, visited_school.name, visited_school.urn
    limit 3
),
thrice as (
    select school_key, count(*) as children
    from sequence
    where suspensions >= 3
    group by school_key
),
asked (school_key, place, words) as (
    select
        fact.school_key,
        1,
        iif(thrice.children = 1, 'One child has', said(thrice.children, 'Word') || ' children have')
            || ' been suspended three times or more. What changed after the second time?'
    from fact
    inner join thrice on thrice.school_key = fact.school_key
    union all
    select
        school_key,
        2,
        said(soon, 'Word') || ' of ' || said(suspensions, 'word')
            || ' suspensions began within 20 school days of the one before. What was agreed at the'
            || ' return?'
    from fact
    where soon > 0
    union all
    select
        fact.school_key,
        3,
        said(school_figure.numerator, 'Word') || ' of ' || said(school_figure.denominator, 'count')
            || ' of our children are persistently absent, '
            || said(school_figure.peers_numerator, 'count')
            || ' of ' || said(school_figure.peers_denominator, 'count')
            || ' of their peers. Who has a plan to come back, and who sees to it?'
    from fact
    inner join school_figure
        on school_figure.urn = fact.urn
        and school_figure.metric = 'persistent_absence'
        and school_figure.compared = 'Higher than peers'
    union all
    select
        school_key,
        4,
        said(early, 'Word') || ' of ' || said(suspensions, 'word')
            || ' suspensions began in the first five school days of a half term. How are our'
            || ' children met when they come back?'
    from fact
    where early >= 2
    union all
    select
        school_key,
        5,
        'Contact with the Virtual School is on record for ' || said(told_us, 'word') || ' of '
            || said(suspensions, 'word') || ' suspensions. Who rings us, and when?'
    from fact
    where told_us < suspensions and suspensions > 1
    union all
    select
        school_key,
        6,
        'That the social worker was told is on record for ' || said(told_them, 'word') || ' of '
            || said(suspensions, 'word') || ' suspensions. Who tells them?'
    from fact
    where told_them < suspensions and suspensions > 1
    union all
    select
        school_key,
        7,
        'A meeting on the return is on record for ' || said(returned, 'word') || ' of '
            || said(suspensions, 'word') || ' suspensions. Who was at it?'
    from fact
    where returned < suspensions and suspensions > 1
),
ranked as (
    select
        asked.*,
        row_number() over (partition by school_key order by place) as position
    from asked
)
select
    fact.name || ': ' || said(fact.children, 'count')
        || iif(fact.children = 1, ' child', ' children') || ' of ours suspended this year, '
        || said(fact.suspensions, 'count')
        || iif(fact.suspensions = 1, ' suspension', ' suspensions') as school,
    '1. ' || max(iif(ranked.position = 1, ranked.words, null)) as first,
    coalesce('2. ' || max(iif(ranked.position = 2, ranked.words, null)), '') as second,
    coalesce('3. ' || max(iif(ranked.position = 3, ranked.words, null)), '') as third
from fact
inner join ranked on ranked.school_key = fact.school_key
group by fact.school_key
order by fact.children desc, fact.suspensions desc, fact.name, fact.urn;

-- name: school
-- An adviser's open schools: our children beside peers and this day last year.
select
    visited_school.name,
    coalesce(max(here.children), 0) as ours,
    coalesce(max(iif(metric = 'attendance_rate', value, null)), '[z]') as attendance,
    coalesce(max(iif(metric = 'attendance_rate', peers, null)), '[z]') as attendance_peers,
    coalesce(max(iif(metric = 'attendance_rate', before, null)), '[z]') as attendance_before,
    coalesce(max(iif(metric = 'persistent_absence', numerator, null)), '[z]') as absent,
    coalesce(max(iif(metric = 'persistent_absence', value, null)), '[z]') as absent_rate,
    coalesce(max(iif(metric = 'persistent_absence', peers, null)), '[z]') as absent_peers,
    coalesce(max(iif(metric = 'persistent_absence', before, null)), '[z]') as absent_before,
    coalesce(max(iif(metric = 'suspended_pupils', numerator, null)), untold.symbol) as suspended,
    coalesce(max(iif(metric = 'suspended_pupils', peers, null)), untold.symbol)
        as suspended_peers,
    coalesce(max(iif(metric = 'suspended_pupils', before_numerator, null)), untold.symbol)
        as suspended_before,
    coalesce(max(iif(metric = 'suspension_rate', numerator, null)), untold.symbol) as suspensions,
    coalesce(school_marks.marks_to, '[x]') as attendance_to
from visited_school
inner join (
    select has.school_key, iif(has.suspensions, '[z]', '[x]') as symbol from has
) as untold on untold.school_key = visited_school.school_key
left join here on here.urn = visited_school.urn
left join school_figure on school_figure.urn = visited_school.urn
left join school_marks on school_marks.school_key = visited_school.school_key
where visited_school.adviser = :adviser
    and visited_school.is_open = 1
    and (
        visited_school.is_visited = 1
        or school_figure.urn is not null
        or here.urn is not null
    )
group by visited_school.school_key
order by visited_school.name, visited_school.urn;

-- name: child
-- A row a child and school: why, how often and how long, and whom to ring.
select
    visited_school.name as school,
    coalesce(dim_pupil.surname, '[x]') as surname,
    coalesce(dim_pupil.forename, '[x]') as forename,
    coalesce(dim_pupil.upn, dim_pupil.child_id, '[x]') as upn,
    coalesce(
        (
            select fct_enrolment.nc_year
            from fct_enrolment
            where fct_enrolment.pupil_key = adviser_pair.pupil_key
                and +fct_enrolment.school_key = adviser_pair.school_key -- not the school's list
            order by fct_enrolment.entry_date desc
            limit 1
        ),
        '[x]'
    ) as nc_year,
    ours.plan || iif(ours.is_to_confirm = 1, ', match to confirm', '') as plan,
    adviser_pair.words,
    coalesce(sequence.words, iif(has.suspensions, 'None', '[x]')) as sequence,
    coalesce(
        (
            select max(used.days)
            from used
            where used.school_key = adviser_pair.school_key
                and used.pupil_key = adviser_pair.pupil_key
        ),
        iif(has.suspensions, 0, '[x]')
    ) as days_term,
    coalesce(mart_pupil_exclusion.days_year, iif(has.suspensions, 0, '[x]')) as days_year,
    ours.ring
from adviser_pair
inner join visited_school on visited_school.school_key = adviser_pair.school_key
inner join ours on ours.pupil_key = adviser_pair.pupil_key
inner join dim_pupil on dim_pupil.pupil_key = adviser_pair.pupil_key
cross join context
inner join has on has.school_key = adviser_pair.school_key
left join sequence
    on sequence.school_key = adviser_pair.school_key and sequence.pupil_key = adviser_pair.pupil_key
left join mart_pupil_exclusion
    on mart_pupil_exclusion.academic_year = context.year
    and mart_pupil_exclusion.pupil_key = adviser_pair.pupil_key
where adviser_pair.adviser = :adviser
order by
    adviser_pair.place, visited_school.name, visited_school.urn, adviser_pair.since desc,
    dim_pupil.surname, dim_pupil.forename, adviser_pair.pupil_key;

-- name: closed
-- A row of a list about a child at the adviser's schools, or in care and at none for the head, that
-- an answer has closed or put off.
select
    coalesce(visited_school.name, 'At no school') as school,
    our_name.name as child,
    dim_reason.label,
    listed.since,
    mart_answer.action,
    mart_answer.answered,
    coalesce(mart_answer.until, '[z]') as until,
    ours.ring || iif(ours.is_to_confirm = 1, ' (match to confirm)', '') as ring
from mart_answer
inner join ours on ours.pupil_key = mart_answer.pupil_key
inner join our_name on our_name.pupil_key = mart_answer.pupil_key
inner join dim_pupil on dim_pupil.pupil_key = mart_answer.pupil_key
inner join dim_reason on dim_reason.reason = mart_answer.reason
inner join (
    select reason, pupil_key, school_key, since from mart_safety
    union all
    select reason, pupil_key, school_key, since from mart_watch
) as listed
    on listed.reason = mart_answer.reason and listed.pupil_key = mart_answer.pupil_key
left join closed_school on closed_school.school_key = listed.school_key
left join now_at on now_at.pupil_key = mart_answer.pupil_key
left join visited_school
    on visited_school.school_key
        = iif(closed_school.school_key is null, listed.school_key, now_at.school_key)
where mart_answer.state in ('closed', 'snoozed')
    and (
        visited_school.adviser = :adviser
        or (
            :adviser = 'No adviser'
            and visited_school.school_key is null
            and ours.plan = 'Looked after'
        )
    )
order by
    visited_school.name, visited_school.urn, dim_pupil.surname, dim_pupil.forename,
    mart_answer.pupil_key, mart_answer.reason;

-- name: care_alone
-- A row a child in care who is at no school, what presses most first, and then what has lasted
-- longest.
select
    coalesce(dim_pupil.surname, '[x]') as surname,
    coalesce(dim_pupil.forename, '[x]') as forename,
    coalesce(dim_pupil.date_of_birth, '[x]') as date_of_birth,
    coalesce(dim_pupil.upn, '[x]') as upn,
    coalesce(dim_pupil.child_id, '[x]') as child_id,
    adviser_pair.words,
    adviser_pair.since,
    ours.ring || iif(ours.is_to_confirm = 1, ' (match to confirm)', '') as ring,
    coalesce(
        (
            select max(mart_safety.data_date)
            from mart_safety
            where mart_safety.pupil_key = adviser_pair.pupil_key
        ),
        '[x]'
    ) as data_date
from adviser_pair
inner join ours on ours.pupil_key = adviser_pair.pupil_key and ours.plan = 'Looked after'
inner join dim_pupil on dim_pupil.pupil_key = adviser_pair.pupil_key
where adviser_pair.school_key = 0 and :adviser = 'No adviser'
order by
    adviser_pair.place, adviser_pair.since, dim_pupil.surname, dim_pupil.forename,
    dim_pupil.child_id, dim_pupil.upn, adviser_pair.pupil_key;

-- name: need_alone
-- A row a team, plan and reason: children in need and on protection plans who are at no school.
select
    team,
    plan,
    why,
    count(*) as children
from need_alone
where :adviser = 'No adviser'
group by team, plan, why
order by team = 'None on record', team, plan desc, why;

-- name: change
-- What differs clearly at an adviser's open schools: our children from their peers, this year
-- from this day last year.
select
    visited_school.name as school,
    metric_name.name as measure,
    coalesce(school_figure.numerator, '[x]') as numerator,
    coalesce(school_figure.denominator, '[x]') as denominator,
    coalesce(school_figure.value, '[x]') as value,
    coalesce(school_figure.peers, '[z]') as peers,
    school_figure.compared,
    coalesce(school_figure.before, '[z]') as before,
    upper(substr(school_figure.changed, 1, 1)) || substr(school_figure.changed, 2) as changed
from visited_school
inner join school_figure on school_figure.urn = visited_school.urn
inner join metric_name on metric_name.metric = school_figure.metric
where visited_school.adviser = :adviser
    and visited_school.is_open = 1
    and (
        school_figure.compared in ('Higher than peers', 'Lower than peers')
        or school_figure.direction in ('up', 'down')
    )
order by visited_school.name, visited_school.urn, metric_name.name;
