-- figures.c: what has changed, in sentences: at most as many as pass a test, the same on every
-- page, sheet and chart.

-- name: measure
-- headline_measure: the measures that a head is told of first, in their order.
--
-- cohort  of whom alone, where it is of one group of children; else null
create temp table headline_measure (
    place integer primary key,
    metric text not null unique,
    cohort text
) strict;

insert into headline_measure (place, metric, cohort)
values
    (1, 'attendance_rate', null),
    (2, 'persistent_absence', null),
    (3, 'severe_absence', null),
    (4, 'unauthorised_absence_rate', null),
    (5, 'suspension_rate', null),
    (6, 'suspended_pupils', null),
    (7, 'repeat_suspended_pupils', null),
    (8, 'permanent_exclusion_rate', null),
    (9, 'pep_on_time', 'cla'),
    (10, 'in_year_moves', null);

-- headline_group: of whom.
create temp table headline_group (
    place integer primary key,
    cohort text not null unique
) strict;

insert into headline_group (place, cohort)
values (1, 'cla'), (2, 'csw'), (3, 'all');

-- name: finding
-- stale_metric: measures of which nothing has come for nine days (stale_event): what they say of
-- the last days is no record of nothing. Of those made of marks school_doubt speaks.
create temp table stale_metric (
    metric text primary key,
    newest_sent text not null
) strict, without rowid;

insert into stale_metric (metric, newest_sent)
select
    headline_measure.metric,
    stale_event.newest_sent
from headline_measure
inner join stale_event on stale_event.metric = headline_measure.metric;

-- unreached_metric: measures and periods of which a year before nothing was on record yet: that
-- period was over before the first day of which there is anything (load_reach), or where facts have
-- no day of their own, before the first list was sent. Its 0 is no figure to have risen from, nor what
-- a later list still says of some.
create temp table unreached_metric (
    metric text not null,
    period text not null,
    primary key (metric, period)
) strict, without rowid;

insert into unreached_metric (metric, period)
with reach as materialized (
    select type, first_fact, substr(first_sent, 1, 10) as first_sent
    from load_reach
    where school_key is null
)
select
    headline_measure.metric,
    period_pair.period
from context
cross join headline_measure
inner join dim_metric on dim_metric.id = headline_measure.metric
inner join period_pair on period_pair.period in (context.year, context.compare)
inner join dim_period on dim_period.id = period_pair.comparator_period
where exists (
        select 1
        from reach
        where reach.type = dim_metric.extract
            and coalesce(reach.first_fact, reach.first_sent) > iif(
                reach.first_fact like '%/%', dim_period.academic_year, dim_period.end_date
            )
    );

-- attendance_doubt: one row: how much of the year's attendance, by sessions expected, is of
-- schools that are late, incomplete or at one end of the comparison alone. Over 5 in 100 no
-- change in attendance is told.
--
-- schools, both  that have attendance of the year, or had by this day of the last; and of both
create temp table attendance_doubt (
    schools integer not null,
    both integer not null,
    doubted integer not null,
    is_much integer not null
) strict;

insert into attendance_doubt (schools, both, doubted, is_much)
with school as (
    select
        load_presence.school_key,
        load_presence.is_both,
        school_doubt.urn is not null as is_doubted,
        coalesce(load_coverage.expected, 0) as expected
    from context
    inner join load_presence on load_presence.period = context.year
    inner join dim_school on dim_school.school_key = load_presence.school_key
    left join load_coverage
        on load_coverage.school_key = load_presence.school_key
        and load_coverage.period = context.year
    left join school_doubt
        on school_doubt.urn = dim_school.urn and school_doubt.period = context.year
)
select
    count(*),
    coalesce(sum(is_both), 0),
    coalesce(sum(is_doubted), 0),
    coalesce(
        20 * sum(iif(is_both and not is_doubted, 0, expected)) > sum(expected),
        0
    )
from school;

