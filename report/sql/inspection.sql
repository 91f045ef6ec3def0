-- inspection: the children in care one by one, and who is not in full-time education.

-- name: setup
-- inspection_day: the Mondays to Fridays inside the half terms that are known, up to the day, the
-- newest first.
create temp table inspection_day (
    date text primary key,
    place integer not null unique
) strict, without rowid;

insert into inspection_day (date, place)
with recursive day (date, end_date) as (
    select dim_period.start_date, min(dim_period.end_date, context.as_of)
    from dim_period
    cross join context
    where dim_period.grain = 'half_term' and dim_period.start_date <= context.as_of
    union all
    select date(day.date, '+1 day'), day.end_date
    from day
    where day.date < day.end_date
)
select day.date, row_number() over (order by day.date desc)
from day
where strftime('%w', day.date) between '1' and '5';

-- inspection_child: each child with an open plan, and whoever is on a register or a timetable.
--
-- role           care and need, who are named for it; other: counted alone, among them those whom
--                any record says to have been adopted (details 13)
-- age            today; null where nobody knows the date of birth
-- age_before     on the 31 August before the year
-- is_of_age      of compulsory school age (5 to 15 on the 31 August); in care until 18, as
--                everybody is to learn until then; in care of unknown age too
-- is_to_confirm  1 where a pupil was found for the plan by names and date of birth alone
-- name, ring     as they stand in a list; of the first two roles alone
create temp table inspection_child (
    pupil_key integer primary key,
    role text not null check (role in ('care', 'need', 'other')),
    name text,
    ring text,
    age integer,
    age_before integer,
    is_of_age integer not null,
    is_to_confirm integer not null
) strict;

insert into inspection_child (
    pupil_key, role, name, ring, age, age_before, is_of_age, is_to_confirm
)
with
by_name as (
    select matched.pupil_key
    from matched
    where matched.by_name = matched.ids
),
wanted as (
    select
        child.pupil_key,
        iif(child.plan = 'Short breaks', 'other', child.role) as role
    from child
    union
    select fct_register.pupil_key, 'other'
    from fct_register
    cross join context
    where fct_register.start_date <= context.as_of
        and coalesce(fct_register.end_date, '9999') > context.as_of
    union
    select fct_provision.pupil_key, 'other'
    from fct_provision
    cross join context
    where fct_provision.start_date <= context.as_of
        and coalesce(fct_provision.end_date, '9999') > context.as_of
),
aged as (
    select
        wanted.pupil_key,
        min(wanted.role) as role,
        coalesce(
            dim_pupil.surname || ', ' || dim_pupil.forename, dim_pupil.surname,
            dim_pupil.forename, dim_pupil.upn, dim_pupil.child_id, '[x]'
        ) as name,
        substr(context.as_of, 1, 4) - substr(dim_pupil.date_of_birth, 1, 4)
            - (substr(context.as_of, 6) < substr(dim_pupil.date_of_birth, 6)) as age,
        substr(context.year, 1, 4) - substr(dim_pupil.date_of_birth, 1, 4)
            - (substr(dim_pupil.date_of_birth, 6) > '08-31') as age_before
    from wanted
    cross join context
    inner join dim_pupil on dim_pupil.pupil_key = wanted.pupil_key
    where wanted.pupil_key not in (select not_named.pupil_key from not_named)
    group by wanted.pupil_key
)
select
    aged.pupil_key,
    iif(
        aged.pupil_key in (select known_adopted.pupil_key from known_adopted),
        'other',
        aged.role
    ),
    aged.name,
    case
        when child.social_worker = '[x]' then child.team
        else child.social_worker || iif(child.team = '[x]', '', ', ' || child.team)
    end,
    aged.age,
    aged.age_before,
    case
        when aged.age_before is null then aged.role = 'care'
        when aged.role = 'care' then aged.age_before between 5 and 17 and aged.age < 18
        else aged.age_before between 5 and 15
    end,
    aged.pupil_key in (select by_name.pupil_key from by_name)
from aged
left join child on child.pupil_key = aged.pupil_key;

-- inspection_place: the schools of the list.
create temp table inspection_place (
    school_key integer primary key,
    urn text not null,
    name text not null,
    kind text not null,
    status text not null,
    is_open integer not null,
    is_in_county integer not null,
    close_date text not null -- 9999 while there is none
) strict;

insert into inspection_place (
    school_key, urn, name, kind, status, is_open, is_in_county, close_date
)
select
    dim_school.school_key,
    dim_school.urn,
    coalesce(dim_school.name, 'School ' || dim_school.urn),
    coalesce(dim_school.phase, dim_school.type, 'Kind not stated'),
    coalesce(dim_school.status, 'without a status'),
    coalesce(dim_school.status like 'Open%', 0),
    coalesce(dim_school.la_code = context.la_code, 0),
    coalesce(dim_school.close_date, '9999')
from dim_school
cross join context;

-- inspection_stay: where they are on roll on the day, of whatever status; the pupil's own school
-- (details 22) is the first with status C or M.
create temp table inspection_stay (
    pupil_key integer not null,
    place integer not null,
    school_key integer not null,
    status text not null,
    entry_date text not null,
    nc_year text,
    sen_status text,
    primary key (pupil_key, place)
) strict, without rowid;

insert into inspection_stay (
    pupil_key, place, school_key, status, entry_date, nc_year, sen_status
)
select
    stay_status.pupil_key,
    row_number() over (
        partition by stay_status.pupil_key
        order by
            stay_status.status in ('C', 'M') desc, stay_status.entry_date desc,
            inspection_place.urn
    ),
    stay_status.school_key,
    stay_status.status,
    stay_status.entry_date,
    stay_status.nc_year,
    stay_status.sen_status
from context
cross join inspection_child
cross join stay_status on stay_status.pupil_key = inspection_child.pupil_key
cross join inspection_place on inspection_place.school_key = stay_status.school_key
where context.as_of between stay_status.from_date and stay_status.to_date
    and context.as_of between stay_status.entry_date and stay_status.last_date;

-- inspection_school: the pupil's own school, and the hours a week that are full time (details 33).
--
-- school_key  null where the child is on no roll with status C or M
-- words       the school as a list has it; another registration is told as what it is
-- status      of the first stay; null where there is none at all
create temp table inspection_school (
    pupil_key integer primary key,
    school_key integer,
    words text not null,
    status text,
    entry_date text,
    nc_year text,
    sen_status text,
    full_time real not null
) strict;

