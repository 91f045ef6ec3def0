-- report.c: what controlled packs read besides figures, with a rule of its own.

-- name: school_return
-- shown_return: what a school's return says of the school itself, a row a school and academic year:
-- whether somebody is named, and never who; days of training, and dates. It is of no child. What is
-- dated after the day is not yet so, but for when a policy is due again.
--
-- teacher, governor  1 where one is named
-- qualified          Y or N, as the return has it; null where it does not say
create temp table shown_return (
    urn text not null,
    academic_year text not null,
    teacher integer not null,
    governor integer not null,
    qualified text,
    training_days real,
    toolkit_date text,
    section1_date text,
    section2_date text,
    policy_review_due text,
    primary key (urn, academic_year)
) strict, without rowid;

insert into shown_return (
    urn, academic_year, teacher, governor, qualified, training_days, toolkit_date, section1_date,
    section2_date, policy_review_due
)
select
    dim_school.urn,
    fct_school_return.academic_year,
    coalesce(fct_school_return.designated_teacher, '') <> '',
    coalesce(fct_school_return.designated_governor, '') <> '',
    fct_school_return.qualified_teacher,
    fct_school_return.training_days,
    iif(
        fct_school_return.toolkit_training_date <= context.as_of,
        fct_school_return.toolkit_training_date,
        null
    ),
    iif(
        fct_school_return.section1_date <= context.as_of, fct_school_return.section1_date, null
    ),
    iif(
        fct_school_return.section2_date <= context.as_of, fct_school_return.section2_date, null
    ),
    fct_school_return.policy_review_due
from context
cross join fct_school_return
inner join dim_school
    on dim_school.school_key = fct_school_return.school_key
    and dim_school.la_code = context.la_code;

-- name: ladder
-- shown_rung: how often children with a social worker were suspended in a year: rungs of one, two,
-- three times and so on, each of no child or of enough to be shown; the last is open and takes in
-- all above. No row where the children suspended, those suspended again or their suspensions are
-- not shown, for the rungs follow from these in part.
--
-- academic_year  this year so far, or one that is over: of three years with what is to follow
-- most  null: so many times or more
-- edge  the last rung's suspensions follow from the total, and with them how far its children are
--       above its least together: that must be none, or so much that it may be any small number of
--       children who are
create temp table shown_rung (
    academic_year text not null,
    least integer not null,
    most integer,
    children integer not null,
    primary key (academic_year, least)
) strict, without rowid;

insert into shown_rung (academic_year, least, most, children)
with recursive
year as (
    select year as academic_year, la_code, suppress_below from context
    union
    select whole, la_code, suppress_below from context
    union
    select whole_2, la_code, suppress_below from context
    union
    select whole_3, la_code, suppress_below from context
),
shown as materialized (
    select
        year.academic_year,
        year.suppress_below,
        max(iif(metric = 'suspended_pupils', numerator, null)) as children,
        max(iif(metric = 'suspension_rate', numerator, null)) as suspensions,
        count(numerator) as figures
    from year
    inner join shown_metric
        on shown_metric.period = year.academic_year
        and shown_metric.level = 'county'
        and shown_metric.entity = year.la_code
        and shown_metric.cohort = 'csw'
        and shown_metric.breakdown = 'none'
        and shown_metric.metric in (
            'suspended_pupils', 'repeat_suspended_pupils', 'suspension_rate'
        )
    group by year.academic_year, year.suppress_below
),
child as materialized (
    select mart_pupil_exclusion.academic_year, mart_pupil_exclusion.suspensions
    from shown
    cross join mart_pupil_exclusion
        on mart_pupil_exclusion.academic_year = shown.academic_year
        and ';' || mart_pupil_exclusion.cohorts || ';' like '%;csw;%'
    where shown.figures = 3
        and shown.children > 0
        and mart_pupil_exclusion.suspensions > 0
),
counted as (
    select
        academic_year,
        count(*) as children,
        sum(suspensions) as suspensions,
        max(suspensions) as most
    from child
    group by academic_year
),
step (academic_year, least, most) as (
    select academic_year, 1, most from counted
    union all
    select academic_year, least + 1, most from step where least < most
),
from_step as materialized (
    select
        step.academic_year,
        step.least,
        sum(child.suspensions = step.least) as exactly,
        count(*) as children,
        sum(child.suspensions - step.least) as over
    from step
    inner join child
        on child.academic_year = step.academic_year and child.suspensions >= step.least
    group by step.academic_year, step.least
),
climb (academic_year, least) as (
    select academic_year, 1 from counted
    union all
    select climb.academic_year, next.least
    from climb
    inner join shown on shown.academic_year = climb.academic_year
    inner join from_step as this
        on this.academic_year = climb.academic_year and this.least = climb.least
    inner join from_step as next
        on next.academic_year = climb.academic_year and next.least = climb.least + 1
    where (this.exactly = 0 or this.exactly >= shown.suppress_below)
        and next.children >= shown.suppress_below
        and (next.over = 0 or next.over >= shown.suppress_below)
)
select
    from_step.academic_year,
    from_step.least,
    iif(from_step.least = last.least, null, from_step.least),
    iif(from_step.least = last.least, from_step.children, from_step.exactly)
