-- restricted: the queries of the pack.

-- name: setup
-- not_named: children who have died by the day, who are in no list of names (details 59).
create temp table not_named (
    pupil_key integer primary key
) strict;

insert into not_named (pupil_key)
select distinct care_spell.pupil_key
from care_spell, context
where care_spell.end_date <= context.as_of
    and (
        (care_spell.plan = 'CLA' and care_spell.end_reason = 'E2')
        or (care_spell.plan <> 'CLA' and care_spell.end_reason = 'RC2')
    );

-- open_plan: each child with a plan open on the day, for the role that may see its name: in
-- care, else in need or on a protection plan. Short breaks are no care (details 17), and the least
-- of what a child has: whoever is in need besides is told as in need.
--
-- since  when the present period of it began: spells that touch or overlap are one
create temp table open_plan (
    pupil_key integer primary key,
    role text not null check (role in ('care', 'need')),
    plan text not null,
    name text not null,
    since text not null
) strict;

insert into open_plan (pupil_key, role, plan, name, since)
with
counted as (
    select
        care_spell.pupil_key,
        care_spell.plan,
        care_spell.start_date,
        coalesce(care_spell.end_date, '9999') as end_date,
        case
            when care_spell.plan = 'CLA' and not care_spell.is_respite then 1
            when care_spell.plan = 'CPP' then 2
            when care_spell.plan = 'CIN' then 3
            else 4
        end as place
    from care_spell, context
    where care_spell.start_date <= context.as_of
        and coalesce(care_spell.end_date, '9999') > care_spell.start_date
        -- Of CIN alone they say that there is no need (details 17).
        and not (
            care_spell.plan = 'CIN'
            and (
                coalesce(care_spell.need_code, '') = 'N9'
                or coalesce(care_spell.end_reason, '') in ('RC8', 'RC9')
            )
        )
        and care_spell.pupil_key not in (select not_named.pupil_key from not_named)
),
marked as (
    select
        counted.*,
        coalesce(
            counted.start_date > max(counted.end_date) over (
                partition by counted.pupil_key, counted.place
                order by counted.start_date, counted.end_date
                rows between unbounded preceding and 1 preceding
            ),
            1
        ) as is_first
    from counted
),
period as (
    select
        marked.pupil_key,
        marked.plan,
        marked.place,
        max(iif(marked.is_first, marked.start_date, null)) as since,
        row_number() over (partition by marked.pupil_key order by marked.place) as position
    from marked
    cross join context
    group by marked.pupil_key, marked.place
    having max(marked.end_date) > max(context.as_of)
)
select
    pupil_key,
    iif(place = 1, 'care', 'need'),
    plan,
    case place
        when 1 then 'In care'
        when 2 then 'Protection plan'
        when 3 then 'In need'
        else 'Short breaks'
    end,
    since
from period
where position = 1;

-- child: those of open_plan, and whom to ring; nobody whom any record says to have been adopted.
create temp table child (
    pupil_key integer primary key,
    role text not null,
    plan text not null,
    since text not null,
    child_id text not null,
    social_worker text not null,
    team text not null,
    data_date text not null
) strict;

insert into child (pupil_key, role, plan, since, child_id, social_worker, team, data_date)
select
    open_plan.pupil_key,
    open_plan.role,
    open_plan.name,
    open_plan.since,
    coalesce(load_contact.id, dim_pupil.child_id, '[x]'),
    coalesce(load_contact.social_worker, '[x]'),
    coalesce(load_contact.team, '[x]'),
    coalesce(load_contact.data_date, '[x]')
from open_plan
inner join dim_pupil on dim_pupil.pupil_key = open_plan.pupil_key
left join load_contact
    on load_contact.pupil_key = open_plan.pupil_key and load_contact.plan = open_plan.plan
where open_plan.pupil_key not in (select known_adopted.pupil_key from known_adopted);

-- lost_child: those of them who are on no list of pupils that ever came, or were found by
-- their names alone, which a person is to confirm.
create temp table lost_child (
    pupil_key integer primary key,
    finding text not null check (finding in ('unmatched', 'ambiguous', 'name')),
    why text not null
) strict;