insert into inspection_school (
    pupil_key, school_key, words, status, entry_date, nc_year, sen_status, full_time
)
select
    inspection_child.pupil_key,
    iif(stay.status in ('C', 'M'), stay.school_key, null),
    coalesce(
        inspection_place.name || case stay.status
            when 'C' then ''
            when 'M' then ''
            when 'S' then ' (subsidiary registration)'
            when 'G' then ' (guest)'
            when 'F' then ' (further education)'
            else ' (other registration)'
        end,
        'On no roll'
    ),
    stay.status,
    stay.entry_date,
    stay.nc_year,
    stay.sen_status,
    iif(
        case
            when stay.nc_year glob '[NR]*' then 1
            when stay.nc_year between '1' and '99' then cast(stay.nc_year as integer) < 7
            else coalesce(inspection_child.age_before < 11, 0)
        end,
        context.full_time_primary,
        context.full_time_secondary
    )
from context
cross join inspection_child
left join inspection_stay as stay
    on stay.pupil_key = inspection_child.pupil_key and stay.place = 1
left join inspection_place on inspection_place.school_key = stay.school_key;

-- inspection_hours: what is open on the day of part-time timetables, and of alternative and dual
-- provision.
--
-- timetable, timetable_from, timetable_to, review  of the part-time timetable that began last at a
--                school whose roll the child is on
-- places         hours a week over all alternative and dual provision
-- places_from    since when the hours have been these
-- where_words    each provider with its hours
-- unlisted       providers of whose name the list of schools has none
create temp table inspection_hours (
    pupil_key integer primary key,
    timetable real,
    timetable_from text,
    timetable_to text,
    review text,
    places real,
    places_from text,
    where_words text,
    unlisted text
) strict;

insert into inspection_hours (
    pupil_key, timetable, timetable_from, timetable_to, review, places, places_from,
    where_words, unlisted
)
with
open as (
    select
        fct_provision.*,
        coalesce(fct_provision.provider, inspection_place.name) as at,
        fct_provision.provider is not null
            and lower(trim(fct_provision.provider)) not in (
                select lower(trim(place.name)) from inspection_place as place
            ) as is_unlisted,
        row_number() over (
            partition by fct_provision.pupil_key, fct_provision.type = 'PART_TIME'
            order by fct_provision.start_date desc, inspection_place.urn, fct_provision.type
        ) as place
    from context
    cross join inspection_child
    inner join fct_provision on fct_provision.pupil_key = inspection_child.pupil_key
    inner join inspection_place on inspection_place.school_key = fct_provision.school_key
    where fct_provision.start_date <= context.as_of
        and coalesce(fct_provision.end_date, '9999') > context.as_of
        -- A timetable that was never ended does not follow the child to the next school, but to
        -- what its own became (details 57).
        and (
            fct_provision.type <> 'PART_TIME'
            or exists (
                select 1
                from inspection_stay
                where inspection_stay.pupil_key = fct_provision.pupil_key
                    and (
                        inspection_stay.school_key = fct_provision.school_key
                        or (inspection_stay.school_key, fct_provision.school_key) in (
                            select school_near.school_key, school_near.near_key from school_near
                        )
                    )
            )
        )
),
timetable as (
    select * from open where type = 'PART_TIME' and place = 1
),
places as (
    select
        pupil_key,
        round(sum(hours_per_week), 3) as hours,
        max(start_date) as from_date,
        group_concat(said(hours_per_week, 'half') || ' at ' || at, '; ') as words,
        group_concat(iif(is_unlisted, at, null), '; ') as unlisted
    from (select * from open where type <> 'PART_TIME' order by pupil_key, place)
    group by pupil_key
)
select
    inspection_child.pupil_key,
    timetable.hours_per_week,
    timetable.start_date,
    timetable.end_date,
    timetable.review_date,
    places.hours,
    places.from_date,
    places.words,
    places.unlisted
from inspection_child
left join timetable on timetable.pupil_key = inspection_child.pupil_key
left join places on places.pupil_key = inspection_child.pupil_key
where timetable.pupil_key is not null or places.pupil_key is not null;

-- inspection_reason: why a child is not in full-time education, the graver the less.
--
-- type       of the extract that tells
-- is_of_all  1 where children without an open plan are counted too: a register or timetable tells
create temp table inspection_reason (
    place integer primary key,
    name text not null,
    meaning text not null,
    type text not null,
    is_of_all integer not null
) strict;

insert into inspection_reason (place, name, meaning, type, is_of_all)
values
    (1, 'On no roll', 'On the roll of no school and on no register', 'pupils', 0),
    (2, 'Missing education', 'On the register of children missing education', 'ehe', 1),
    (3, 'Educated at home', 'On the register of elective home education', 'ehe', 1),
    (4, 'Permanently excluded', 'No school since, and no full-time provision', 'suspensions', 0),
    (5, 'No school of their own', 'Only a subsidiary, guest or other registration', 'pupils', 0),
    (6, 'Part-time timetable', 'A part-time timetable that is open at a school of theirs',
        'provision', 1),
    (7, 'Short provision', 'Alternative or dual provision below full-time hours', 'provision', 1);

-- inspection_out: a row a child of school age and reason why it is not in full-time education.
--
-- data_date  the day of the newest extract that would say otherwise
create temp table inspection_out (
    pupil_key integer not null,
    place integer not null references inspection_reason,
    since text,
    words text not null,
    data_date text,
    primary key (pupil_key, place)
) strict, without rowid;

-- inspection_sent: the day of the newest extract of a type; no row where none has come, of which
-- then nothing is known, and no 0.
create temp table inspection_sent (
    type text primary key,
    sent text not null
) strict, without rowid;

insert into inspection_sent (type, sent)
with wanted (type) as (
    values ('pupils'), ('ehe'), ('provision'), ('social_care'), ('ssda903_episodes'),
        ('suspensions'), ('peps'), ('send_plans'), ('sdq'), ('interventions')
)
select wanted.type, substr(max(load_sent.extract_time), 1, 10)
from wanted
inner join load_sent on instr(' ' || load_sent.type || ' ', ' ' || wanted.type || ' ') > 0
where load_sent.is_taken_in = 1
group by wanted.type;