from (select academic_year, max(least) as least from climb group by academic_year) as last
inner join shown on shown.academic_year = last.academic_year
inner join counted
    on counted.academic_year = last.academic_year
    and counted.children = shown.children
    and counted.suspensions = shown.suspensions
inner join from_step
    on from_step.academic_year = last.academic_year and from_step.least <= last.least;

-- name: promise
-- promise_told: what there is to say of the promises that are judged, this year or in the latest
-- term that has begun, a row a promise and school; and of the county, whose urn is ''. Gone when it
-- has been decided what is said.
--
-- position  how lists order promises: those of the school itself first
-- state     of the county's own open schools; null of all others
-- refused   of how much of what is due a record says no; blank: of how much nothing
create temp table promise_told (
    promise text not null,
    urn text not null,
    period text not null,
    position integer not null,
    basis text not null,
    state text,
    since text,
    sent text,
    metric text not null,
    cohort text not null,
    is_own integer not null,
    district text,
    phase text,
    children integer,
    due real not null,
    recorded real not null,
    refused real not null,
    blank real not null,
    primary key (promise, urn)
) strict, without rowid;

insert into promise_told (
    promise, urn, period, position, basis, state, since, sent, metric, cohort, is_own, district,
    phase, children, due, recorded, refused, blank
)
with
latest as (
    select
        grain,
        max(dim_period.period_key) as period_key
    from context
    inner join dim_period on dim_period.start_date <= context.as_of
    where grain in ('year', 'term')
    group by grain
),
told as materialized (
    -- Of these periods alone, before anything is joined to them.
    select mart_promise.*
    from mart_promise
    where mart_promise.period in (
            select dim_period.id
            from latest
            inner join dim_period on dim_period.period_key = latest.period_key
        )
)
select
    told.promise,
    coalesce(dim_school.urn, ''),
    told.period,
    dense_rank() over (
        order by told.basis = 'children', dim_promise.subject, dim_promise.words
    ),
    told.basis,
    iif(
        dim_school.la_code = context.la_code and dim_school.status like 'Open%',
        told.state, null
    ),
    told.since,
    told.sent,
    dim_promise.metric,
    dim_promise.cohort,
    coalesce(dim_school.la_code = context.la_code, 0),
    dim_school.district,
    dim_school.phase,
    told.children,
    told.due,
    told.recorded,
    told.recorded - told.kept,
    told.due - told.recorded
from context
cross join told
inner join dim_promise on dim_promise.id = told.promise
inner join dim_period on dim_period.id = told.period and dim_period.grain = dim_promise.grain
left join dim_school on dim_school.school_key = told.school_key;

-- shown_record: of each of these promises, how much of what is due in the county is on record.
-- Beside what is due and kept, which must be shown, that also tells how much a record says no of and
-- how much is blank: each is none, or not so few that it is withheld. Nothing else that is published
-- divides them.
--
-- due, recorded  null: withheld
-- since, sent    from when on there are extracts that would record it, and the newest's day
create temp table shown_record (
    promise text primary key,
    period text not null,
    position integer not null,
    basis text not null check (basis in ('children', 'schools')),
    due integer,
    recorded integer,
    since text,
    sent text
) strict, without rowid;

insert into shown_record (promise, period, position, basis, due, recorded, since, sent)
select
    told.promise,
    told.period,
    told.position,
    told.basis,
    cast(iif(told.due = 0, 0, shown_metric.denominator) as integer),
    cast(iif(
        told.due = 0
        or (
            shown_metric.denominator is not null
            and (
                told.basis = 'schools'
                or not (
                    told.recorded between 1 and context.suppress_below - 1
                    or told.refused between 1 and context.suppress_below - 1
                    or told.blank between 1 and context.suppress_below - 1
                )
            )
        ),
        told.recorded, null
    ) as integer),
    told.since,
    told.sent
from context
cross join promise_told as told
left join shown_metric
    on shown_metric.period = told.period
    and shown_metric.level = 'county'
    and shown_metric.entity = context.la_code
    and shown_metric.cohort = told.cohort
    and shown_metric.breakdown = 'none'
    and shown_metric.metric = told.metric
    and shown_metric.numerator is not null
where told.urn = '';

