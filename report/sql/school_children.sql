-- school_children: for the designated teacher of a school, its own children who have a social
-- worker. Made of what the inspection list has looked up (inspection.setup runs before it).

-- name: setup
-- school_child: a row a school and child on its roll on the day with status C or M: in care, or
-- with a plan of need or protection, which are told as "has a social worker" alone. Only who was
-- found by a UPN, whom no record says to have been adopted, and whose plan is open. Of two of one
-- name each has its number, for on paper nothing else tells them apart.
create temp table school_child (
    urn text not null,
    pupil_key integer not null,
    school_key integer not null,
    is_care integer not null,
    name text not null,
    ring text not null,
    entry_date text not null,
    nc_year text,
    primary key (urn, pupil_key)
) strict, without rowid;

insert into school_child (
    urn, pupil_key, school_key, is_care, name, ring, entry_date, nc_year
)
select
    inspection_place.urn,
    inspection_child.pupil_key,
    inspection_stay.school_key,
    inspection_child.role = 'care',
    inspection_child.name || iif(
        count(*) over (partition by inspection_place.urn, inspection_child.name) > 1,
        coalesce(' (' || dim_pupil.upn || ')', ''),
        ''
    ),
    inspection_child.ring,
    max(inspection_stay.entry_date),
    inspection_stay.nc_year
from inspection_child
inner join dim_pupil on dim_pupil.pupil_key = inspection_child.pupil_key
inner join inspection_stay on inspection_stay.pupil_key = inspection_child.pupil_key
inner join inspection_place on inspection_place.school_key = inspection_stay.school_key
where inspection_child.role in ('care', 'need')
    and inspection_child.is_to_confirm = 0
    and coalesce(inspection_child.age < 18, 1)
    and inspection_stay.status in ('C', 'M')
group by inspection_place.urn, inspection_child.pupil_key;

-- school_session: sessions of the year so far at the school.
create temp table school_session (
    urn text not null,
    pupil_key integer not null,
    possible integer not null,
    absent integer not null,
    primary key (urn, pupil_key)
) strict, without rowid;

insert into school_session (urn, pupil_key, possible, absent)
select school_child.urn, school_child.pupil_key, fct_attendance.possible, fct_attendance.absent
from context
cross join fct_attendance on fct_attendance.period = context.year
inner join school_child
    on school_child.pupil_key = fct_attendance.pupil_key
    and school_child.school_key = fct_attendance.school_key
where fct_attendance.pupil_key in (select school_child.pupil_key from school_child);

-- school_suspension: suspensions and lunchtime exclusions of the year at the school, whatever came
-- of them, and the permanent ones of inspection_exclusion; suspensions that reach into the year from
-- the one before (in_year 0), of which the year counts nothing.
create temp table school_suspension (
    urn text not null,
    pupil_key integer not null,
    category text not null,
    start_date text not null,
    end_date text not null, -- the first day where none is on record
    has_end integer not null,
    days real not null,
    in_year integer not null,
    in_term integer not null,
    is_counted integer not null,
    has_returned integer not null, -- a meeting on the return is on record
    primary key (urn, pupil_key, category, start_date)
) strict, without rowid;

insert into school_suspension (
    urn, pupil_key, category, start_date, end_date, has_end, days, in_year, in_term, is_counted,
    has_returned
)
select
    school_child.urn,
    school_child.pupil_key,
    fct_exclusion.category,
    fct_exclusion.start_date,
    coalesce(fct_exclusion.end_date, fct_exclusion.start_date),
    fct_exclusion.end_date is not null,
    iif(fct_exclusion.category = 'LNCH', 0.5, coalesce(fct_exclusion.sessions, 0) / 2.0),
    fct_exclusion.start_date >= year.start_date,
    fct_exclusion.start_date >= term.start_date,
    fct_exclusion.counted,
    fct_exclusion.reintegration_date is not null
from context
inner join dim_period as year on year.id = context.year
inner join dim_period as term on term.id = context.term
cross join school_child
inner join fct_exclusion
    on fct_exclusion.pupil_key = school_child.pupil_key
    and fct_exclusion.school_key = school_child.school_key