-- inspection_silent: schools that sent no suspensions of the year, while others did: of whom is at
-- one they are not known (figure_silent).
create temp table inspection_silent (
    school_key integer primary key
) strict;

insert into inspection_silent (school_key)
select dim_school.school_key
from context
inner join figure_silent
    on figure_silent.level = 'school'
    and figure_silent.metric = 'suspended_pupils'
    and figure_silent.period = context.year
inner join dim_school on dim_school.urn = figure_silent.entity;

-- inspection_register: which register a child is on.
create temp table inspection_register (
    pupil_key integer not null,
    register text not null,
    start_date text not null,
    primary key (pupil_key, register)
) strict, without rowid;

insert into inspection_register (pupil_key, register, start_date)
select fct_register.pupil_key, fct_register.register, min(fct_register.start_date)
from context
cross join inspection_child
inner join fct_register on fct_register.pupil_key = inspection_child.pupil_key
where fct_register.start_date <= context.as_of
    and coalesce(fct_register.end_date, '9999') > context.as_of
group by fct_register.pupil_key, fct_register.register;

-- On no roll and no register. A further education college (F) is a place to learn, and the last
-- roll tells since when there has been none.
insert into inspection_out (pupil_key, place, since, words, data_date)
with last as (
    select
        inspection_school.pupil_key,
        max(
            min(
                coalesce(
                    -- Of status P alone a stay is none. Joined, all stays of the county are read.
                    (
                        select max(stay_status.last_date)
                        from stay_status
                        where stay_status.pupil_key = fct_enrolment.pupil_key
                            and stay_status.school_key = fct_enrolment.school_key
                            and stay_status.entry_date = fct_enrolment.entry_date
                    ),
                    fct_enrolment.leaving_date,
                    '9999'
                ),
                inspection_place.close_date
            )
        ) as left_date
    from context
    cross join inspection_school
    cross join fct_enrolment on fct_enrolment.pupil_key = inspection_school.pupil_key
    cross join inspection_place on inspection_place.school_key = fct_enrolment.school_key
    where inspection_school.status is null
        and fct_enrolment.entry_date <= context.as_of
    group by inspection_school.pupil_key
)
select
    inspection_child.pupil_key,
    1,
    iif(last.left_date < context.as_of, date(last.left_date, '+1 day'), null),
    case
        when last.pupil_key is null
            then 'On no list of pupils that ever came, and on no register'
        when last.left_date < context.as_of
            then 'Last on a roll on ' || said(last.left_date, 'short') || ', and on no register'
        else 'On no roll, and on no register'
    end,
    (select sent from inspection_sent where type = 'pupils')
from inspection_child
cross join context
inner join inspection_school
    on inspection_school.pupil_key = inspection_child.pupil_key
    and inspection_school.status is null
left join last on last.pupil_key = inspection_child.pupil_key
where inspection_child.is_of_age = 1
    and inspection_child.role in ('care', 'need')
    and inspection_child.pupil_key not in (select pupil_key from inspection_register);

insert into inspection_out (pupil_key, place, since, words, data_date)
select
    inspection_register.pupil_key,
    iif(inspection_register.register = 'CME', 2, 3),
    inspection_register.start_date,
    iif(
        inspection_register.register = 'CME',
        'On the register of children missing education since ',
        'Educated at home since '
    ) || said(inspection_register.start_date, 'short'),
    (select sent from inspection_sent where type = 'ehe')
from inspection_register
inner join inspection_child
    on inspection_child.pupil_key = inspection_register.pupil_key
    and inspection_child.is_of_age = 1;

insert into inspection_out (pupil_key, place, since, words, data_date)
select
    mart_safety.pupil_key,
    4,
    mart_safety.since,
    rtrim(mart_safety.evidence, '.'),
    mart_safety.data_date
from mart_safety
inner join inspection_child
    on inspection_child.pupil_key = mart_safety.pupil_key
    and inspection_child.is_of_age = 1
inner join inspection_school on inspection_school.pupil_key = mart_safety.pupil_key
left join inspection_hours on inspection_hours.pupil_key = mart_safety.pupil_key
where mart_safety.reason = 'excluded'
    and coalesce(inspection_hours.places, 0) < inspection_school.full_time;

insert into inspection_out (pupil_key, place, since, words, data_date)
select
    inspection_school.pupil_key,
    5,
    inspection_school.entry_date,
    case inspection_school.status
        when 'S' then 'Only a subsidiary registration'
        when 'G' then 'Only a guest'
        else 'Only a registration of another kind'
    end || ', at ' || inspection_place.name || ' since '
        || said(inspection_school.entry_date, 'short'),
    substr(load_freshness.pupils_sent, 1, 10)
from inspection_school
inner join inspection_child
    on inspection_child.pupil_key = inspection_school.pupil_key
    and inspection_child.is_of_age = 1
    and inspection_child.role in ('care', 'need')
inner join inspection_stay
    on inspection_stay.pupil_key = inspection_school.pupil_key and inspection_stay.place = 1
inner join inspection_place on inspection_place.school_key = inspection_stay.school_key
left join load_freshness on load_freshness.school_key = inspection_stay.school_key
where inspection_school.school_key is null
    and not exists (
        select 1
        from inspection_stay as college
        where college.pupil_key = inspection_school.pupil_key and college.status = 'F'
    );

insert into inspection_out (pupil_key, place, since, words, data_date)
select
    inspection_hours.pupil_key,
    6,
    inspection_hours.timetable_from,
    'Part-time timetable, ' || said(inspection_hours.timetable, 'half') || ' of '
        || said(inspection_school.full_time, 'half') || ' hours, '
        || iif(
            inspection_hours.timetable_to is null,
            'with no end date',
            'until ' || said(inspection_hours.timetable_to, 'short')
        )
        || case
            when inspection_hours.review is null then ', no review date'
            when inspection_hours.review < context.as_of
                then ', review was due ' || said(inspection_hours.review, 'short')
            else ', review due ' || said(inspection_hours.review, 'short')
        end,
    (select sent from inspection_sent where type = 'provision')
from inspection_hours
cross join context
inner join inspection_child
    on inspection_child.pupil_key = inspection_hours.pupil_key
    and inspection_child.is_of_age = 1
inner join inspection_school on inspection_school.pupil_key = inspection_hours.pupil_key
where inspection_hours.timetable is not null;