insert into lost_child (pupil_key, finding, why)
select
    child.pupil_key,
    'name',
    'Found by names and date of birth alone: to confirm'
from child
where child.pupil_key in (
    select matched.pupil_key from matched where matched.by_name = matched.ids
);

insert into lost_child (pupil_key, finding, why)
select
    child.pupil_key,
    'unmatched',
    case
        when dim_pupil.upn is not null then 'The UPN given is on no list that ever came'
        when dim_pupil.surname is null or dim_pupil.forename is null
            or dim_pupil.date_of_birth is null
            then 'No UPN, and not all of names and date of birth to look by'
        else 'No UPN, and no pupil has these names and date of birth'
    end
from child
inner join dim_pupil on dim_pupil.pupil_key = child.pupil_key
where not exists (
    select 1 from fct_enrolment where fct_enrolment.pupil_key = child.pupil_key
);

update lost_child
set finding = 'ambiguous', why = 'No UPN, and more than one pupil has these names and date of birth'
where finding = 'unmatched'
    and why like 'No UPN, %'
    and pupil_key in (
        select load_candidate.pupil_key
        from load_candidate
        where load_candidate.reason = 'same names and date of birth'
        group by load_candidate.pupil_key
        having count(*) > 1
    );

-- against: contradictions of records, whom they count for and who may see them.
create temp table against (
    kind text not null,
    what text not null,
    pupil_key integer not null,
    role text not null, -- care, need; ended: plans that have ended; none: no plan ever
    id text not null,
    other_key integer not null, -- the other pupil; 0 where there is none, or more than one
    detail text not null,
    primary key (kind, id, pupil_key, other_key)
) strict, without rowid;

insert into against (kind, what, pupil_key, role, id, other_key, detail)
select
    contradiction.kind,
    case contradiction.kind
        when 'upn_births' then 'One UPN, two dates of birth'
        when 'upn_surnames' then 'One UPN, two surnames'
        when 'child_upns' then 'One child id, two UPNs'
        when 'other_pupil' then 'Another pupil''s UPN'
        else 'One child, two dates of birth'
    end,
    contradiction.pupil_key,
    case
        when child.role is not null then child.role
        when contradiction.pupil_key in (select matched.pupil_key from matched) then 'ended'
        else 'none'
    end,
    contradiction.id,
    coalesce(contradiction.other_key, 0),
    case
        when contradiction.kind <> 'other_pupil' then contradiction.detail
        when other.pupil_key is null
            then 'The names and date of birth are those of more than one other pupil'
        else 'The names and date of birth are those of ' || other.forename || ' '
            || other.surname || ', ' || coalesce(other.upn, 'no UPN')
    end
from contradiction
left join child on child.pupil_key = contradiction.pupil_key
left join dim_pupil as other on other.pupil_key = contradiction.other_key
where contradiction.pupil_key not in (select not_named.pupil_key from not_named)
    and coalesce(
        contradiction.other_key not in (select not_named.pupil_key from not_named), 1
    );

-- school_of: the school where a pupil is on roll on the day, else was last.
create temp table school_of (
    pupil_key integer primary key,
    name text not null
) strict;

insert into school_of (pupil_key, name)
with place as (
    select
        fct_enrolment.pupil_key,
        fct_enrolment.school_key,
        fct_enrolment.entry_date,
        fct_enrolment.status,
        fct_enrolment.entry_date <= context.as_of as has_begun,
        (
            select stay_status.status
            from stay_status
            where stay_status.pupil_key = fct_enrolment.pupil_key
                and stay_status.school_key = fct_enrolment.school_key
                and stay_status.entry_date = fct_enrolment.entry_date
                and context.as_of between stay_status.from_date and stay_status.to_date
                and context.as_of between stay_status.entry_date and stay_status.last_date
        ) as status_now -- null: not on the roll on the day
    from context
    cross join (
        select other_key as pupil_key from load_candidate
        union
        select pupil_key from lost_child
        union
        select pupil_key from against
        union
        select fct_pep.pupil_key
        from fct_pep
        inner join context on context.year = fct_pep.academic_year
    ) as wanted
    cross join fct_enrolment on fct_enrolment.pupil_key = wanted.pupil_key
)
select pupil_key, name
from (
    select
        place.pupil_key,
        dim_school.name,
        row_number() over (
            partition by place.pupil_key
            order by
                place.status_now is not null desc,
                coalesce(place.status_now, place.status) in ('C', 'M') desc,
                place.has_begun desc,
                place.entry_date desc,
                dim_school.urn
        ) as position
    from place
    cross join dim_school on dim_school.school_key = place.school_key
)
where position = 1;