where fct_exclusion.start_date <= context.as_of
    and (
        fct_exclusion.start_date >= year.start_date
        or (fct_exclusion.category = 'SUSP' and fct_exclusion.end_date >= year.start_date)
        or fct_exclusion.category = 'PERM'
    )
    and (
        fct_exclusion.category in ('SUSP', 'LNCH')
        or (
            fct_exclusion.category = 'PERM'
            and (fct_exclusion.pupil_key, fct_exclusion.school_key, fct_exclusion.start_date) in (
                select
                    inspection_exclusion.pupil_key,
                    inspection_exclusion.school_key,
                    inspection_exclusion.start_date
                from inspection_exclusion
            )
        )
    );

-- school_used: how often and when a child was suspended at the school this year, and the days used.
create temp table school_used (
    urn text not null,
    pupil_key integer not null,
    suspensions integer not null, -- that stand
    dates text, -- of them, at most the last four
    term real not null, -- days used this term at the school, of 15
    excluded integer not null, -- for good: 2 it stands, 1 it is under review
    primary key (urn, pupil_key)
) strict, without rowid;

insert into school_used (urn, pupil_key, suspensions, dates, term, excluded)
select
    urn,
    pupil_key,
    sum(category = 'SUSP' and is_counted),
    group_concat(
        iif(
            category = 'SUSP' and is_counted and newer < 4,
            said(start_date, 'day') || ' (' || said(days, 'half') || ')',
            null
        ),
        ', '
    ),
    sum(iif(in_term and category <> 'PERM', days, 0)),
    max(iif(category = 'PERM', 1 + is_counted, 0))
from (
    select
        school_suspension.*,
        coalesce(sum(category = 'SUSP' and is_counted) over (
            partition by urn, pupil_key
            order by start_date desc, category
            rows between unbounded preceding and 1 preceding
        ), 0) as newer
    from school_suspension
    where in_year = 1 or category = 'PERM'
    order by urn, pupil_key, start_date, category
)
group by urn, pupil_key;

update school_used set dates = null where suspensions = 0;

-- school_timetable: the part-time timetable at the school, or at what it was before (details 57),
-- that is open and began last.
create temp table school_timetable (
    urn text not null,
    pupil_key integer not null,
    hours real not null,
    start_date text not null,
    end_date text,
    review_date text,
    primary key (urn, pupil_key)
) strict, without rowid;

insert into school_timetable (urn, pupil_key, hours, start_date, end_date, review_date)
select urn, pupil_key, hours_per_week, start_date, end_date, review_date
from (
    select
        school_child.urn,
        fct_provision.*,
        row_number() over (
            partition by school_child.urn, school_child.pupil_key
            order by fct_provision.start_date desc
        ) as place
    from context
    cross join school_child
    inner join fct_provision
        on fct_provision.pupil_key = school_child.pupil_key
        and (
            fct_provision.school_key = school_child.school_key
            or (school_child.school_key, fct_provision.school_key) in (
                select school_near.school_key, school_near.near_key from school_near
            )
        )
    where fct_provision.type = 'PART_TIME'
        and fct_provision.start_date <= context.as_of
        and coalesce(fct_provision.end_date, '9999') > context.as_of
)
where place = 1;

-- school_support: of children in care the pupil premium plus of the financial year, and what is
-- going on of what was bought or offered.
create temp table school_support (
    pupil_key integer primary key,
    allocated real,
    spent real not null,
    words text
) strict;