-- school_test: this year's tests of schools, a row a school and measure of children who had a
-- social worker in the last six years: each against limits for its size.
--
-- state  'told'; 'withheld', which is not within its limits; 'late' where its marks are
create temp view school_test as
select
    shown_funnel.*,
    metric_name.label,
    metric_name.worse,
    case
        when shown_funnel.flag is null then 'withheld'
        when marked_metric.metric is not null and school_doubt.urn is not null then 'late'
        else 'told'
    end as state
from context
inner join shown_funnel on shown_funnel.period = context.year and shown_funnel.cohort <> 'all'
inner join metric_name on metric_name.metric = shown_funnel.metric
left join marked_metric on marked_metric.metric = shown_funnel.metric
left join school_doubt
    on school_doubt.urn = shown_funnel.urn and school_doubt.period = context.year;

-- school_tally: one row: how many tests of schools there are, what came of them, and how many
-- chance alone would put past a limit, the worse way: one in 40.
--
-- far, near  schools past a 99.8% limit, and past a 95% one alone, the worse way, in some measure
-- past       tests that are
create temp view school_tally as
select
    count(*) as asked,
    coalesce(sum(state = 'told'), 0) as tested,
    coalesce(sum(state = 'withheld'), 0) as withheld,
    coalesce(sum(state = 'late'), 0) as late,
    count(distinct iif(is_far, urn, null)) as far,
    count(distinct iif(is_near, urn, null)) as near,
    coalesce(sum(is_far or is_near), 0) as past,
    coalesce(sum(state = 'told'), 0) / 40.0 as by_chance
from (
    select
        school_test.*,
        state = 'told' and flag = iif(worse = 'up', 'above_99_8', 'below_99_8') as is_far,
        state = 'told' and flag = iif(worse = 'up', 'above_95', 'below_95') as is_near
    from school_test
);

-- school_untested: schools of which some test could not be told, a row a school.
--
-- words  how many of how many, and why
create temp view school_untested as
select
    urn,
    count(*) as tests,
    sum(state <> 'told') as untested,
    case
        when sum(state = 'late') = 0 and sum(state = 'withheld') = count(*) then 'withheld'
        when sum(state = 'late') = 0
            then sum(state = 'withheld') || ' of ' || count(*) || ' tests withheld'
        when sum(state = 'withheld') = 0
            then sum(state = 'late') || ' of ' || count(*) || ' tests, marks late'
        else sum(state <> 'told') || ' of ' || count(*) || ' tests, withheld or marks late'
    end as words
from school_test
group by urn
having sum(state <> 'told') > 0;

-- finding: what is to be told, the first first.
--
-- kind      attention: worse, by a test; improved: better, by a test; watch: not as sure, or
--           neither way is good; data: figures rest on less than they should
-- subject   what it is about; sentence: all that is said of it
-- evidence  to order by inside a kind
create temp table finding (
    place integer primary key,
    kind text not null check (kind in ('attention', 'improved', 'watch', 'data')),
    subject text not null,
    sentence text not null,
    metric text,
    cohort text,
    period text,
    level text not null,
    entity text not null
) strict;

-- headline_figure: what there is to compare: the figures of headline measures in the county, of
-- the year so far and of the last finished term, a row a measure, group and period.
--
-- is_of_marks  it is made of marks
-- is_late      no change of it is told: too much of the attendance is in doubt, nothing of its
--              kind has come for too long, or nothing was on record a year before
create temp view headline_figure as
select
    figure.*,
    marked_metric.metric is not null as is_of_marks,
    marked_metric.metric is not null and attendance_doubt.is_much
    or stale_metric.metric is not null
    or (figure.metric, figure.period) in (select metric, period from unreached_metric)
        as is_late
from context
cross join attendance_doubt
cross join headline_measure
inner join headline_group
    on headline_group.cohort = coalesce(headline_measure.cohort, headline_group.cohort)
inner join shown_figure as figure
    on figure.period in (context.year, context.compare)
    and figure.level = 'county'
    and figure.entity = context.la_code
    and figure.cohort = headline_group.cohort
    and figure.breakdown = 'none'
    and figure.breakdown_value = ''
    and figure.metric = headline_measure.metric