-- lost_row: a row a lost child and candidate; one without a candidate has a row too.
create temp table lost_row (
    role text not null,
    team text not null,
    social_worker text not null,
    child_id text not null,
    surname text not null,
    forename text not null,
    date_of_birth text not null,
    upn text not null,
    plan text not null,
    since text not null,
    why text not null,
    position integer not null,
    place text not null,
    their_names text not null,
    their_birth text not null,
    their_upn text not null,
    their_school text not null,
    reason text not null,
    data_date text not null
) strict;

insert into lost_row (
    role, team, social_worker, child_id, surname, forename, date_of_birth, upn, plan, since,
    why, position, place, their_names, their_birth, their_upn, their_school, reason, data_date
)
select
    child.role,
    child.team,
    child.social_worker,
    child.child_id,
    coalesce(dim_pupil.surname, '[x]'),
    coalesce(dim_pupil.forename, '[x]'),
    coalesce(dim_pupil.date_of_birth, '[x]'),
    iif(lost_child.finding = 'name', '[x]', coalesce(dim_pupil.upn, '[x]')),
    child.plan,
    child.since,
    lost_child.why,
    coalesce(candidate.place, 0),
    iif(lost_child.finding = 'name', 'Confirm', iif(candidate.place is null, 'None found', candidate.place || ' of ' || count(candidate.place)
        over (partition by child.pupil_key))),
    coalesce(other.forename || ' ' || other.surname, '[z]'),
    coalesce(other.date_of_birth, '[z]'),
    coalesce(other.upn, '[z]'),
    coalesce(school_of.name, '[z]'),
    coalesce(candidate.reason, '[z]'),
    child.data_date
from lost_child
inner join child on child.pupil_key = lost_child.pupil_key
inner join dim_pupil on dim_pupil.pupil_key = child.pupil_key
left join (
    select
        lost_child.pupil_key,
        lost_child.pupil_key as other_key,
        'same names and date of birth' as reason,
        1 as place
    from lost_child
    where lost_child.finding = 'name'
    union all
    select
        load_candidate.pupil_key,
        load_candidate.other_key,
        load_candidate.reason,
        row_number() over (
            partition by load_candidate.pupil_key
            order by load_candidate.place, dim_pupil.upn
        ) as place
    from load_candidate
    inner join dim_pupil on dim_pupil.pupil_key = load_candidate.other_key
    where load_candidate.other_key not in (select not_named.pupil_key from not_named)
) as candidate on candidate.pupil_key = child.pupil_key
left join dim_pupil as other on other.pupil_key = candidate.other_key
left join school_of on school_of.pupil_key = candidate.other_key;

-- numbers_test: schools held against the limits for their size this year, by their children who had
-- a social worker in six years, where their phase has ten schools or more. None where nobody would
-- have told (figure_silent).
create temp table numbers_test (
    urn text not null,
    metric text not null,
    flag text not null,
    primary key (urn, metric)
) strict, without rowid;

insert into numbers_test (urn, metric, flag)
select urn, metric, flag
from (
    select
        mart_funnel.urn,
        mart_funnel.metric,
        mart_funnel.flag,
        count(*) over (partition by mart_funnel.metric, mart_funnel.phase) as schools
    from context
    inner join mart_funnel
        on mart_funnel.period = context.year and mart_funnel.cohort = 'ever6'
) as tested
where schools >= 10
    and not exists (
        select 1
        from context
        inner join figure_silent on figure_silent.period = context.year
        where figure_silent.level = 'school'
            and figure_silent.entity = tested.urn
            and figure_silent.metric = tested.metric
    );