insert into inspection_out (pupil_key, place, since, words, data_date)
select
    inspection_hours.pupil_key,
    7,
    inspection_hours.places_from,
    'Alternative or dual provision of ' || said(inspection_hours.places, 'half') || ' of '
        || said(inspection_school.full_time, 'half') || ' hours: ' || inspection_hours.where_words,
    (select sent from inspection_sent where type = 'provision')
from inspection_hours
inner join inspection_child
    on inspection_child.pupil_key = inspection_hours.pupil_key
    and inspection_child.is_of_age = 1
inner join inspection_school on inspection_school.pupil_key = inspection_hours.pupil_key
where inspection_hours.places < inspection_school.full_time;

-- inspection_enrolled: the stays of children in care that are on roll some time, as the status says
-- that they have on the day, one that has ended (a row of status P, details 15) had last.
create temp table inspection_enrolled (
    pupil_key integer not null,
    school_key integer not null,
    entry_date text not null,
    leaving_date text not null, -- 9999-12-31 while it goes on
    status text not null,
    primary key (pupil_key, school_key, entry_date)
) strict, without rowid;

insert into inspection_enrolled (pupil_key, school_key, entry_date, leaving_date, status)
select
    stay_status.pupil_key,
    stay_status.school_key,
    stay_status.entry_date,
    stay_status.last_date,
    stay_status.status
from context
cross join inspection_child
cross join stay_status on stay_status.pupil_key = inspection_child.pupil_key
where inspection_child.role = 'care'
    and stay_status.status in ('C', 'M', 'S')
    and context.as_of between stay_status.from_date and stay_status.to_date;

-- inspection_held: marks of children in care on the last 20 school days.
create temp table inspection_held (
    pupil_key integer not null,
    school_key integer not null,
    date text not null,
    session text not null,
    mark text not null
) strict;

insert into inspection_held (pupil_key, school_key, date, session, mark)
select
    inspection_child.pupil_key,
    held.value ->> 0,
    held.value ->> 1,
    held.value ->> 2,
    held.value ->> 3
from inspection_child
-- Child by child: in a join SQLite reads the marks of all children.
cross join json_each(
    (
        select json_group_array(
            json_array(
                attendance_mark.school_key, attendance_mark.date, attendance_mark.session,
                attendance_mark.mark
            )
        )
        from attendance_mark
        where attendance_mark.pupil_key = inspection_child.pupil_key
            and attendance_mark.date >= ( -- days before these are passed over
                select min(inspection_day.date) from inspection_day where inspection_day.place <= 20
            )
            and +attendance_mark.date in ( -- found by the child: by the day all schools' would be
                select inspection_day.date from inspection_day where inspection_day.place <= 20
            )
    )
) as held
where inspection_child.role = 'care';

-- inspection_mark: sessions of these days. Of two marks that are possible for one session the one
-- at the school of status C counts, then M, then S (metrics.md). A stay at a school covers marks at
-- what it became, and was (details 57).
create temp table inspection_mark (
    pupil_key integer primary key,
    possible integer not null,
    absent integer not null,
    last_date text not null
) strict;

insert into inspection_mark (pupil_key, possible, absent, last_date)
select
    pupil_key,
    sum(is_possible),
    sum(is_possible and is_absent),
    max(date)
from (
    select
        held.pupil_key,
        held.date,
        mark_meaning.is_possible,
        mark_meaning.meaning in ('authorised_absence', 'unauthorised_absence') as is_absent,
        row_number() over (
            partition by held.pupil_key, held.date, held.session
            order by
                mark_meaning.is_possible desc,
                case stay.status when 'C' then 1 when 'M' then 2 else 3 end,
                inspection_place.urn
        ) as place
    from inspection_held as held
    cross join inspection_enrolled as stay
        on stay.pupil_key = held.pupil_key
        and (
            stay.school_key = held.school_key
            or (stay.school_key, held.school_key) in (
                select school_near.school_key, school_near.near_key from school_near
            )
        )
        and held.date between stay.entry_date and stay.leaving_date
    inner join mark_meaning
        on mark_meaning.mark = held.mark
        and held.date between mark_meaning.valid_from and mark_meaning.valid_to
    inner join inspection_place on inspection_place.school_key = held.school_key
)
where place = 1
group by pupil_key;

-- inspection_gap: school days between one main school and the next that they entered this year
-- (details 61). A school that became another is no next one, and a stay that went on there under
-- its day of entry is one stay (57).
create temp table inspection_gap (
    pupil_key integer primary key,
    days integer not null
) strict;

insert into inspection_gap (pupil_key, days)
with move as (
    select
        stay.pupil_key,
        before.leaving_date,
        stay.entry_date,
        before.leaving_date < stay.entry_date
            and before.school_key <> stay.school_key
            and not exists (
                select 1
                from school_near
                where school_near.school_key = before.school_key
                    and school_near.near_key = stay.school_key
            ) as is_one,
        row_number() over (
            partition by stay.pupil_key, stay.school_key, stay.entry_date
            order by before.entry_date desc, before.leaving_date desc, before.school_key
        ) as place
    from context
    inner join dim_period on dim_period.id = context.year
    cross join inspection_enrolled as stay
    cross join inspection_enrolled as before
        on before.pupil_key = stay.pupil_key
        and before.entry_date < stay.entry_date
        and before.status in ('C', 'M')
    where stay.status in ('C', 'M')
        and stay.entry_date between dim_period.start_date and context.as_of
        and not exists (
            select 1
            from inspection_enrolled as part
            where part.pupil_key = stay.pupil_key
                and part.entry_date = stay.entry_date
                and part.status in ('C', 'M')
                and (part.leaving_date, part.school_key) < (stay.leaving_date, stay.school_key)
                and (part.school_key, stay.school_key) in (
                    select school_near.school_key, school_near.near_key from school_near
                )
        )
)
select
    move.pupil_key,
    sum((
        select count(*)
        from inspection_day
        where inspection_day.date > move.leaving_date and inspection_day.date < move.entry_date
    ))
from move
where move.place = 1 and move.is_one = 1
group by move.pupil_key;

-- plan_term: the term whose plan is looked for: the latest that has begun, whichever year's, as the
-- watch list has it. In August, of whose year no term has begun, it is the summer's.
create temp table plan_term (
    academic_year text not null,
    term text not null,
    end_date text not null -- the last day, also of one that runs
) strict;