insert into school_support (pupil_key, allocated, spent, words)
with
money as (
    select
        as_of,
        iif(
            substr(as_of, 6) >= '04-01',
            substr(as_of, 1, 4) || '-04-01',
            (substr(as_of, 1, 4) - 1) || '-04-01'
        ) as from_date
    from context
),
ours as (
    select distinct pupil_key from school_child where is_care = 1
),
bought as (
    select
        fct_intervention.pupil_key,
        sum(iif(
            fct_intervention.fund = 'PPP'
                and fct_intervention.start_date between money.from_date and money.as_of,
            coalesce(fct_intervention.cost, 0),
            0
        )) as spent,
        group_concat(
            iif(
                fct_intervention.start_date <= money.as_of
                    and coalesce(fct_intervention.end_date, '9999') > money.as_of,
                upper(substr(fct_intervention.type, 1, 1))
                    || lower(replace(substr(fct_intervention.type, 2), '_', ' ')) || ' since '
                    || said(fct_intervention.start_date, 'short'),
                null
            ),
            ', '
        ) as words
    from money
    cross join ours
    inner join (
        select * from fct_intervention order by pupil_key, start_date, type, fund
    ) as fct_intervention
        on fct_intervention.pupil_key = ours.pupil_key
    group by fct_intervention.pupil_key
),
given as (
    select fct_funding.pupil_key, sum(fct_funding.allocated) as allocated
    from money
    inner join fct_funding
        on fct_funding.financial_year = substr(money.from_date, 1, 4)
            || printf('/%02d', (substr(money.from_date, 3, 2) + 1) % 100)
    where fct_funding.fund = 'PPP'
    group by fct_funding.pupil_key
)
select ours.pupil_key, given.allocated, coalesce(bought.spent, 0), bought.words
from ours
left join given on given.pupil_key = ours.pupil_key
left join bought on bought.pupil_key = ours.pupil_key;

-- school_sdq: of children in care the day of the carer's newest questionnaire of the year that the
-- next return is of; is_missing where one is asked for and there is none.
create temp table school_sdq (
    pupil_key integer primary key,
    completed text,
    is_missing integer not null
) strict;

insert into school_sdq (pupil_key, completed, is_missing)
select
    ours.pupil_key,
    (
        select max(fct_sdq.completed_date)
        from fct_sdq
        cross join context
        where fct_sdq.pupil_key = ours.pupil_key
            and fct_sdq.respondent = 'CARER'
            and fct_sdq.score is not null
            and fct_sdq.completed_date <= context.as_of
    ),
    ours.pupil_key in (select return_gap.pupil_key from return_gap where return_gap.item = 'sdq')
from (select distinct pupil_key from school_child where is_care = 1) as ours;

-- school_todo: what is to be done for a child, with its day.
--
-- place  1 nobody has seen the child, 2 the day has passed, 3 it is to come
create temp table school_todo (
    urn text not null,
    pupil_key integer not null,
    place integer not null,
    day text not null,
    words text not null,
    primary key (urn, pupil_key, place, words)
) strict, without rowid;

insert into school_todo (urn, pupil_key, place, day, words)
select
    school_child.urn,
    school_child.pupil_key,
    1,
    mart_safety.since,
    rtrim(mart_safety.evidence, '.')
from mart_safety
inner join school_child
    on school_child.pupil_key = mart_safety.pupil_key
    and school_child.school_key = mart_safety.school_key
where mart_safety.reason in ('unseen', 'unlisted');

insert into school_todo (urn, pupil_key, place, day, words)
select
    school_child.urn,
    school_child.pupil_key,
    -- Without a day it is due when its term is over (details 30).
    iif(
        coalesce(running.due_date, running.meeting_date, plan_term.end_date) < context.as_of, 2, 3
    ),
    iif(
        running.meeting_date >= context.as_of,
        running.meeting_date,
        coalesce(running.due_date, running.meeting_date, plan_term.end_date)
    ),
    case
        when running.meeting_date >= context.as_of
            then 'Plan meeting booked for ' || said(running.meeting_date, 'short')
                || iif(
                    running.due_date < running.meeting_date,
                    iif(running.due_date < context.as_of, '; it was due ', '; it is due ')
                        || said(running.due_date, 'short'),
                    ''
                )
        when running.meeting_date is not null
            then 'Plan meeting of ' || said(running.meeting_date, 'short')
                || ' not on record as held'
                || case
                    when running.due_date < context.as_of
                        then '; it was due ' || said(running.due_date, 'short')
                    else coalesce('; it is due ' || said(running.due_date, 'short'), '')
                end
        when running.due_date < context.as_of
            then 'Plan meeting was due ' || said(running.due_date, 'short')
        when running.due_date is not null
            then 'Plan meeting due ' || said(running.due_date, 'short')
                || iif(running.status = 'BOOKED', ', booked without a day', ', none booked')
        when running.status = 'BOOKED' then 'Plan meeting booked without a day'
        else 'No plan meeting of this term on record'
    end