-- name: finding
-- What was found, how many children, and how many of them are named.
with
kind (position, kind, name, meaning) as (
    values
        (1, 'unmatched', 'On no list', 'On a plan now or before, on no list of pupils that ever came'),
        (2, 'ambiguous', 'Several fit', 'No UPN, and more than one pupil has the names and birth'),
        (3, 'name', 'By name alone', 'No UPN, and one pupil has the names and birth: to confirm'),
        (4, 'child_upns', 'One child id, two UPNs', 'Rows of one child give the UPNs of two pupils'),
        (5, 'other_pupil', 'Another pupil''s UPN',
            'A row has one pupil''s UPN and another''s names and date of birth'),
        (6, 'upn_births', 'One UPN, two births',
            'Two in one list, in two schools'' newest, or under a UPN and its former one'),
        (7, 'upn_surnames', 'One UPN, two surnames',
            'Two surnames in one list, or in two schools'' newest'),
        (8, 'child_births', 'One child, two births',
            'In one file of the statutory return, or in two kinds of its files')
),
named (kind, people) as (
    select against.kind, count(distinct against.pupil_key)
    from against
    where against.role in ('care', 'need')
    group by against.kind
    union all
    select lost_child.finding, count(*)
    from lost_child
    group by lost_child.finding
),
found (kind, people) as (
    select note.kind, note.people
    from note
    union all
    select 'name', coalesce(sum(matched.by_name), 0)
    from matched
)
select
    kind.name,
    kind.meaning,
    coalesce(found.people, 0) as people,
    coalesce(named.people, 0) as named,
    max(coalesce(found.people, 0) - coalesce(named.people, 0), 0) as counted
from kind
left join found on found.kind = kind.kind
left join named on named.kind = kind.kind
order by kind.position;

-- name: care
-- How many children in care are on no list, and how many are to be confirmed.
select
    coalesce(sum(lost_child.finding <> 'name'), 0) as lost,
    coalesce(sum(lost_child.finding = 'name'), 0) as found,
    coalesce(
        (select nullif(list_unknown.words, '') from list_unknown),
        'Every child in care was found on some school''s list by a UPN.'
    ) as none_line,
    (select list_stale.line from list_stale) as stale_line
from lost_child
inner join child on child.pupil_key = lost_child.pupil_key
where child.role = 'care';

-- name: need
-- How many others with an open plan are.
select
    coalesce(sum(lost_child.finding <> 'name'), 0) as lost,
    coalesce(sum(lost_child.finding = 'name'), 0) as found,
    coalesce(
        (select nullif(list_unknown.words, '') from list_unknown),
        'Every child in need or on a protection plan was found on some school''s list by a UPN.'
    ) as none_line,
    (select list_stale.line from list_stale) as stale_line
from lost_child
inner join child on child.pupil_key = lost_child.pupil_key
where child.role = 'need';

-- name: lost_care
-- Children in care who are on no list or to be confirmed, a row a candidate.
select *
from lost_row
where role = 'care'
order by surname, forename, child_id, position;

-- name: lost_need
-- The same of children in need and on protection plans, by the team that is to look.
select *
from lost_row
where role = 'need'
order by team, social_worker, surname, forename, child_id, position;

-- name: against_care
-- Contradictions about children in care.
select
    against.what,
    against.id,
    coalesce(dim_pupil.surname, '[x]') as surname,
    coalesce(dim_pupil.forename, '[x]') as forename,
    coalesce(dim_pupil.date_of_birth, '[x]') as date_of_birth,
    against.detail,
    coalesce(school_of.name, '[x]') as school,
    child.social_worker,
    child.team
from against
inner join child on child.pupil_key = against.pupil_key
inner join dim_pupil on dim_pupil.pupil_key = against.pupil_key
left join school_of on school_of.pupil_key = against.pupil_key
where against.role = 'care'
order by against.what, surname, forename, against.id, against.detail;

-- name: against_need
-- Contradictions about children in need and on protection plans, by team.
select
    child.team,
    child.social_worker,
    against.what,
    against.id,
    coalesce(dim_pupil.surname, '[x]') as surname,
    coalesce(dim_pupil.forename, '[x]') as forename,
    coalesce(dim_pupil.date_of_birth, '[x]') as date_of_birth,
    against.detail,
    coalesce(school_of.name, '[x]') as school