insert into plan_term (academic_year, term, end_date)
select academic_year, substr(id, length(academic_year) + 2), context.term_end
from dim_period
cross join context
where grain = 'term'
order by start_date desc
limit 1;

-- inspection_plan: of children in care the last plan meeting, and what is on record of the term's.
--
-- day     which the term's is booked for, or due, or was booked for: null where none is on record
-- is_due   1 where a plan is to be held this term: of school age (details 30), and one is required
create temp table inspection_plan (
    pupil_key integer primary key,
    last_date text,
    quality text,
    words text not null,
    day text,
    is_held integer not null,
    is_due integer not null
) strict;

insert into inspection_plan (pupil_key, last_date, quality, words, day, is_held, is_due)
with
held as (
    select
        fct_pep.*,
        row_number() over (
            partition by fct_pep.pupil_key
            order by fct_pep.meeting_date desc, fct_pep.academic_year desc, fct_pep.term
        ) as place
    from inspection_child
    cross join context
    inner join fct_pep on fct_pep.pupil_key = inspection_child.pupil_key
    where inspection_child.role = 'care'
        and fct_pep.status = 'COMPLETED'
        and fct_pep.meeting_date <= context.as_of
),
running as (
    select
        fct_pep.*,
        coalesce(
            '; meeting of ' || said(fct_pep.meeting_date, 'short') || ' not on record as held', ''
        ) as not_held -- of a day that has passed
    from inspection_child
    cross join plan_term
    inner join fct_pep
        on fct_pep.pupil_key = inspection_child.pupil_key
        and fct_pep.academic_year = plan_term.academic_year
        and lower(fct_pep.term) = plan_term.term
    where inspection_child.role = 'care'
),
aged as (
    select
        inspection_child.pupil_key,
        case
            when inspection_school.nc_year glob '[NR]*'
                or inspection_school.nc_year between '1' and '99' then 1
            else coalesce(inspection_child.age_before between 3 and 17, 1)
        end as is_of_age
    from inspection_child
    inner join inspection_school on inspection_school.pupil_key = inspection_child.pupil_key
    where inspection_child.role = 'care'
)
select
    aged.pupil_key,
    held.meeting_date,
    held.quality,
    case
        when running.status = 'COMPLETED' and running.meeting_date is null then 'Held'
        when running.status = 'COMPLETED' and running.meeting_date <= context.as_of
            then 'Held ' || said(running.meeting_date, 'short')
        when running.status = 'NOT_REQUIRED' then 'Not required'
        when running.meeting_date >= context.as_of
            then 'Booked for ' || said(running.meeting_date, 'short')
        when running.due_date < context.as_of
            then 'Was due ' || said(running.due_date, 'short') || running.not_held
        when running.due_date is not null
            then 'Due ' || said(running.due_date, 'short') || running.not_held
        when running.meeting_date is not null
            then 'Meeting of ' || said(running.meeting_date, 'short') || ' not on record as held'
        when running.status = 'BOOKED' then 'Booked, no day on record'
        when running.pupil_key is not null then 'Not held, no date on record'
        when aged.is_of_age = 0 then 'Under school age'
        when (select count(*) from inspection_sent where type = 'peps') then 'Nothing on record'
        else 'No plans have come'
    end,
    iif(
        running.meeting_date >= context.as_of,
        running.meeting_date,
        coalesce(running.due_date, running.meeting_date)
    ),
    coalesce(
        running.status = 'COMPLETED' and coalesce(running.meeting_date <= context.as_of, 1), 0
    ),
    aged.is_of_age
        and coalesce(running.status <> 'NOT_REQUIRED', 1)
        and exists (select 1 from inspection_sent where inspection_sent.type = 'peps')
from aged
cross join context
left join held on held.pupil_key = aged.pupil_key and held.place = 1
left join running on running.pupil_key = aged.pupil_key;

-- inspection_ehc: of children in care the education, health and care plan that is open.
create temp table inspection_ehc (
    pupil_key integer primary key,
    review_due text not null -- twelve months after the last review, or the start
) strict;

insert into inspection_ehc (pupil_key, review_due)
select
    fct_send_plan.pupil_key,
    date(
        max(
            iif(
                fct_send_plan.last_annual_review <= context.as_of,
                fct_send_plan.last_annual_review,
                fct_send_plan.plan_start
            ),
            fct_send_plan.plan_start
        ),
        '+12 months'
    )
from inspection_child
cross join context
inner join (
    select
        fct_send_plan.*,
        row_number() over (partition by pupil_key order by plan_start desc) as place
    from fct_send_plan
    cross join context
    where fct_send_plan.plan_start <= context.as_of
        and coalesce(fct_send_plan.plan_end, '9999') > context.as_of
) as fct_send_plan
    on fct_send_plan.pupil_key = inspection_child.pupil_key and fct_send_plan.place = 1
where inspection_child.role = 'care';

-- inspection_exclusion: permanent exclusions that stand or are under review: of this year, or of
-- whatever year where no enrolment of any kind has begun since.
create temp table inspection_exclusion (
    pupil_key integer not null,
    school_key integer not null,
    start_date text not null,
    is_pending integer not null,
    in_year integer not null,
    primary key (pupil_key, school_key, start_date)
) strict, without rowid;

insert into inspection_exclusion (pupil_key, school_key, start_date, is_pending, in_year)
select
    fct_exclusion.pupil_key,
    fct_exclusion.school_key,
    fct_exclusion.start_date,
    min(fct_exclusion.is_pending),
    fct_exclusion.start_date >= dim_period.start_date
from context
inner join dim_period on dim_period.id = context.year
cross join inspection_child
cross join fct_exclusion on fct_exclusion.pupil_key = inspection_child.pupil_key
where fct_exclusion.category = 'PERM'
    and (fct_exclusion.counted = 1 or fct_exclusion.is_pending = 1)
    and fct_exclusion.start_date <= context.as_of
    and (
        fct_exclusion.start_date >= dim_period.start_date
        or (
            inspection_child.pupil_key in (
                select mart_safety.pupil_key from mart_safety where mart_safety.reason = 'excluded'
            )
            and not exists (
                select 1
                from stay_status
                where stay_status.pupil_key = inspection_child.pupil_key
                    and stay_status.entry_date > fct_exclusion.start_date
                    and stay_status.entry_date <= context.as_of
            )
        )
    )