-- Few children, or such whose number is a figure of schools that is withheld there.
update promise_told
set state = 'too_few'
where basis = 'children'
    and state <> 'not_measured'
    and (
        children between 1 and (select suppress_below - 1 from context)
        or exists (
            select 1
            from dim_metric
            inner join dim_count on dim_count.id = dim_metric.denominator_count
            inner join dim_metric as other
                on dim_count.children in (other.numerator_count, other.denominator_count)
            inner join shown_metric
                on shown_metric.period = promise_told.period
                and shown_metric.level = 'school'
                and shown_metric.entity = promise_told.urn
                and shown_metric.cohort = promise_told.cohort
                and shown_metric.breakdown = 'none'
                and shown_metric.breakdown_value = ''
                and shown_metric.metric = other.id
            where dim_metric.id = promise_told.metric and shown_metric.symbol = '[c]'
        )
    );

-- name: promise_number
-- promised.c: what is due for children, a row a promise and school; of each what is said of it, how
-- many children, noes and blanks there are, and of which places that it lies in totals are shown.
-- Others' schools, and those that are closed, are in totals too; nothing is said of them, nor of
-- what belongs to no school, whose urn is '', where there is any.
--
-- state                     '' where nothing is said
-- is_recorded               what is on record is shown of the county
-- county, district, phase, in_county  a place; null where its total is not shown
-- ..._kept                  what of it was kept is shown, too
with place as (
    select
        metric,
        cohort,
        period,
        case
            when level = 'district' or breakdown = 'none' then level
            else breakdown
        end as axis,
        case
            when level = 'district' then entity
            else breakdown_value
        end as place,
        numerator is not null as is_kept
    from shown_metric
    where level in ('county', 'district')
        and denominator is not null
        and breakdown in ('none', 'phase', 'in_county')
),
at_schools as (
    select
        promise,
        sum(children) as children,
        sum(refused) as refused,
        sum(blank) as blank
    from promise_told
    where urn <> ''
    group by promise
)
select
    told.promise,
    told.urn,
    coalesce(told.state, ''),
    iif(told.urn <> '', told.children, max(told.children - at_schools.children, 0)),
    iif(told.urn <> '', told.refused, max(told.refused - at_schools.refused, 0)),
    iif(told.urn <> '', told.blank, max(told.blank - at_schools.blank, 0)),
    shown_record.recorded is not null as is_recorded,
    county.place,
    coalesce(county.is_kept, 0),
    district.place,
    coalesce(district.is_kept, 0),
    phase.place,
    coalesce(phase.is_kept, 0),
    in_county.place,
    coalesce(in_county.is_kept, 0)
from promise_told as told
inner join shown_record on shown_record.promise = told.promise
inner join at_schools on at_schools.promise = told.promise
left join place as county
    on county.metric = told.metric
    and county.cohort = told.cohort
    and county.period = told.period
    and county.axis = 'county'
left join place as district
    on district.metric = told.metric
    and district.cohort = told.cohort
    and district.period = told.period
    and district.axis = 'district'
    and district.place = told.district
left join place as phase
    on phase.metric = told.metric
    and phase.cohort = told.cohort
    and phase.period = told.period
    and phase.axis = 'phase'
    and phase.place = told.phase
left join place as in_county
    on in_county.metric = told.metric
    and in_county.cohort = told.cohort
    and in_county.period = told.period
    and in_county.axis = 'in_county'
    and in_county.place = iif(told.urn = '', null, iif(told.is_own, 'Y', 'N'))
where told.basis = 'children' and (told.urn <> '' or told.children > at_schools.children)
order by told.promise, told.urn;

-- name: put_promise_state
update promise_told set state = ?3 where promise = ?1 and urn = ?2;

-- name: promise_said
-- shown_promise: what may be said of each of the promises of shown_record at each of the county's
-- own open schools: a state and no number.
--
-- state  of a school's own duties nothing is withheld. Of what is due for children too_few: there
--        are fewer than suppress_below, or the school's own figure of them is withheld, or a small
--        number could be worked out from what is said of others (promised.h)
-- sent   the day of the newest extract that would record it
create temp table shown_promise (
    promise text not null,
    urn text not null,
    period text not null,
    position integer not null,
    basis text not null check (basis in ('children', 'schools')),
    state text not null check (
        state in ('kept', 'not_kept', 'not_on_record', 'not_due', 'too_few', 'not_measured')
    ),
    sent text,
    primary key (promise, urn)
) strict, without rowid;

insert into shown_promise (promise, urn, period, position, basis, state, sent)
select promise, urn, period, position, basis, state, sent
from promise_told
where state is not null;

-- A page a school asks for its own.
create index temp.shown_promise_by_school on shown_promise (urn, position);

drop table temp.promise_told;