from school_child
cross join context
cross join plan_term
inner join inspection_plan
    on inspection_plan.pupil_key = school_child.pupil_key
    and inspection_plan.is_due = 1
    and inspection_plan.is_held = 0
left join fct_pep as running
    on running.pupil_key = school_child.pupil_key
    and running.academic_year = plan_term.academic_year
    and lower(running.term) = plan_term.term;

insert into school_todo (urn, pupil_key, place, day, words)
select
    school_child.urn,
    school_child.pupil_key,
    iif(return_due.day < context.as_of, 2, 3),
    return_due.day,
    'No strengths and difficulties questionnaire of the year to ' || said(return_due.day, 'short')
        || ' on record'
from school_child
cross join context
inner join return_due on return_due.name = 'ssda903'
inner join school_sdq
    on school_sdq.pupil_key = school_child.pupil_key and school_sdq.is_missing = 1;

insert into school_todo (urn, pupil_key, place, day, words)
select
    school_child.urn,
    school_child.pupil_key,
    iif(inspection_ehc.review_due < context.as_of, 2, 3),
    inspection_ehc.review_due,
    iif(
        inspection_ehc.review_due < context.as_of,
        'Annual review of the EHC plan was due ',
        'Annual review of the EHC plan due '
    ) || said(inspection_ehc.review_due, 'short')
from school_child
cross join context
inner join inspection_ehc on inspection_ehc.pupil_key = school_child.pupil_key
where inspection_ehc.review_due < date(context.as_of, '+2 months');

insert into school_todo (urn, pupil_key, place, day, words)
select
    school_timetable.urn,
    school_timetable.pupil_key,
    iif(coalesce(review_date, end_date, '') < context.as_of, 2, 3),
    coalesce(min(review_date, coalesce(end_date, review_date)), end_date, start_date),
    case
        when review_date < context.as_of
            then 'Part-time timetable: review was due ' || said(review_date, 'short')
        when end_date < review_date or (end_date is not null and review_date is null)
            then 'Part-time timetable ends ' || said(end_date, 'short')
                || iif(review_date is null, ', no review on record', '')
        when review_date is not null
            then 'Part-time timetable: review due ' || said(review_date, 'short')
        else 'Part-time timetable since ' || said(start_date, 'short')
            || ', with no review and no end date'
    end
from school_timetable
cross join context;

insert into school_todo (urn, pupil_key, place, day, words)
select
    urn,
    pupil_key,
    2,
    end_date,
    'Suspended ' || iif(has_end, 'to ', 'from ') || said(end_date, 'short')
        || iif(has_end, '', ', no end on record') || ': no meeting on the return on record'
from (
    select
        school_suspension.*,
        row_number() over (
            partition by urn, pupil_key order by end_date desc, has_end
        ) as place
    from school_suspension
    cross join context
    where category = 'SUSP'
        and is_counted = 1
        and has_returned = 0
        and end_date <= date(context.as_of, '-7 days')
)
where place = 1;

insert into school_todo (urn, pupil_key, place, day, words)
select
    urn,
    pupil_key,
    iif(school_used.term > 5, 2, 3),
    context.as_of,
    said(school_used.term, 'half') || ' days of suspension used this term: '
        || case
            when school_used.term > 15 then 'over 15, so the governors must meet'
            when school_used.term > 5 then 'over 5, so the parents may ask the governors to meet'
            else 'over 5 the parents may ask the governors to meet'
        end
from school_used
cross join context
where school_used.term >= 4;

-- school_edition: each school that has such a child, and what its sheets say of it.
create temp table school_edition (
    urn text primary key,
    school text not null,
    teacher text not null,
    care integer not null,
    need integer not null,
    declared integer not null,
    todo integer not null,
    data_date text not null,
    marks_to text
) strict, without rowid;