group by fct_exclusion.pupil_key, fct_exclusion.school_key, fct_exclusion.start_date;

-- inspection_excluded: children in care who were permanently excluded, or whose exclusion is under
-- review.
--
-- day  on which that began, of one before the year; null of this year's
create temp table inspection_excluded (
    pupil_key integer primary key,
    is_pending integer not null,
    day text
) strict;

insert into inspection_excluded (pupil_key, is_pending, day)
select
    inspection_exclusion.pupil_key,
    min(inspection_exclusion.is_pending),
    iif(max(inspection_exclusion.in_year), null, min(inspection_exclusion.start_date))
from inspection_exclusion
inner join inspection_child on inspection_child.pupil_key = inspection_exclusion.pupil_key
where inspection_child.role = 'care'
group by inspection_exclusion.pupil_key;

-- inspection_row: a row a child in care aged 2 to 18, or of unknown age.
create temp table inspection_row (
    pupil_key integer primary key,
    age integer,
    age_before integer,
    is_of_age integer not null,
    school_key integer,
    is_in_county integer,
    is_open integer,
    kind text, -- of the school
    unlisted text,
    full_time real not null,
    timetable real,
    places real,
    possible integer,
    absent integer,
    is_out integer not null
) strict;

insert into inspection_row (
    pupil_key, age, age_before, is_of_age, school_key, is_in_county, is_open, kind, unlisted,
    full_time, timetable, places, possible, absent, is_out
)
select
    inspection_child.pupil_key,
    inspection_child.age,
    inspection_child.age_before,
    inspection_child.is_of_age,
    inspection_school.school_key,
    inspection_place.is_in_county,
    inspection_place.is_open,
    inspection_place.kind,
    inspection_hours.unlisted,
    inspection_school.full_time,
    inspection_hours.timetable,
    inspection_hours.places,
    attended.possible,
    attended.absent,
    exists (
        select 1
        from inspection_out
        where inspection_out.pupil_key = inspection_child.pupil_key
    )
from inspection_child
cross join context
inner join inspection_school on inspection_school.pupil_key = inspection_child.pupil_key
left join inspection_place on inspection_place.school_key = inspection_school.school_key
left join inspection_hours on inspection_hours.pupil_key = inspection_child.pupil_key
left join (
    select
        fct_attendance.pupil_key,
        sum(fct_attendance.possible) as possible,
        sum(fct_attendance.absent) as absent
    from context
    inner join fct_attendance on fct_attendance.period = context.year
    where fct_attendance.pupil_key in (
            select inspection_child.pupil_key
            from inspection_child
            where inspection_child.role = 'care'
        )
    group by fct_attendance.pupil_key
) as attended on attended.pupil_key = inspection_child.pupil_key
where inspection_child.role = 'care'
    and coalesce(inspection_child.age between 2 and 18, 1);

-- inspection_named: the rows of inspection_out whose children are named for a role, and whom to
-- ring.
create temp table inspection_named (
    role text not null,
    is_older integer not null, -- than compulsory school age
    place integer not null,
    words text not null,
    since text not null,
    child text not null,
    date_of_birth text not null,
    age any not null,
    upn text not null,
    child_id text not null,
    plan text not null,
    school text not null,
    social_worker text not null,
    team text not null,
    ring text not null,
    data_date text not null
) strict;

insert into inspection_named (
    role, is_older, place, words, since, child, date_of_birth, age, upn, child_id, plan, school,
    social_worker, team, ring, data_date
)
select
    inspection_child.role,
    coalesce(inspection_child.age_before > 15, 0),
    inspection_out.place,
    inspection_out.words,
    coalesce(inspection_out.since, '[x]'),
    inspection_child.name,
    coalesce(dim_pupil.date_of_birth, '[x]'),
    coalesce(inspection_child.age, '[x]'),
    iif(inspection_child.is_to_confirm = 1, 'To confirm', coalesce(dim_pupil.upn, '[x]')),
    child.child_id,
    child.plan,
    inspection_school.words,
    child.social_worker,
    child.team,
    inspection_child.ring,
    coalesce(inspection_out.data_date, '[x]')
from inspection_out
inner join inspection_child
    on inspection_child.pupil_key = inspection_out.pupil_key
    and inspection_child.role in ('care', 'need')
inner join inspection_school on inspection_school.pupil_key = inspection_out.pupil_key
inner join child on child.pupil_key = inspection_out.pupil_key
inner join dim_pupil on dim_pupil.pupil_key = inspection_out.pupil_key;

