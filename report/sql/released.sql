-- report.c: what charts of a controlled pack show besides figures: days, and why children are
-- away. Each has its own rule, made before the packs are, and safe by itself.

-- name: day_schema
-- shown_day: absence of children with a social worker this year, a school day after the other,
-- in whole per cent.
--
-- date   Monday to Friday
-- value  sessions missed of 100 possible; null where the week is withheld
-- rule   a day is shown where those whose marks it rests on are low_reliability_below or more,
--        and those away, and those not, are each none or suppress_below or more. A week with a
--        day that is not is withheld whole, for the week's own figure is shown elsewhere; and so
--        is a week whose own figure is withheld
create temp table shown_day (
    date text primary key,
    value real
) strict, without rowid;

-- day_told: what days.c counted of each day. Gone when it has been decided what is shown.
create temp table day_told (
    date text primary key,
    possible integer not null,
    absent integer not null,
    children integer not null,
    away integer not null
) strict, without rowid;

-- name: day_span
-- The days of this year so far.
select dim_period.start_date, context.as_of
from context
inner join dim_period on dim_period.id = context.year;

-- name: day_child
-- Whose marks count.
select pupil_cohort.pupil_key
from context
inner join pupil_cohort
    on pupil_cohort.period = context.year and pupil_cohort.cohort = 'csw'
where exists (
    select 1
    from fct_attendance
    where fct_attendance.pupil_key = pupil_cohort.pupil_key
        and fct_attendance.period = context.year
);

-- name: day_meaning
-- Marks of possible sessions, from which day to which, and whether they are of absence.
select
    mark,
    valid_from,
    valid_to,
    meaning in ('authorised_absence', 'unauthorised_absence') as is_absent
from mark_meaning
where is_possible;

-- name: day_mark
-- The sessions of a child in these days. What each mark means is looked up by who reads them.
select
    attendance_mark.date,
    attendance_mark.mark
from attendance_mark
where attendance_mark.pupil_key = ?1 and attendance_mark.date between ?2 and ?3;

-- name: put_day
insert into day_told (date, possible, absent, children, away) values (?1, ?2, ?3, ?4, ?5);

-- name: day
insert into shown_day (date, value)
with
day as (
    select
        date,
        date(date, 'weekday 0', '-6 days') as monday,
        round(100.0 * absent / possible) as value,
        children,
        away,
        children - away as not_away
    from day_told
    where strftime('%w', date) between '1' and '5'
),
judged as (
    select
        day.date,
        day.value,
        shown_metric.value is null
        or max(
            day.children < context.low_reliability_below
            or day.away between 1 and context.suppress_below - 1
            or day.not_away between 1 and context.suppress_below - 1
        ) over (partition by day.monday) as is_withheld
    from day
    cross join context
    left join dim_period
        on dim_period.grain = 'week'
        and day.date between dim_period.start_date and dim_period.end_date
    left join shown_metric
        on shown_metric.period = dim_period.id
        and shown_metric.metric = 'attendance_rate'
        and shown_metric.level = 'county'
        and shown_metric.cohort = 'csw'
        and shown_metric.breakdown = 'none'
)
select
    date,
    iif(is_withheld, null, value)
from judged;

drop table day_told;

-- name: absence_reason
-- shown_absence_reason: why sessions were missed this year, of children with a social worker and
-- of their peers.
--
-- kind   authorised or unauthorised
-- code   of the mark; '' for all others of the kind together
-- value, comparator_value  sessions missed for it, of 100 possible
-- rule   a reason is shown where both groups missed so many sessions for it that fewer than
--        suppress_below children could not have: a child has no more than two a weekday. The
--        others of its kind stand together, and where even they are too few the next smallest
--        goes with them; a kind of which nothing else is left is not shown at all, nor is one
--        whose own rate is withheld for a group
create temp table shown_absence_reason (
    kind text not null,
    code text not null,
    value real not null,
    comparator_value real not null,
    primary key (kind, code)
) strict, without rowid;

insert into shown_absence_reason (kind, code, value, comparator_value)
with
enough as (
    select
        2.0 * (context.suppress_below - 1)
        * (
            5 * ((julianday(min(context.as_of, dim_period.end_date))
                - julianday(dim_period.start_date)) / 7 + 1)
        ) as sessions
    from context
    inner join dim_period on dim_period.id = context.year
),
meaning as (
    select
        mark,
        replace(min(meaning), '_absence', '') as kind
    from mark_meaning
    where meaning in ('authorised_absence', 'unauthorised_absence')
    group by mark
),
reason as (
    select
        meaning.kind,
        mart_absence_reason.code,
        sum(iif(mart_absence_reason.cohort = 'csw', mart_absence_reason.sessions, 0)) as ours,
        sum(iif(mart_absence_reason.cohort = 'peers', mart_absence_reason.sessions, 0))
            as theirs
    from context
    inner join mart_absence_reason
        on mart_absence_reason.period = context.year
        and mart_absence_reason.level = 'county'
        and mart_absence_reason.cohort in ('csw', 'peers')
    inner join meaning on meaning.mark = mart_absence_reason.code
    group by meaning.kind, mart_absence_reason.code
),
judged as (
    select
        reason.*,
        min(reason.ours, reason.theirs) <= enough.sessions as is_small,
        enough.sessions as enough
    from reason
    cross join enough
),
rest as (
    select
        kind,
        sum(is_small) as reasons,
        coalesce(min(
            sum(iif(is_small, ours, 0)), sum(iif(is_small, theirs, 0))
        ) <= max(enough), 0) and sum(is_small) > 0 as needs_one
    from judged
    group by kind
),
placed as (
    select
        judged.*,
        judged.is_small or (
            rest.needs_one
            and row_number() over (
                partition by judged.kind order by judged.is_small, judged.ours, judged.code
            ) = 1
        ) as is_joined
    from judged
    inner join rest on rest.kind = judged.kind
),
possible as (
    select
        max(iif(mart_absence_reason.cohort = 'csw', mart_absence_reason.possible, 0)) as ours,
        max(iif(mart_absence_reason.cohort = 'peers', mart_absence_reason.possible, 0))
            as theirs
    from context
    inner join mart_absence_reason
        on mart_absence_reason.period = context.year
        and mart_absence_reason.level = 'county'
        and mart_absence_reason.cohort in ('csw', 'peers')
),
shown as (
    select
        kind,
        iif(is_joined, '', code) as code,
        sum(ours) as ours,
        sum(theirs) as theirs,
        min(sum(ours), sum(theirs)) > max(enough) as is_enough
    from placed
    group by kind, iif(is_joined, '', code)
)
select
    shown.kind,
    shown.code,
    100.0 * shown.ours / possible.ours,
    100.0 * shown.theirs / possible.theirs