insert into school_edition (
    urn, school, teacher, care, need, declared, todo, data_date, marks_to
)
with
declared as (
    select school_key, count(*) as pupils
    from (
        select distinct stay_status.school_key, stay_status.pupil_key
        from context
        -- Few are, and a row of status P does not say (details 15).
        cross join fct_enrolment
            on fct_enrolment.post_looked_after in ('A', 'G', 'C', 'R')
            or fct_enrolment.status = 'P'
        cross join stay_status
            on stay_status.pupil_key = fct_enrolment.pupil_key
            and stay_status.school_key = fct_enrolment.school_key
            and stay_status.entry_date = fct_enrolment.entry_date
            and stay_status.post_looked_after in ('A', 'G', 'C', 'R')
            and stay_status.status in ('C', 'M')
        where coalesce(fct_enrolment.leaving_date, '9999') >= context.as_of
            and context.as_of between stay_status.from_date and stay_status.to_date
            and context.as_of between stay_status.entry_date and stay_status.last_date
    )
    group by school_key
),
counted as (
    select
        urn,
        school_key,
        sum(is_care) as care,
        sum(1 - is_care) as need
    from school_child
    group by urn
),
todo as (
    select urn, count(*) as rows
    from school_todo
    group by urn
)
select
    counted.urn,
    inspection_place.name,
    coalesce(fct_school_return.designated_teacher, 'no name is on record for this year'),
    counted.care,
    counted.need,
    coalesce(declared.pupils, 0),
    coalesce(todo.rows, 0),
    coalesce((select sent from inspection_sent where type = 'social_care'), '[x]'),
    school_marks.marks_to
from counted
cross join context
inner join inspection_place on inspection_place.school_key = counted.school_key
left join declared on declared.school_key = counted.school_key
left join todo on todo.urn = counted.urn
left join school_marks on school_marks.school_key = counted.school_key
left join fct_school_return
    on fct_school_return.school_key = counted.school_key
    and fct_school_return.academic_year = context.year;

-- school_peers: attendance of those who are named beside their peers at the school. The school's
-- figure of its children with a social worker has more in it: who has left and who is to be
-- confirmed, and would tell of them.
create temp table school_peers (
    urn text primary key,
    words text not null
) strict, without rowid;

insert into school_peers (urn, words)
select
    named.urn,
    'Together those named here attended '
        || said(100.0 * (named.possible - named.absent) / named.possible, 'decimal')
        || '% of sessions this year so far, their peers at the school '
        || said(open_figure.peers, 'decimal') || '%.'
from context
cross join (
    select urn, sum(possible) as possible, sum(absent) as absent
    from school_session
    group by urn
) as named
inner join open_figure on open_figure.entity = named.urn
where open_figure.period = context.year
    and open_figure.level = 'school'
    and open_figure.breakdown = 'none'
    and open_figure.cohort = 'csw'
    and open_figure.metric = 'attendance_rate'
    and open_figure.peers is not null;

-- school_line: what a sheet says of a child.
create temp table school_line (
    urn text not null,
    pupil_key integer not null,
    is_care integer not null,
    child text not null,
    nc_year text not null,
    upn text not null,
    attended any not null,
    possible any not null,
    rate any not null,
    attendance text not null,
    suspensions integer not null,
    dates text not null,
    term any not null,
    year any not null,
    used text not null,
    timetable text not null,
    plan text not null,
    plan_date text not null,
    quality text not null,
    sdq text not null,
    review_due text not null,
    allocated any not null,
    spent any not null,
    support text not null,
    ring text not null,
    todo integer not null,
    primary key (urn, pupil_key)
) strict, without rowid;