-- name: total
-- What the list comes to: a row a statement, how many children of how many.
with
care as (
    select pupil_cohort.pupil_key
    from context
    inner join pupil_cohort
        on pupil_cohort.period = context.year and pupil_cohort.cohort = 'cla'
),
exclusion as (
    select mart_pupil_exclusion.*
    from context
    inner join mart_pupil_exclusion on mart_pupil_exclusion.academic_year = context.year
),
listed as (
    select
        inspection_row.*,
        inspection_row.school_key is not null as is_on_roll,
        exclusion.pupil_key is null and silent.school_key is not null as is_untold,
        coalesce(exclusion.suspensions > 0, 0) as is_suspended,
        coalesce(exclusion.permanent_exclusions + exclusion.permanent_pending > 0, 0)
            as is_excluded,
        inspection_mark.possible as recent_possible,
        inspection_plan.is_held,
        inspection_plan.is_due,
        inspection_ehc.review_due,
        inspection_gap.days
    from inspection_row
    inner join inspection_plan on inspection_plan.pupil_key = inspection_row.pupil_key
    left join exclusion on exclusion.pupil_key = inspection_row.pupil_key
    left join inspection_silent as silent on silent.school_key = inspection_row.school_key
    left join inspection_mark on inspection_mark.pupil_key = inspection_row.pupil_key
    left join inspection_ehc on inspection_ehc.pupil_key = inspection_row.pupil_key
    left join inspection_gap on inspection_gap.pupil_key = inspection_row.pupil_key
),
needed (part, type) as (
    values
        ('Hours', 'provision'),
        ('Exclusions', 'suspensions'),
        ('Plans', 'peps'),
        ('EHC plans', 'send_plans')
),
untold as (
    select
        sum(is_untold) as n,
        count(*) as whole,
        sum(is_suspended) as suspended,
        sum(is_excluded) as excluded
    from listed
),
statement (position, part, name, children, "of") as (
    select 1, 'Who is listed', 'In care, as in the county''s figures (under 18)', count(*), null
    from care
    union all
    select
        2,
        'Who is listed',
        'Of them under two years old: not listed',
        sum(pupil_key not in (select pupil_key from listed)
            and pupil_key in (select pupil_key from inspection_child where role = 'care')),
        count(*)
    from care
    union all
    select
        3,
        'Who is listed',
        'Of them adopted before, by some record: named in no list',
        sum(pupil_key in (select pupil_key from known_adopted)),
        count(*)
    from care
    union all
    -- The year's figures are of the last day of its summer term; the list is of the day.
    select 4, 'Who is listed', 'Of them in care no more on the day: not listed', gone.n, whole.n
    from (
        select count(*) as n
        from care
        where pupil_key not in (select pupil_key from known_adopted)
            and pupil_key not in (select pupil_key from inspection_child where role = 'care')
    ) as gone
    cross join (select count(*) as n from care) as whole
    where gone.n > 0
    union all
    select
        5,
        'Who is listed',
        'Aged 18: listed here, and not in the county''s figures',
        sum(listed.pupil_key not in (select pupil_key from care)
            and coalesce(inspection_child.age >= 18, 0)),
        null
    from listed
    inner join inspection_child on inspection_child.pupil_key = listed.pupil_key
    union all
    select
        6,
        'Who is listed',
        'In care since: listed here, and not in the county''s figures',
        came.n,
        null
    from (
        select count(*) as n
        from listed
        inner join inspection_child on inspection_child.pupil_key = listed.pupil_key
        where listed.pupil_key not in (select pupil_key from care)
            and coalesce(inspection_child.age < 18, 1)
    ) as came
    where came.n > 0
    union all
    select 7, 'Who is listed', 'Listed on the sheet Children_in_care', count(*), null from listed
    union all
    select
        10, 'Schools', 'At a school in the county', sum(coalesce(is_in_county, 0)), count(*)
    from listed
    union all
    select 11, 'Schools', 'At a school outside the county', sum(is_in_county = 0), count(*)
    from listed
    union all
    select
        12,
        'Schools',
        'On no roll with a single or main registration',
        sum(is_on_roll = 0),
        count(*)
    from listed
    union all
    select
        13,
        'Kinds of school',
        kind,
        count(*),
        (select count(*) from listed)
    from listed
    where kind is not null
    group by kind
    union all
    select
        20,
        'Registration',
        'At a school that the list of schools does not have as open',
        sum(is_open = 0),
        sum(is_on_roll)
    from listed
    union all
    select
        21,
        'Hours',
        'With a provider that the list of schools does not name',
        sum(unlisted is not null),
        sum(places is not null)
    from listed
    union all
    select 30, 'Hours', 'On a part-time timetable', sum(timetable is not null), count(*)
    from listed
    union all
    select 31, 'Hours', 'In alternative or dual provision', sum(places is not null), count(*)
    from listed
    union all
    select
        32,
        'Hours',
        'Of them below full-time hours',
        sum(coalesce(places < full_time, 0)),
        sum(places is not null)
    from listed
    union all
    select
        33,
        'Full time',
        'Of school age and not in full-time education',
        sum(is_of_age and is_out),
        sum(is_of_age)
    from listed
    union all
    select
        40,
        'Attendance',
        'Persistently absent this year (a tenth of sessions or more)',
        sum(coalesce(10 * absent >= possible, 0)),
        sum(coalesce(possible > 0, 0))
    from listed
    union all
    select
        41,
        'Attendance',
        'On a roll, and no session on record in the last 20 school days',
        sum(is_on_roll and coalesce(recent_possible, 0) = 0),
        sum(is_on_roll)
    from listed
    union all
    select
        50,
        'Exclusions',
        'Suspended this year',
        iif(untold.n > 0 and untold.n = untold.whole, '[x]', untold.suspended),
        untold.whole
    from untold
    union all
    select
        51,
        'Exclusions',
        'Permanently excluded this year, or under review',
        iif(untold.n > 0 and untold.n = untold.whole, '[x]', untold.excluded),
        untold.whole
    from untold
    union all
    select
        52, 'Exclusions', 'At a school of which nothing was told: not known', untold.n, untold.whole
    from untold
    where untold.n > 0
    union all
    select
        60,
        'Plans',
        'Personal education plan held this term, of those who are to have one',
        sum(is_held and is_due),
        sum(is_due)
    from listed
    union all
    select
        61, 'EHC plans', 'Education, health and care plan', sum(review_due is not null), count(*)
    from listed
    union all
    select
        62,
        'EHC plans',
        'Of them with an annual review overdue',
        sum(coalesce(review_due < context.as_of, 0)),
        sum(review_due is not null)
    from listed
    cross join context
    union all
    select
        70,
        'Moves',
        'Changed school this year with school days between',
        sum(coalesce(days > 0, 0)),
        count(*)
    from listed
)
select
    statement.part,
    statement.name,
    iif(
        (needed.type is null or inspection_sent.type is not null)
            and exists (
                select 1
                from inspection_sent as care
                where care.type in ('social_care', 'ssda903_episodes')
            ),
        coalesce(statement.children, 0),
        '[x]'
    ) as children,
    iif(statement.position < 2 or statement.position in (5, 6, 7), '[z]', coalesce(statement."of", 0))
        as "of"
from statement
left join needed on needed.part = statement.part
left join inspection_sent on inspection_sent.type = needed.type
order by statement.position, statement.name;

-- name: known
-- What is said where a list is empty, and what cannot be looked at: one row for texts.
select
    iif(
        has.care,
        'No child aged 2 to 18 is in care.',
        'No record of social care has come, so that nobody can be listed.'
    ) as care_line,
    iif(
        has.care,
        'Every such child is in full-time education, as far as is on record.',
        'No record of social care has come, so that nobody can be listed.'
    ) as out_line,
    iif(
        has.provision and has.ehe,
        '',
        'Not looked at, as no such extract has come: '
            || iif(has.provision, '', 'part-time timetables and alternative provision')
            || iif(has.provision or has.ehe, '', '; ')
            || iif(has.ehe, '', 'registers of home education and of children missing education')
            || '.'
    ) as unseen_line,
    list_stale.line as stale_line