from against
inner join child on child.pupil_key = against.pupil_key
inner join dim_pupil on dim_pupil.pupil_key = against.pupil_key
left join school_of on school_of.pupil_key = against.pupil_key
where against.role = 'need'
order by
    child.team, child.social_worker, against.what, surname, forename, against.id, against.detail;

-- name: against_none
-- Contradictions of rolls about pupils without a plan, now or before.
select
    against.what,
    against.id,
    against.detail,
    coalesce(school_of.name, '[x]') as school
from against
left join school_of on school_of.pupil_key = against.pupil_key
where against.role = 'none'
order by against.what, against.id;

-- name: unknown
-- Pupils with personal education plans this year of whom there is no period in care.
select
    dim_pupil.upn,
    count(*) as plans,
    coalesce(max(fct_pep.meeting_date), '[z]') as last_date,
    case
        when child.role is not null then 'On another plan now'
        when dim_pupil.pupil_key in (select matched.pupil_key from matched)
            then 'On another plan before'
        else 'Not known'
    end as social_care,
    coalesce(school_of.name, 'On no list') as school
from context
inner join fct_pep on fct_pep.academic_year = context.year
inner join dim_pupil on dim_pupil.pupil_key = fct_pep.pupil_key
left join child on child.pupil_key = fct_pep.pupil_key
left join school_of on school_of.pupil_key = fct_pep.pupil_key
where not exists (
        select 1
        from care_spell
        where care_spell.pupil_key = fct_pep.pupil_key
            and care_spell.plan = 'CLA'
    )
    and dim_pupil.upn is not null
    and fct_pep.pupil_key not in (select not_named.pupil_key from not_named)
    and fct_pep.pupil_key not in (select known_adopted.pupil_key from known_adopted)
group by fct_pep.pupil_key
order by dim_pupil.upn;

-- name: upn
-- UPNs on no list that ever came, but those of children on a plan now (who are named for
-- their role) or before (who are counted).
select
    told.upn,
    group_concat(told.type, ', ') as extracts
from (
    select
        upn.value ->> 0 as upn,
        upn_type.type,
        upn.value ->> 1 as pupil_key
    from upn_type
    cross join json_each(upn_type.unknown) as upn
    order by 1, 2
) as told
where told.pupil_key is null
    or told.pupil_key not in (select matched.pupil_key from matched)
group by told.upn
order by told.upn;

-- name: link
-- Links that were not made: across an adoption by school only, since both ends beside each
-- other are what may not be shown.
select
    'Former UPN across an adoption' as what,
    dim_school.name || ', ' || dim_school.urn as "where",
    load_adoption_link.links
from load_adoption_link
inner join dim_school on dim_school.school_key = load_adoption_link.school_key
union all
select
    'Over 20 UPNs or child ids',
    load_unlinked.id || coalesce(' to ' || load_unlinked.other_upn, ', by names'),
    1
from load_unlinked
order by what, "where";