from shown
cross join possible
where shown.is_enough
    and not exists (
        select 1
        from shown as other
        where other.kind = shown.kind and not other.is_enough
    )
    and (
        select count(*)
        from context
        inner join shown_metric on shown_metric.period = context.year
        where shown_metric.metric = shown.kind || '_absence_rate'
            and shown_metric.level = 'county'
            and shown_metric.cohort in ('csw', 'peers')
            and shown_metric.breakdown = 'none'
            and shown_metric.numerator is not null
    ) = 2;

-- name: exclusion_reason
-- shown_exclusion_reason: why pupils were suspended this year, by the first reason given, of
-- children with a social worker and of their peers.
--
-- code   of the reason; '' for all others together
-- value, comparator_value  of 100 suspensions of the group
-- rule   a reason is shown where the suspensions for it, and the children suspended, are each
--        none or suppress_below or more, in both groups. The others stand together, and where
--        they too are few the smallest that is shown goes with them; nothing is shown where
--        nothing is left, or where the total of a group is withheld
create temp table shown_exclusion_reason (
    code text primary key,
    value real not null,
    comparator_value real not null
) strict, without rowid;

insert into shown_exclusion_reason (code, value, comparator_value)
with
event as materialized (
    select
        pupil_cohort.cohort,
        fct_exclusion.pupil_key,
        coalesce(fct_exclusion.reason1, '') as code
    from context
    inner join dim_period on dim_period.id = context.year
    inner join fct_exclusion
        on fct_exclusion.category = 'SUSP'
        and fct_exclusion.counted = 1
        and fct_exclusion.start_date between dim_period.start_date and context.as_of
    inner join pupil_cohort
        on pupil_cohort.period = context.year
        and pupil_cohort.cohort in ('csw', 'peers')
        and pupil_cohort.pupil_key = fct_exclusion.pupil_key
),
reason as (
    select
        code,
        sum(cohort = 'csw') as ours,
        sum(cohort = 'peers') as theirs,
        count(distinct iif(cohort = 'csw', pupil_key, null)) as our_children,
        count(distinct iif(cohort = 'peers', pupil_key, null)) as their_children
    from event
    group by code
),
judged as (
    select
        reason.*,
        code = ''
            or our_children between 1 and suppress_below - 1
            or their_children between 1 and suppress_below - 1 as is_small,
        min(our_children, their_children) >= suppress_below as is_large
    from reason
    cross join context
),
small as (
    select
        count(distinct iif(event.cohort = 'csw', event.pupil_key, null)) as our_children,
        count(distinct iif(event.cohort = 'peers', event.pupil_key, null)) as their_children
    from event
    inner join judged on judged.code = event.code and judged.is_small
),
placed as (
    select
        judged.*,
        judged.is_small or (
            (
                small.our_children between 1 and context.suppress_below - 1
                or small.their_children between 1 and context.suppress_below - 1
            )
            and row_number() over (
                order by judged.is_large and not judged.is_small desc, judged.ours, judged.code
            ) = 1
        ) as is_joined
    from judged
    cross join small
    cross join context
),
shown as (
    select
        iif(placed.is_joined, '', placed.code) as code,
        count(distinct iif(event.cohort = 'csw', event.pupil_key, null)) as our_children,
        count(distinct iif(event.cohort = 'peers', event.pupil_key, null)) as their_children,
        sum(event.cohort = 'csw') as ours,
        sum(event.cohort = 'peers') as theirs
    from placed
    inner join event on event.code = placed.code
    group by iif(placed.is_joined, '', placed.code)
),
total as (
    select
        sum(ours) as ours,
        sum(theirs) as theirs,
        max(
            our_children between 1 and suppress_below - 1
            or their_children between 1 and suppress_below - 1
        ) as is_small
    from shown
    cross join context
)
select
    shown.code,
    100.0 * shown.ours / total.ours,
    100.0 * shown.theirs / total.theirs
from shown
cross join total
where not total.is_small
    and total.ours > 0
    and total.theirs > 0
    and (
        select count(*)
        from context
        inner join shown_metric
            on shown_metric.period = context.year
            and shown_metric.metric = 'suspension_rate'
            and shown_metric.level = 'county'
            and shown_metric.breakdown = 'none'
            and shown_metric.cohort in ('csw', 'peers')
            and shown_metric.numerator is not null
    ) = 2;