from (
    select
        coalesce(max(type in ('social_care', 'ssda903_episodes')), 0) as care,
        coalesce(max(type = 'provision'), 0) as provision,
        coalesce(max(type = 'ehe'), 0) as ehe
    from inspection_sent
) as has
cross join list_stale;

-- name: in_care
-- A row a child in care aged 2 to 18.
select
    inspection_child.name as child,
    coalesce(dim_pupil.date_of_birth, '[x]') as date_of_birth,
    iif(inspection_child.is_to_confirm = 1, 'To confirm', coalesce(dim_pupil.upn, '[x]')) as upn,
    child.since,
    coalesce(inspection_school.nc_year, '[x]') as nc_year,
    inspection_school.words as school,
    coalesce(inspection_row.kind, '[z]') as kind,
    case
        when inspection_row.unlisted is not null
            then 'Not listed: ' || inspection_row.unlisted
        when inspection_row.school_key is null then '[z]'
        when inspection_row.is_open = 1 then 'Yes'
        else 'School ' || lower(inspection_place.status)
    end as registered,
    case inspection_row.is_in_county when 1 then 'In' when 0 then 'Out' else '[z]' end as county,
    coalesce(inspection_row.places, iif(has.provision, '[z]', '[x]')) as places,
    coalesce(inspection_row.timetable, iif(has.provision, '[z]', '[x]')) as timetable,
    coalesce(inspection_row.possible - inspection_row.absent, '[z]') as attended,
    coalesce(inspection_row.possible, '[z]') as possible,
    iif(
        inspection_row.possible > 0,
        100.0 * (inspection_row.possible - inspection_row.absent) / inspection_row.possible,
        '[z]'
    ) as rate,
    coalesce(inspection_mark.possible - inspection_mark.absent, '[x]') as recent_attended,
    coalesce(inspection_mark.possible, '[x]') as recent_possible,
    coalesce(inspection_mark.last_date, '[x]') as marks_to,
    coalesce(
        mart_pupil_exclusion.suspensions,
        iif(has.suspensions and silent.school_key is null, 0, '[x]')
    ) as suspensions,
    coalesce(
        mart_pupil_exclusion.days_year,
        iif(has.suspensions and silent.school_key is null, 0, '[x]')
    ) as days,
    case
        when excluded.pupil_key is not null
            then iif(excluded.is_pending, 'Under review', 'Yes')
                || coalesce(', ' || said(excluded.day, 'short'), '')
        when has.suspensions and silent.school_key is null then 'No'
        else '[x]'
    end as excluded,
    coalesce(inspection_plan.last_date, '[x]') as plan_date,
    coalesce(inspection_plan.quality, '[x]') as quality,
    inspection_plan.words as plan,
    case
        when inspection_ehc.review_due is not null then 'Yes'
        when inspection_school.sen_status = 'E' then 'On the roll only'
        when has.send_plans then 'No'
        else '[x]'
    end as ehc,
    coalesce(inspection_ehc.review_due, '[z]') as review_due,
    coalesce(inspection_gap.days, 0) as gap,
    inspection_child.ring,
    child.data_date
from inspection_row
cross join (
    select
        coalesce(sum(type = 'provision'), 0) as provision,
        coalesce(sum(type = 'suspensions'), 0) as suspensions,
        coalesce(sum(type = 'send_plans'), 0) as send_plans
    from inspection_sent
) as has
inner join inspection_child on inspection_child.pupil_key = inspection_row.pupil_key
inner join inspection_school on inspection_school.pupil_key = inspection_row.pupil_key
inner join inspection_plan on inspection_plan.pupil_key = inspection_row.pupil_key
inner join child on child.pupil_key = inspection_row.pupil_key
inner join dim_pupil on dim_pupil.pupil_key = inspection_row.pupil_key
cross join context
left join inspection_place on inspection_place.school_key = inspection_row.school_key
left join inspection_silent as silent on silent.school_key = inspection_row.school_key
left join inspection_excluded as excluded on excluded.pupil_key = inspection_row.pupil_key
left join inspection_mark on inspection_mark.pupil_key = inspection_row.pupil_key
left join inspection_ehc on inspection_ehc.pupil_key = inspection_row.pupil_key
left join inspection_gap on inspection_gap.pupil_key = inspection_row.pupil_key
left join mart_pupil_exclusion
    on mart_pupil_exclusion.academic_year = context.year
    and mart_pupil_exclusion.pupil_key = inspection_row.pupil_key
order by inspection_child.name, dim_pupil.date_of_birth, child.child_id;

-- name: out_total
-- A row a reason why children of school age are not in full-time education: how many, by who may
-- be named to whom; [x] where the extract that tells has not come.
select
    reason.name,
    reason.meaning,
    iif(
        has.type is null or has.care = 0,
        '[x]',
        sum(coalesce(inspection_child.role = 'care', 0))
    ) as care,
    iif(
        has.type is null or has.care = 0,
        '[x]',
        sum(coalesce(inspection_child.role = 'need', 0))
    ) as need,
    case
        when not reason.is_of_all then '[z]'
        when has.type is null then '[x]'
        else sum(coalesce(inspection_child.role = 'other', 0))
    end as other
from inspection_reason as reason
left join (
    select
        type,
        exists (
            select 1
            from inspection_sent
            where inspection_sent.type in ('social_care', 'ssda903_episodes')
        ) as care
    from inspection_sent
) as has on has.type = reason.type
left join inspection_out on inspection_out.place = reason.place
left join inspection_child on inspection_child.pupil_key = inspection_out.pupil_key
group by reason.place
order by reason.place;

-- name: out_care
-- A row a child in care of school age and reason why it is not in full-time education: those of
-- compulsory school age first, the gravest reason, and then what has lasted longest.
select *
from inspection_named
where role = 'care'
order by is_older, place, since, child, child_id, words;

-- name: out_need
-- The same of children in need and on protection plans, by the team that is to be told.
select *
from inspection_named
where role = 'need'
order by team, social_worker, place, since, child, child_id, words;

-- name: out_team
-- The same of one team.
select *
from inspection_named
where role = 'need' and iif(team = '[x]', 'No team', team) = :team
order by place, since, child, child_id, words;