insert into school_line (
    urn, pupil_key, is_care, child, nc_year, upn, attended, possible, rate, attendance,
    suspensions, dates, term, year, used, timetable, plan, plan_date, quality, sdq, review_due,
    allocated, spent, support, ring, todo
)
select
    school_child.urn,
    school_child.pupil_key,
    school_child.is_care,
    school_child.name,
    coalesce(school_child.nc_year, '[x]'),
    coalesce(dim_pupil.upn, '[x]'),
    coalesce(session.possible - session.absent, '[z]'),
    coalesce(session.possible, '[z]'),
    coalesce(100.0 * (session.possible - session.absent) / session.possible, '[z]'),
    coalesce(
        (session.possible - session.absent) || ' of ' || session.possible || ' ('
            || said(100.0 * (session.possible - session.absent) / session.possible, 'decimal')
            || '%)',
        'None counted'
    ),
    coalesce(school_used.suspensions, 0),
    coalesce(
        school_used.dates,
        iif(has.suspensions and silent.school_key is null, 'None', '[x]')
    ),
    coalesce(
        school_used.term,
        iif(has.suspensions and silent.school_key is null, 0.0, '[x]')
    ),
    coalesce(
        mart_pupil_exclusion.days_year,
        iif(has.suspensions and silent.school_key is null, 0.0, '[x]')
    ),
    case
        when school_used.excluded > 0
            then 'Permanently excluded' || iif(school_used.excluded = 1, ', under review', '')
        when not has.suspensions
            or (silent.school_key is not null and mart_pupil_exclusion.days_year is null)
            then 'Not known'
        when coalesce(mart_pupil_exclusion.days_year, 0) = 0 then 'None'
        else said(coalesce(school_used.term, 0), 'half') || ' of 15 this term, '
            || said(mart_pupil_exclusion.days_year, 'half') || ' of 45 this year'
    end,
    coalesce(
        said(timetable.hours, 'half') || ' hours, '
            || coalesce('until ' || said(timetable.end_date, 'short'), 'no end date')
            || coalesce(', review ' || said(timetable.review_date, 'short'), ', no review date'),
        iif(has.provision, 'No', '[x]')
    ),
    coalesce(inspection_plan.words, '[z]'),
    iif(school_child.is_care, coalesce(inspection_plan.last_date, '[x]'), '[z]'),
    iif(school_child.is_care, coalesce(inspection_plan.quality, '[x]'), '[z]'),
    case
        when school_child.is_care = 0 then '[z]'
        when not has.sdq then 'Not known'
        when school_sdq.is_missing = 1 then 'Not on record'
        else coalesce(said(school_sdq.completed, 'short'), 'None asked for')
    end,
    coalesce(inspection_ehc.review_due, iif(has.send_plans, '[z]', '[x]')),
    iif(school_child.is_care, coalesce(school_support.allocated, '[x]'), '[z]'),
    iif(school_child.is_care, iif(has.interventions, school_support.spent, '[x]'), '[z]'),
    coalesce(school_support.words, 'None on record'),
    school_child.ring,
    (
        select count(*)
        from school_todo
        where school_todo.urn = school_child.urn
            and school_todo.pupil_key = school_child.pupil_key
    )
from school_child
cross join context
cross join (
    select
        coalesce(sum(type = 'suspensions'), 0) as suspensions,
        coalesce(sum(type = 'provision'), 0) as provision,
        coalesce(sum(type = 'sdq'), 0) as sdq,
        coalesce(sum(type = 'send_plans'), 0) as send_plans,
        coalesce(sum(type = 'interventions'), 0) as interventions
    from inspection_sent
) as has
inner join dim_pupil on dim_pupil.pupil_key = school_child.pupil_key
left join inspection_silent as silent on silent.school_key = school_child.school_key
left join school_session as session
    on session.urn = school_child.urn and session.pupil_key = school_child.pupil_key
left join school_used
    on school_used.urn = school_child.urn and school_used.pupil_key = school_child.pupil_key
left join school_timetable as timetable
    on timetable.urn = school_child.urn and timetable.pupil_key = school_child.pupil_key
left join mart_pupil_exclusion
    on mart_pupil_exclusion.academic_year = context.year
    and mart_pupil_exclusion.pupil_key = school_child.pupil_key
left join inspection_plan on inspection_plan.pupil_key = school_child.pupil_key
left join inspection_ehc on inspection_ehc.pupil_key = school_child.pupil_key
left join school_support on school_support.pupil_key = school_child.pupil_key
left join school_sdq on school_sdq.pupil_key = school_child.pupil_key;