left join marked_metric on marked_metric.metric = figure.metric
left join stale_metric on stale_metric.metric = figure.metric;

-- finding_tally: one row: how many comparisons of headline measures were asked for, how many could
-- be tested, and how many of these chance alone would call a change; and of how many what would say
-- so is withheld, a figure or the ends of its interval.
create temp table finding_tally (
    asked integer not null,
    tested integer not null,
    withheld integer not null,
    by_chance real not null
) strict;

insert into finding_tally (asked, tested, withheld, by_chance)
select
    count(*),
    coalesce(sum(direction is not null and not is_late), 0),
    coalesce(sum(coalesce(change_symbol, change_ends_symbol) = '[c]'), 0),
    coalesce(sum(direction is not null and not is_late), 0) / 20.0
from headline_figure;

insert into finding (place, kind, subject, sentence, metric, cohort, period, level, entity)
with
-- What is clear in the county, of the year so far before the last finished term.
change as (
    select
        figure.*,
        metric_name.label,
        metric_name.unit,
        dim_metric.denominator as denominator_words,
        dim_count.kind as counted_kind,
        lower(substr(group_name.name, 1, 1)) || substr(group_name.name, 2) as group_words,
        figure.period = context.year and not dim_period.complete as is_so_far,
        context.compare_words,
        context.before_words,
        substr(context.compare_words, 1, 2) = '20' as is_years,
        case
            when not figure.is_of_marks then coalesce(' ' || place_apart.words || '.', '')
            when attendance_doubt.both = attendance_doubt.schools then ''
            else ' ' || said(attendance_doubt.both, 'count') || ' of '
                || said(attendance_doubt.schools, 'count')
                || ' schools have attendance at both ends.'
        end as presence,
        row_number() over (
            partition by figure.metric, figure.cohort
            order by figure.period <> context.year
        ) as choice
    from context
    cross join attendance_doubt
    cross join headline_figure as figure
    inner join dim_period on dim_period.id = figure.period
    inner join metric_name on metric_name.metric = figure.metric
    inner join dim_metric on dim_metric.id = figure.metric
    inner join dim_count on dim_count.id = dim_metric.numerator_count
    inner join group_name on group_name.cohort = figure.cohort
    left join place_apart
        on place_apart.metric = figure.metric
        and place_apart.period = figure.period
        and place_apart.level = figure.level
        and place_apart.entity = figure.entity
        and place_apart.breakdown = 'none'
    where figure.direction in ('up', 'down') and not figure.is_late
),
worded as (
    select
        change.*,
        label || ' among ' || group_words as subject,
        iif(direction = 'up', 'rose', 'fell') as verb,
        iif(
            is_so_far,
            ' by this day last year',
            iif(is_years, ' in ', ' in the ') || before_words
        ) as then_words,
        iif(is_so_far, '', iif(is_years, ' in ', ' in the ') || compare_words) as now_words,
        unit like 'per %' and (numerator > before_numerator) = (value > before)
            and numerator <> before_numerator as is_by_counts
    from change
    where choice = 1
),
county as (
    select
        case when is_better is null then 'watch' when is_better then 'improved'
            else 'attention' end as kind,
        subject,
        subject || ' ' || verb
        || case
            when is_by_counts
                then iif(
                    min(numerator, before_numerator) < 20
                        or abs(100 * numerator / before_numerator - 100) < 0.5,
                    ': ',
                    ' by ' || said(abs(100 * numerator / before_numerator - 100), 'count') || '%: '
                )
                || said(numerator, 'count') || now_words || ' against '
                || said(before_numerator, 'count') || then_words || ' ('
                || said(denominator, 'count') || ' and ' || said(before_denominator, 'count')
                || ' ' || denominator_words || ').'
            when unit = '%' and counted_kind = 'children'
                then ' from ' || said(before, 'decimal') || '% to ' || said(value, 'decimal')
                || '%: ' || said(numerator, 'count') || ' of ' || said(denominator, 'count')
                || now_words || ' against ' || said(before_numerator, 'count') || ' of '
                || said(before_denominator, 'count') || then_words || '.'
            else ' from ' || said(before, 'decimal') || iif(unit = '%', '%', '') || then_words
                || ' to ' || said(value, 'decimal')
                || case
                    when unit = '%' then '%'
                    when unit like 'per %' then ' for every ' || substr(unit, 5)
                    else ''
                end
                || now_words || '.'
        end || presence as sentence,
        metric,
        cohort,
        period,
        'county' as level,
        entity,
        evidence
    from worded
),
-- Where a school is for its size, of the measures of which one way is bad; not of attendance that
-- is late or in part.
flagged as (
    select
        school_test.*,
        dim_school.name,
        lower(substr(group_name.name, 1, 1)) || substr(group_name.name, 2) as group_words
    from school_test
    inner join dim_school on dim_school.urn = school_test.urn
    inner join group_name on group_name.cohort = school_test.cohort
    where school_test.state = 'told'
),
school as (
    select
        'attention' as kind,
        name as subject,
        name || ' is ' || iif(worse = 'up', 'above', 'below')
        || ' the 99.8% limit for a school of its size, of ' || group_words || ': '
        || group_concat(
            lower(substr(label, 1, 1)) || substr(label, 2) || ' (' || said(numerator, 'count')
                || ' of ' || said(denominator, 'count') || ')',
            ', '
        ) || '.' as sentence,
        null as metric,
        cohort,
        period,
        'school' as level,
        urn as entity,
        max(abs(value - expected) / (upper_99_8 - expected)) as evidence
    from (
        select *
        from flagged
        where flag = iif(worse = 'up', 'above_99_8', 'below_99_8')
        order by metric
    )
    group by urn, name, worse, cohort, group_words, period
),
near as (
    select
        'watch' as kind,
        'Schools past a 95% limit' as subject,
        said(near, 'Word')
        || iif(
            near = 1,
            ' school is past a 95% limit for its',
            ' schools are past a 95% limit for their'
        )
        || ' size and within the 99.8% one. Of '
        || iif(tested = 1, 'one such test', said(tested, 'count') || ' such tests')
        || ' chance alone would put about ' || said(by_chance, 'count') || ' there'
        || case withheld
            when 0 then ''
            when 1 then '; one more is withheld'
            else '; ' || said(withheld, 'word') || ' more are withheld'
        end
        || '.' as sentence,
        null as metric,
        null as cohort,
        (select year from context) as period,
        'county' as level,
        (select la_code from context) as entity,
        0 as evidence
    from school_tally
    where near > 0
),
untested as (
    -- Where most tests are withheld that no school is past a limit says little.
    select
        'watch' as kind,
        'Schools and their limits' as subject,
        iif(
            asked = 1,
            'The one test of a school against limits for its size is withheld: nothing is known of'
            || ' it.',
            said(withheld, 'Word') || ' of ' || said(asked, 'count')
            || ' tests of schools against limits for their size are withheld: nothing is known of'
            || ' these.'
        ) as sentence,
        null as metric,
        null as cohort,
        (select year from context) as period,
        'county' as level,
        (select la_code from context) as entity,
        0 as evidence
    from school_tally
    where near = 0 and 2 * withheld > asked
),
weekly as (
    -- A signal of the last six weeks that were counted.
    select
        'watch' as kind,
        'Weekly attendance gap' as subject,
        'Weekly attendance of children with a social worker, less that of peers, was '
        || said(gap, 'signed') || ' points in the week of ' || said(start_date, 'date') || ': '
        || lower(substr(signal, 1, 1)) || substr(signal, 2) || '. Its usual range is '
        || said(lower, 'signed') || ' to ' || said(upper, 'signed') || '.' as sentence,
        'attendance_rate' as metric,
        'csw' as cohort,
        (select year from context) as period,
        'county' as level,
        (select la_code from context) as entity,
        1 as evidence
    from (
        select
            shown_week.*,
            max(position) over () - position as age
        from shown_week
        order by position desc
    )
    where age < 6
        and signal <> 'None'
        and not (select is_much from attendance_doubt)
    limit 1
),
late as (
    select
        'data' as kind,
        'Attendance that is late or in part' as subject,
        case
            when count(*) = 1 then max(dim_school.name) || ': ' || max(school_doubt.words) || '.'
            else said(count(*), 'Word') || ' schools'' attendance is late or in part: '
                || group_concat(iif(nth <= 3, dim_school.name || ' (' || words || ')', null), '; ')
                || iif(count(*) > 3, '; and ' || said(count(*) - 3, 'word') || ' more', '') || '.'
        end
        || iif(
            (select is_much from attendance_doubt),
            ' That is over 5% of sessions, so no change in attendance is told.',
            iif(count(*) = 1, ' It is', ' They are') || ' in the county''s figures.'
        ) as sentence,
        null as metric,
        null as cohort,
        (select year from context) as period,
        'county' as level,
        (select la_code from context) as entity,
        1 as evidence
    from (
        select school_doubt.*, row_number() over (order by urn) as nth
        from context
        inner join school_doubt on school_doubt.period = context.year
    ) as school_doubt
    inner join dim_school on dim_school.urn = school_doubt.urn
    having count(*) > 0
),
stale as (
    select
        'data' as kind,
        metric_name.label as subject,
        metric_name.label || ': nothing has come since ' || said(newest_sent, 'date')
        || ', so no change in it is told.' as sentence,
        stale_metric.metric,
        null as cohort,
        (select year from context) as period,
        'county' as level,
        (select la_code from context) as entity,
        0 as evidence
    from stale_metric
    inner join metric_name on metric_name.metric = stale_metric.metric
),
-- Of too many schools what it is known by is old (place_aged).
aged as (
    select
        'data' as kind,
        metric_name.label as subject,
        metric_name.label || ': ' || place_aged.words || ', so no change in it is told.' as sentence,
        place_aged.metric,
        null as cohort,
        context.year as period,
        'county' as level,
        context.la_code as entity,
        0 as evidence
    from context
    inner join place_aged
        on place_aged.period = context.year
        and place_aged.level = 'county'
        and place_aged.entity = context.la_code
        and place_aged.is_much
    inner join headline_measure on headline_measure.metric = place_aged.metric
    inner join metric_name on metric_name.metric = place_aged.metric
    where place_aged.metric not in (select stale_metric.metric from stale_metric)
),
-- Other schools told than a year before (place_apart).
apart as (
    select
        'data' as kind,
        'Suspensions and exclusions' as subject,
        'Suspensions and exclusions: ' || iif(place_apart.both = 0, '', 'only ')
            || place_apart.words || ', so no change in them is told.' as sentence,
        null as metric,
        null as cohort,
        context.year as period,
        'county' as level,
        context.la_code as entity,
        0 as evidence
    from context
    inner join place_apart
        on place_apart.period in (context.year, context.compare)
        and place_apart.metric = 'suspension_rate'
        and place_apart.level = 'county'
        and place_apart.breakdown = 'none'
        and place_apart.is_much
    where place_apart.metric not in (select stale_metric.metric from stale_metric)
    order by place_apart.period <> context.year
    limit 1
),
told as (
    select * from county
    union all select * from school
    union all select * from near
    union all select * from untested
    union all select * from weekly
    union all select * from late
    union all select * from stale
    union all select * from aged
    union all select * from apart
)
select
    row_number() over (
        order by
            case kind when 'attention' then 1 when 'improved' then 2 when 'watch' then 3 else 4 end,
            evidence desc,
            level,
            subject,
            metric,
            cohort
    ),
    kind,
    subject,
    sentence,
    metric,
    cohort,
    period,
    level,
    entity
from told;