-- name: school_row
-- The county's open schools where a child is who has a social worker or had one in six years: those
-- first whose children with one now are above their peers in more, then those past a limit.
--
-- absence, suspended  children with a social worker beside peers; of fewer than six counted among
--                     fewer than twenty nothing is said: one child more or less would turn it
-- flags               of children who had one in six years: what is past a limit for the school's
--                     size; a phase of fewer than ten schools has none
with
counted as materialized (
    select distinct mart_metric.entity as urn
    from context
    inner join mart_metric on mart_metric.period = context.year
    where mart_metric.level = 'school'
        and mart_metric.cohort in ('csw', 'ever6')
        and mart_metric.breakdown = 'none'
),
figure as (
    select
        entity as urn,
        metric,
        iif(numerator >= 6 or denominator >= 20, compared, 'Too few to compare') as compared
    from context
    inner join open_figure
        on open_figure.period = context.year
        and open_figure.level = 'school'
        and open_figure.cohort = 'csw'
        and open_figure.breakdown = 'none'
        and open_figure.metric in ('persistent_absence', 'suspended_pupils')
),
beside as (
    select
        urn,
        sum(compared = 'Higher than peers') as higher,
        max(iif(metric = 'persistent_absence', compared, null)) as absence,
        max(iif(metric = 'suspended_pupils', compared, null)) as suspended
    from figure
    group by urn
),
flag as (
    select
        urn,
        min(position) as first,
        group_concat(words, '; ') as words
    from (
        select
            numbers_test.urn,
            flag_name.position,
            iif(
                numbers_test.flag = 'within',
                null,
                metric_name.label || ': ' || lower(flag_name.short)
            ) as words
        from numbers_test
        inner join metric_name on metric_name.metric = numbers_test.metric
        inner join flag_name on flag_name.flag = numbers_test.flag
        order by numbers_test.urn, flag_name.position, metric_name.label
    )
    group by urn
)
select
    row_number() over (
        order by
            coalesce(beside.higher, 0) desc, flag.first is null, flag.first, dim_school.name,
            dim_school.urn
    ) as position,
    'school' as level,
    dim_school.urn as entity,
    dim_school.name as place,
    dim_school.urn,
    coalesce(dim_school.adviser, 'No adviser') as adviser,
    coalesce(beside.absence, 'Not compared') as absence,
    coalesce(beside.suspended, 'Not compared') as suspended,
    iif(flag.urn is null, 'Not tested', coalesce(flag.words, 'None')) as flags
from context
inner join dim_school on dim_school.la_code = context.la_code
left join beside on beside.urn = dim_school.urn
left join flag on flag.urn = dim_school.urn
where dim_school.status like 'Open%'
    and dim_school.urn in (select urn from counted);

-- name: school_flag
-- How many tests of schools are past a limit, of how many, and how many would be by chance alone.
select
    iif(
        count(*) = 0,
        'No phase has ten schools, so none is held against limits.',
        said(sum(flag <> 'within'), 'Word') || ' of ' || said(count(*), 'count')
            || ' tests are past a limit; about ' || said(count(*) * 0.05, 'count')
            || ' would be by chance alone.'
    ) as tests
from numbers_test;

-- name: pending
-- Strategic.doubt, and what is under review of this year's permanent exclusions, of which no figure
-- counts any yet; blank where nothing is.
select
    doubt_words.county,
    doubt_words.suspensions,
    case under_review.exclusions
        when 0 then ''
        when 1 then 'One permanent exclusion is under review and counts in no figure yet'
        else said(under_review.exclusions, 'Word')
            || ' permanent exclusions are under review and count in no figure yet'
    end || case
        when under_review.exclusions = 0 then ''
        when under_review.ours = 0 then ', none of a child with a social worker.'
        when under_review.exclusions = 1 then ', of a child with a social worker.'
        else ', ' || said(under_review.ours, 'word') || ' of children with a social worker.'
    end as pending
from doubt_words
cross join (
    select
        coalesce(sum(mart_pupil_exclusion.permanent_pending), 0) as exclusions,
        coalesce(
            sum(iif(
                ';' || mart_pupil_exclusion.cohorts || ';' like '%;csw;%',
                mart_pupil_exclusion.permanent_pending,
                0
            )),
            0
        ) as ours
    from context
    cross join mart_pupil_exclusion
        on mart_pupil_exclusion.academic_year = context.year
) as under_review;

-- name: ladder
-- A row a number of suspensions: how many children had so many this year, by group.
select
    mart_pupil_exclusion.suspensions,
    sum(';' || mart_pupil_exclusion.cohorts || ';' like '%;csw;%') as csw,
    sum(';' || mart_pupil_exclusion.cohorts || ';' like '%;cla;%') as cla,
    sum(';' || mart_pupil_exclusion.cohorts || ';' like '%;ever6;%') as ever6,
    count(*) as everyone
from context
inner join mart_pupil_exclusion on mart_pupil_exclusion.academic_year = context.year
where mart_pupil_exclusion.suspensions > 0
group by mart_pupil_exclusion.suspensions
order by mart_pupil_exclusion.suspensions;