-- name: each
-- One row a school on whose roll a child with a social worker is.
select
    school_edition.urn,
    school_edition.school,
    school_edition.teacher,
    school_edition.care,
    school_edition.need,
    case school_edition.care
        when 0 then 'No child is'
        when 1 then 'One child is'
        else said(school_edition.care, 'Word') || ' children are'
    end || ' in care' as care_words,
    case school_edition.need
        when 0 then 'no other child has'
        when 1 then 'one other child has'
        else said(school_edition.need, 'word') || ' others have'
    end || ' a social worker' as need_words,
    iif(
        school_edition.declared = 0,
        'No pupil is on the school''s list as previously looked after.',
        said(school_edition.declared, 'Word')
            || iif(school_edition.declared = 1, ' pupil is', ' pupils are')
            || ' on the school''s list as previously looked after, as parents declared it.'
    ) as declared_line,
    case
        when school_edition.todo = 0 then ''
        when school_edition.todo <= 10
            then said(school_edition.todo, 'Word')
                || iif(school_edition.todo = 1, ' thing is', ' things are')
                || ' to be done or looked at.'
        else 'The first ten of ' || said(school_edition.todo, 'count')
            || ' things to be done or looked at; all are on the sheet To_do.'
    end as todo_line,
    coalesce(school_peers.words, '') as peers_line,
    iif(
        school_edition.need <= 20,
        '',
        'The first twenty of ' || said(school_edition.need, 'count')
            || ': those with most to be done, then those who attended least. All are on the sheet'
            || ' Social_worker.'
    ) as need_line,
    school_edition.data_date,
    coalesce(
        'the school''s marks up to ' || said(nullif(school_edition.marks_to, ''), 'date'),
        'no marks of the school'
    ) as marks_words,
    coalesce(list_stale_at.line, '') as stale_line
from school_edition
inner join inspection_place on inspection_place.urn = school_edition.urn
left join list_stale_at
    on list_stale_at.school_key = iif(
        inspection_place.school_key in (select school_sent.school_key from school_sent),
        inspection_place.school_key,
        0
    )
left join school_peers on school_peers.urn = school_edition.urn
order by school_edition.urn;

-- name: first
-- What is to be done first: unseen, then what is past its day, then what is to come; ten rows.
select
    school_line.child,
    school_todo.words,
    iif(school_todo.place = 1, 'since ', '') || said(school_todo.day, 'short') as day,
    school_line.ring
from school_todo
inner join school_line
    on school_line.urn = school_todo.urn and school_line.pupil_key = school_todo.pupil_key
where school_todo.urn = :urn
order by
    school_todo.place, school_todo.day, school_line.child, school_line.upn, school_todo.words
limit 10;

-- name: todo
-- All of it.
select
    school_line.child,
    school_line.upn,
    case school_todo.place
        when 1 then 'Not accounted for'
        when 2 then 'Past its day'
        else 'To come'
    end as state,
    school_todo.words,
    school_todo.day,
    school_line.ring
from school_todo
inner join school_line
    on school_line.urn = school_todo.urn and school_line.pupil_key = school_todo.pupil_key
where school_todo.urn = :urn
order by
    school_todo.place, school_todo.day, school_line.child, school_line.upn, school_todo.words;

-- name: care_paper
-- The school's children in care, as they stand on paper.
select
    child || ', year ' || nc_year as child,
    attendance,
    'Plan: ' || lower(substr(plan, 1, 1)) || substr(plan, 2)
        || iif(quality in ('[x]', '[z]'), '', '; last quality ' || quality)
        || '. SDQ: ' || lower(substr(sdq, 1, 1)) || substr(sdq, 2) || '.'
        || iif(review_due like '[%', '', ' EHC review: ' || said(review_due, 'short') || '.')
        || iif(timetable in ('No', '[x]'), '', ' Part-time: ' || timetable || '.')
        || iif(suspensions = 0, '', ' Suspended ' || dates || '.')
        || iif(support = 'None on record', '', ' ' || support || '.') as words,
    ring,
    used
from school_line
where urn = :urn and is_care = 1
order by child, upn;

-- name: need_paper
-- The school's other children with a social worker, as they stand on paper: at most twenty, those
-- first of whom most is to be done.
select
    child || ', year ' || nc_year as child,
    attendance,
    case
        when suspensions > 0 then 'Suspended ' || dates
        when dates = '[x]' then 'No suspensions have come'
        else 'Not suspended here this year'
    end
        || iif(timetable in ('No', '[x]'), '', '. Part-time: ' || timetable) as words,
    ring,
    used
from school_line
where urn = :urn and is_care = 0
order by todo desc, iif(rate = '[z]', 101, rate), child, upn
limit 20;

-- name: care
-- A row a child in care.
select *
from school_line
where urn = :urn and is_care = 1
order by child, upn;

-- name: need
-- A row another child with a social worker.
select *
from school_line
where urn = :urn and is_care = 0
order by child, upn;
