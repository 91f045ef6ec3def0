-- charts: the queries of the charts; what they read is what disclosure control let through.
-- The columns of each kind of chart: report/chart/draw_<kind>.c.

-- name: views
-- chart_suspending: at which schools children with a social worker were suspended this year, most
-- suspensions first, all other schools together last. If that row would stand for one school or
-- for few suspensions, the smallest named one goes into it; no more are named than a page has
-- room for.
--
-- kind        0 the schools that make up half, 1 the rest, 2 all others together
-- cumulative  share of all these suspensions, %
create temp view chart_suspending as
with
suspending as (
    select
        shown_metric.entity as urn,
        shown_metric.numerator as value,
        row_number() over (
            order by shown_metric.numerator desc, shown_metric.entity
        ) as place
    from context
    inner join shown_metric on shown_metric.period = context.year
    where shown_metric.metric = 'suspension_rate'
        and shown_metric.level = 'school'
        and shown_metric.cohort = 'csw'
        and shown_metric.breakdown = 'none'
        and shown_metric.numerator > 0
),
total as (
    select shown_metric.numerator as value
    from context
    inner join shown_metric on shown_metric.period = context.year
    where shown_metric.metric = 'suspension_rate'
        and shown_metric.level = 'county'
        and shown_metric.cohort = 'csw'
        and shown_metric.breakdown = 'none'
        and shown_metric.numerator > 0
),
withheld as (
    select count(*) as schools
    from context
    inner join shown_metric on shown_metric.period = context.year
    where shown_metric.metric = 'suspension_rate'
        and shown_metric.level = 'school'
        and shown_metric.cohort = 'csw'
        and shown_metric.breakdown = 'none'
        and shown_metric.numerator is null
),
edge as (
    -- The last place that is named.
    select coalesce(max(named.place), 0) as place
    from suspending as named
    cross join total
    cross join withheld
    cross join context
    where named.place <= 12
        and (
            select
                total.value - sum(suspending.value) = 0
                or (
                    total.value - sum(suspending.value) >= context.suppress_below
                    and withheld.schools + (select count(*) from suspending) - named.place > 1
                )
            from suspending
            where suspending.place <= named.place
        )
),
bar as (
    select suspending.place, suspending.urn, suspending.value, 0 as is_others
    from suspending
    inner join edge on suspending.place <= edge.place
    union all
    select
        edge.place + 1,
        null,
        total.value - (select sum(value) from suspending where place <= edge.place),
        1
    from edge
    cross join total
    where edge.place > 0
        and total.value > (select sum(value) from suspending where place <= edge.place)
)
select
    bar.urn,
    bar.value,
    case
        when bar.is_others then 2
        when 2 * (sum(bar.value) over in_order - bar.value) < total.value then 0
        else 1
    end as kind,
    100.0 * sum(bar.value) over in_order / total.value as cumulative,
    total.value as total,
    bar.place
from bar
cross join total
window in_order as (order by bar.place);

-- chart_funnel: this year's funnels of children who had a social worker in the last six years,
-- a row a school.
--
-- schools   that can be shown, of the measure and phase; with_some those where it happened, since
--           zeros say little; tested those whose flag may be shown
-- kind      'funnel' where those tested are enough for one, else 'few'
-- place     1 is the one that is drawn of its kind: suspensions where they happened at five
--           schools, else persistent absence; the phase with the most schools where it happened
create temp view chart_funnel as
with
tally as (
    select
        metric,
        phase,
        sum(value is not null) as schools,
        sum(coalesce(numerator > 0, 0)) as with_some,
        count(flag) as tested,
        sum(coalesce(flag = 'above_99_8', 0)) as far,
        sum(coalesce(flag = 'above_95', 0)) as near,
        sum(value is null) as withheld
    from shown_funnel
    where cohort = 'ever6' and metric in ('suspended_pupils', 'persistent_absence')
    group by metric, phase
),
choice as (
    select
        tally.*,
        iif(tested >= 10, 'funnel', 'few') as kind,
        row_number() over (
            partition by tested >= 10
            order by
                metric = 'suspended_pupils' and with_some >= 5 desc,
                metric = 'persistent_absence' desc,
                with_some desc,
                phase
        ) as place
    from tally
    where schools > 1 and with_some > 0
)
select
    shown_funnel.*,
    choice.schools,
    choice.tested,
    choice.far,
    choice.near,
    choice.withheld,
    choice.kind,
    choice.place,
    metric_name.name as measure,
    metric_name.label,
    metric_name.label || iif(metric_name.unit = '%', ', %', ', ' || metric_name.unit)
        as measure_in_text,
    metric_name.scale,
    iif(metric_name.unit = '%', '%', '') as unit,
    iif(choice.metric = 'persistent_absence', 'binomial', 'poisson') as model,
    case choice.phase
        when 'State-funded primary' then 'primary schools'
        when 'State-funded secondary' then 'secondary schools'
        when 'State-funded special' then 'special schools'
        when 'State-funded AP' then 'alternative provision'
        else 'schools'
    end as phase_words
from choice
inner join shown_funnel
    on shown_funnel.cohort = 'ever6'
    and shown_funnel.metric = choice.metric
    and shown_funnel.phase = choice.phase
inner join metric_name on metric_name.metric = choice.metric;

-- chart_funnel_finding: of each kind how many schools are beyond the limits for their size.
--
-- title           a template: the measure first, for which one it is of follows from the figures
-- flags_words     a template: what came of the tests, of how many
-- expected_flags  of the schools tested chance alone would take so many above the 95% limit
create temp view chart_funnel_finding as
select
    kind,
    phase_words,
    measure_in_text as measure,
    schools,
    withheld,
    far,
    near,
    tested,
    0.025 * tested as expected_flags,
    label || ': ' || case
        when tested = 0
            then 'limits for a school''s size are withheld'
        when far > 0 and near > 0
            then '{far:word} ' || iif(far = 1, 'school is', 'schools are')
                || ' above the 99.8% limit; {near:word} more '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        when far > 0
            then '{far:word} ' || iif(far = 1, 'school is', 'schools are')
                || ' above the 99.8% limit'
        when near > 0
            then 'no school is above the 99.8% limit; {near:word} '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        else 'no school is above the limits for its size'
    end
    || case
        when tested = 0 or tested = schools + withheld then ''
        when tested = 1 then '; one school tested'
        else '; {tested:count} schools tested'
    end as title,
    case tested
        when 0 then 'Limits for a school''s size are withheld.'
        else '{tested:Word} tested: {far:word} above the 99.8% limit for its size, {near:word} more'
            || ' above the 95% limit.'
    end as flags_words
from chart_funnel
where place = 1
group by kind;

-- chart_of_school: which of the two charts of schools there are, and the measure each is of.
create temp view chart_of_school as
select distinct
    iif(kind = 'funnel', 'school_funnel', 'school_intervals') as chart,
    metric
from chart_funnel
where place = 1;

-- chart_stage: results of children with a social worker at each stage, of the newest year in which
-- any can be shown beside peers.
create temp view chart_stage as
with
stage (position, metric) as (
    values (1, 'eyfs_gld'), (2, 'phonics_y1'), (3, 'ks2_rwm'), (4, 'ks4_em4'), (5, 'ks4_em5')
),
result as materialized (
    select
        stage.position,
        figure.*
    from stage
    cross join dim_period
    inner join shown_figure as figure
        on figure.period = dim_period.id and figure.metric = stage.metric
    where dim_period.grain = 'year'
        and figure.level = 'county'
        and figure.cohort = 'csw'
        and figure.breakdown = 'none'
)
select *
from result
where period = (select max(period) from result where gap is not null);

-- chart_running: suspensions of a cohort since the year began, and by the same school day last
-- year, at those weeks that may be shown.
--
-- label  the month, at the first week of each
create temp view chart_running as
with
week as (
    select
        row_number() over (order by dim_period.start_date) as week,
        dim_period.start_date,
        substr(dim_period.start_date, 1, 7)
            <> coalesce(substr(lag(dim_period.start_date) over (
                order by dim_period.start_date
            ), 1, 7), '') as is_new_month
    from context
    inner join dim_period
        on dim_period.grain = 'week'
        and dim_period.academic_year = context.year
        and dim_period.start_date <= context.as_of
),
cohort as (
    select distinct cohort from shown_running
),
total as (
    select
        shown_running.cohort,
        shown_running.week,
        max(iif(shown_running.period = context.year, shown_running.total, null)) as value,
        max(iif(shown_running.period <> context.year, shown_running.total, null)) as before
    from shown_running
    cross join context
    group by shown_running.cohort, shown_running.week
),
place as (
    select week from week
    union
    select week from total
)
select
    cohort.cohort,
    place.week,
    iif(
        week.is_new_month,
        substr('JanFebMarAprMayJunJulAugSepOctNovDec',
            3 * cast(substr(week.start_date, 6, 2) as integer) - 2, 3),
        ''
    ) as label,
    coalesce(total.value, '[c]') as value,
    coalesce(total.before, '[c]') as before,
    context.year_words as value_name,
    context.last_year_words as before_name
from cohort
cross join place
cross join context
left join week on week.week = place.week
left join total on total.week = place.week and total.cohort = cohort.cohort;

-- chart_running_finding: how the suspensions of a cohort stand to those by this day last year; a
-- row only where both may be shown.
--
-- before_words  the gap a year before, a template; blank where there is none
-- title  a template; a change could be chance where that of the rate for each 100 pupils could
create temp view chart_running_finding as
with total as (
    select
        shown_running.cohort,
        iif(shown_running.cohort = 'all', 'all pupils', 'children with a social worker')
            as group_words,
        max(iif(shown_running.period = context.year, shown_running.total, null)) as now,
        max(iif(shown_running.period <> context.year, shown_running.total, null)) as before
    from shown_running
    cross join context
    group by shown_running.cohort
)
select
    total.*,
    'Suspensions of {group_words} '
    || case
        when now = total.before then 'stayed at {now:count}'
        when now > total.before then 'rose from {before:count} to {now:count}'
        else 'fell from {before:count} to {now:count}'
    end
    || ' by this day of the year'
    || case
        when now = total.before then ''
        when figure.direction is null then '; not tested'
        when figure.direction = 'none' then '; could be chance'
        else ''
    end as title
from total
cross join context
left join shown_figure as figure
    on figure.period = context.year
    and figure.metric = 'suspension_rate'
    and figure.level = 'county'
    and figure.cohort = total.cohort
    and figure.breakdown = 'none'
where total.now is not null and total.before is not null;

-- chart_week: what the weekly attendance gap says: the latest stretch of weeks that signal something on one
-- side, with its direction, size and dates, and how it is since: one row.
--
-- title  a template, null without weeks; wider is further from 0, so that it holds on either side of it
-- limits_words, range_words  what limits there are, templates
-- span   weeks that it speaks of; again, those of them in which last year's gap lay beyond the
--        limit
-- is_beyond  each week of the stretch is on its side of the mean, which a trend need not be
create temp view chart_week as
with
signal as (
    select
        shown_week.*,
        position - row_number() over (partition by side order by position) as stretch,
        sign(gap - mean) = side as is_beyond
    from shown_week
    where mark <> ' '
),
stretch as (
    select
        side,
        count(*) as weeks,
        sum(mark = 'A') as outside,
        sum(is_beyond) = count(*) as is_beyond,
        min(position) as first_position,
        max(position) as last_position,
        max(start_date) as to_date,
        min(gap) as least,
        max(gap) as most
    from signal
    group by side, stretch
    order by max(position) desc
    limit 1
),
step as (
    select
        position,
        start_date,
        gap,
        sign(gap - lag(gap) over (order by position)) as way
    from shown_week
),
way as (
    -- Where the way that leads to the stretch's last week begins.
    select coalesce(max(step.position), 1) as position
    from stretch
    left join step
        on step.position <= stretch.last_position
        and coalesce(step.way <> stretch.side, 1)
),
steady as (
    -- It is told where all of the stretch is on it, and it is of three weeks or more.
    select
        way.position,
        way.position <= stretch.first_position
        and way.position + 1 < stretch.last_position as is_told
    from way
    cross join stretch
),
told as (
    select
        stretch.side,
        stretch.outside,
        stretch.is_beyond,
        stretch.weeks,
        (
            select count(*)
            from shown_week as week
            where week.position between first.position and last.position
        ) as span,
        (
            select count(*)
            from shown_week as week
            where week.position between first.position and last.position
                and iif(stretch.side < 0, week.before_gap < week.lower,
                    week.before_gap > week.upper)
        ) as again,
        stretch.least,
        stretch.most,
        stretch.last_position,
        stretch.to_date,
        first.start_date as from_date,
        first.gap as from_gap,
        last.gap as to_gap,
        steady.is_told as is_steady,
        iif(sign(last.gap) = stretch.side, 'wider', 'narrower') as how,
        iif(abs(last.gap) > abs(first.gap), 'widened', 'narrowed') as moved
    from stretch
    cross join steady
    inner join shown_week as first
        on first.position = iif(steady.is_told, steady.position, stretch.first_position)
    inner join shown_week as last on last.position = stretch.last_position
),
tally as (
    select
        count(*) as weeks,
        sum(mark = 'A') as outside,
        min(start_date) as first_date,
        max(start_date) as last_date,
        max(position) as last_position
    from shown_week
)
select
    coalesce(
        (
            select ' ' || upper(substr(words, 1, 1)) || substr(words, 2) || '.'
            from place_doubt
            where place_doubt.level = 'county' and place_doubt.period = context.year
        ),
        ''
    ) as doubt,
    tally.weeks,
    tally.weeks || iif(tally.weeks = 1, ' week', ' weeks') as weeks_words,
    coalesce(tally.outside, 0) as outside,
    tally.first_date,
    tally.last_date,
    week.gap,
    coalesce(week.mean, '[z]') as mean,
    coalesce(week.lower, '[z]') as lower,
    coalesce(week.upper, '[z]') as upper,
    iif(
        week.mean is null,
        'Last year''s weeks are too few for limits.',
        'Limits are those of last year''s weeks. Diamonds: outside them; squares: seven on one'
        || ' side or one way, or two of three near a limit.'
    ) as limits_words,
    iif(
        week.mean is null,
        'last year''s weeks are too few for a range',
        'range of last year''s weeks {lower} to {upper}; outside it: {outside:word}'
    ) as range_words,
    coalesce(told.from_date, '[z]') as from_date,
    coalesce(told.to_date, '[z]') as to_date,
    coalesce(told.from_gap, '[z]') as from_gap,
    coalesce(told.to_gap, '[z]') as to_gap,
    coalesce(iif(abs(told.least) < abs(told.most), told.least, told.most), '[z]') as near,
    coalesce(iif(abs(told.least) < abs(told.most), told.most, told.least), '[z]') as far,
    coalesce(told.how, '') as how,
    coalesce(told.moved, '') as moved,
    coalesce(told.again, 0) as again,
    coalesce(told.span, 0) as span,
    case
        when tally.weeks = 0 then null
        when week.mean is null
            then 'The attendance gap was {gap:abs} points in the week of {last_date:day}'
        when told.side is null
            then 'The attendance gap stayed in last year''s range; it was {gap:abs} points in'
                || ' the week of {last_date:day}'
        when told.is_steady
            then 'The attendance gap {moved} every week from {from_date:day} to {to_date:day},'
                || ' from {from_gap:abs} to {to_gap:abs} points'
        when told.weeks = 1 and told.outside > 0
            then 'The attendance gap was {how} than last year''s range in the week of'
                || ' {from_date:day}, at {to_gap:abs} points'
        when not told.is_beyond
            then 'The attendance gap {moved} from {from_gap:abs} points in the week of'
                || ' {from_date:day} to {to_gap:abs} in that of {to_date:day}'
        when told.weeks = 1
            then 'The attendance gap was {how} than usual in the week of {from_date:day}, at'
                || ' {to_gap:abs} points, inside last year''s range'
        when told.outside > 0
            then 'The attendance gap was {how} than usual from {from_date:day} to'
                || ' {to_date:day}, {near:abs} to {far:abs} points'
        else 'The attendance gap was {how} than last year''s mean every week from'
            || ' {from_date:day} to {to_date:day}, {near:abs} to {far:abs} points'
    end
    || case
        when told.side is null then ''
        when told.last_position = tally.last_position then ''
        else '; in the latest week it was {gap:abs}'
    end
    || case
        when coalesce(told.again, 0) = 0 then ''
        when told.span = 1
            then '. Last year''s gap was beyond the limit in that week'
                || iif(told.outside > 0, ' too', '')
        else '. Last year''s gap was beyond the limit in {again:word} of these {span:word} weeks'
    end as title
from tally
cross join context
left join shown_week as week on week.position = tally.last_position
left join told;

-- name: absence_gap
-- Persistent absence of children with a social worker beside peers, a term after the other.
--
-- is_named  the latest term that is over, of which the title speaks
-- told      the label where there is no drawing that says what is so far
select
    term_name.short as label,
    term_name.short || iif(dim_period.complete, '', ' so far') as told,
    not dim_period.complete as is_so_far,
    term_name.position = max(
        iif(dim_period.complete and figure.gap is not null, term_name.position, null)
    ) over () as is_named,
    coalesce(figure.value, figure.symbol) as value,
    coalesce(figure.lower, figure.symbol, '[z]') as lower,
    coalesce(figure.upper, figure.symbol, '[z]') as upper,
    coalesce(figure.peers, figure.peers_symbol) as comparator_value,
    coalesce(figure.gap, figure.gap_symbol) as gap,
    coalesce(figure.gap_lower, '[z]') as gap_lower,
    coalesce(figure.gap_upper, '[z]') as gap_upper,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    'Gap, percentage points' as gap_name,
    '%' as unit
from term_name
inner join dim_period on dim_period.id = term_name.period
inner join shown_figure as figure on figure.period = term_name.period
where figure.metric = 'persistent_absence'
    and figure.level = 'county'
    and figure.cohort = 'csw'
    and figure.breakdown = 'none'
order by term_name.position;

-- name: absence_gap_finding
-- How the gap in persistent absence of the latest term that is over stands to that of the same
-- term a year before; without one, what it is. No row before there is a term with one.
--
-- before_words  the gap a year before, a template; blank where there is none
-- title  a template; a change could be chance where its interval (Newcombe's method, from the
--        two gaps') holds 0
with
gap as (
    select
        shown_gap.period,
        shown_gap.value,
        shown_gap.comparator_value,
        shown_gap.gap,
        shown_gap.gap_lower,
        shown_gap.gap_upper,
        lower(substr(term_name.name, 1, 1)) || substr(term_name.name, 2) as term,
        dim_period.start_date
    from shown_gap
    inner join term_name on term_name.period = shown_gap.period
    inner join dim_period on dim_period.id = shown_gap.period and dim_period.complete
    where shown_gap.metric = 'persistent_absence'
        and shown_gap.level = 'county'
        and shown_gap.cohort = 'csw'
        and shown_gap.comparator = 'peers'
        and shown_gap.breakdown = 'none'
        and shown_gap.gap is not null
),
pair as (
    select
        now.*,
        before.term as before_term,
        before.gap as before_gap,
        now.gap - before.gap - sqrt(
            (now.gap - now.gap_lower) * (now.gap - now.gap_lower)
            + (before.gap_upper - before.gap) * (before.gap_upper - before.gap)
        ) as change_lower,
        now.gap - before.gap + sqrt(
            (now.gap_upper - now.gap) * (now.gap_upper - now.gap)
            + (before.gap - before.gap_lower) * (before.gap - before.gap_lower)
        ) as change_upper
    from gap as now
    left join period_pair on period_pair.period = now.period
    left join gap as before on before.period = period_pair.comparator_period
    order by now.start_date desc
    limit 1
)
select
    term,
    coalesce(
        (
            select ' ' || upper(substr(words, 1, 1)) || substr(words, 2) || '.'
            from place_doubt
            where place_doubt.level = 'county' and place_doubt.period = pair.period
        ),
        ''
    ) as doubt,
    coalesce(before_term, '[x]') as before_term,
    value,
    comparator_value,
    gap,
    coalesce(before_gap, '[x]') as before_gap,
    iif(before_gap is null, '', '; a year before {before_gap}') as before_words,
    coalesce(gap_lower, '[z]') as gap_lower,
    coalesce(gap_upper, '[z]') as gap_upper,
    case
        when before_gap is null
            then 'The persistent absence gap was {gap:abs} points in the {term}'
        else 'The persistent absence gap '
            || case
                when said(abs(pair.gap), 'decimal') = said(abs(pair.before_gap), 'decimal')
                    then 'stayed at {gap:abs}'
                when abs(gap) > abs(before_gap) then 'widened from {before_gap:abs}'
                else 'narrowed from {before_gap:abs}'
            end
            || ' points in the {before_term}'
            || iif(
                said(abs(pair.gap), 'decimal') = said(abs(pair.before_gap), 'decimal'),
                ' and in the {term}',
                ' to {gap:abs} in the {term}'
            )
            || iif(
                said(abs(pair.gap), 'decimal') = said(abs(pair.before_gap), 'decimal')
                    or change_lower > 0 or change_upper < 0,
                '',
                iif(change_lower is null, '; too few to test', '; could be chance')
            )
    end as title
from pair;

-- name: week
-- The weeks of this year beside limits of last year's.
--
-- before_gap  not applicable where last year's week was holiday, or had too few school days
with
last_term as (
    select dim_period.id
    from context
    inner join dim_period
        on dim_period.academic_year = context.last_year and dim_period.grain = 'half_term'
),
before as (
    select
        shown_week.position,
        case
            when shown_gap.gap_symbol is not null then shown_gap.gap_symbol
            when shown_gap.gap is not null then '[z]'
            when dim_period.id is null and exists (select 1 from last_term) then '[z]'
            else '[x]'
        end as symbol
    from shown_week
    cross join context
    left join dim_period
        on dim_period.grain = 'week'
        and dim_period.start_date = date(shown_week.start_date, '-364 days')
    left join shown_gap
        on shown_gap.period = dim_period.id
        and shown_gap.metric = 'attendance_rate'
        and shown_gap.level = 'county'
        and shown_gap.entity = context.la_code
        and shown_gap.cohort = 'csw'
        and shown_gap.comparator = 'peers'
        and shown_gap.breakdown = 'none'
)
select
    shown_week.position,
    shown_week.start_date,
    shown_week.school_days,
    shown_week.value,
    shown_week.comparator_value,
    shown_week.gap,
    coalesce(shown_week.before_gap, before.symbol) as before_gap,
    coalesce(shown_week.mean, '[z]') as mean,
    coalesce(shown_week.lower, '[z]') as lower,
    coalesce(shown_week.upper, '[z]') as upper,
    shown_week.mark,
    shown_week.signal
from shown_week
inner join before on before.position = shown_week.position
order by shown_week.position;

-- name: week_finding
-- What the weekly attendance gap says. No row without weeks.
select *
from chart_week
where weeks > 0;

-- name: week_told
-- The same for a sheet, which is there without weeks too: one row.
--
-- told  a template, with its full stop; blank without weeks
-- late  schools whose attendance is late or in part; blank where there is none
select
    chart_week.*,
    coalesce(title || '.', '') as told,
    trim(doubt) as late
from chart_week;

-- name: district
-- Persistent absence by this day of children with a social worker beside peers in each district
-- of the county, by name.
select
    figure.entity as label,
    coalesce(figure.value, figure.symbol) as value,
    coalesce(figure.lower, figure.symbol, '[z]') as lower,
    coalesce(figure.upper, figure.symbol, '[z]') as upper,
    coalesce(figure.peers, figure.peers_symbol) as comparator_value,
    coalesce(figure.gap, figure.gap_symbol) as gap,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    '%' as unit
from context
inner join shown_figure as figure on figure.period = context.year
where figure.metric = 'persistent_absence'
    and figure.level = 'district'
    and figure.entity <> 'Outside the county'
    and figure.cohort = 'csw'
    and figure.breakdown = 'none'
order by figure.entity;

-- name: district_finding
-- Which districts' gaps in persistent absence are unlike the county's: the interval of a
-- district's gap leaves the county's out. No row where fewer than two can be tested.
--
-- title   a template: names, or how many where they are more than two
-- chance  how many of the districts tested would be told so by chance alone
with
county as (
    select figure.gap
    from context
    inner join shown_figure as figure on figure.period = context.year
    where figure.metric = 'persistent_absence'
        and figure.level = 'county'
        and figure.cohort = 'csw'
        and figure.breakdown = 'none'
        and figure.gap is not null
),
district as (
    select
        figure.entity,
        figure.gap_lower > county.gap as is_wider,
        figure.gap_upper < county.gap as is_narrower,
        county.gap as county_gap
    from context
    cross join county
    inner join shown_figure as figure on figure.period = context.year
    where figure.metric = 'persistent_absence'
        and figure.level = 'district'
        and figure.cohort = 'csw'
        and figure.breakdown = 'none'
        and figure.gap_lower is not null
        and figure.entity <> 'Outside the county'
    order by figure.entity
),
tally as (
    select
        count(*) as tested,
        sum(is_wider) as wider,
        sum(is_narrower) as narrower,
        max(county_gap) as gap,
        case sum(is_wider)
            when 0 then ''
            when 1 then max(iif(is_wider, entity, null))
            when 2 then min(iif(is_wider, entity, null)) || ' and '
                || max(iif(is_wider, entity, null))
            else sum(is_wider) || ' of ' || count(*) || ' districts'
        end as wider_names,
        case sum(is_narrower)
            when 0 then ''
            when 1 then max(iif(is_narrower, entity, null))
            when 2 then min(iif(is_narrower, entity, null)) || ' and '
                || max(iif(is_narrower, entity, null))
            else sum(is_narrower) || ' of ' || count(*) || ' districts'
        end as narrower_names
    from district
)
select
    tested,
    coalesce(
        (
            select ' ' || upper(substr(words, 1, 1)) || substr(words, 2) || '.'
            from place_doubt
            where place_doubt.level = 'county' and place_doubt.period = context.year
        ),
        ''
    ) as doubt,
    wider,
    narrower,
    gap,
    0.05 * tested as chance,
    wider_names,
    narrower_names,
    case
        when wider = 0 and narrower = 0
            then 'No district''s persistent absence gap differs clearly from the county''s'
                || ' {gap:abs} points'
        when wider > 0
            then 'The persistent absence gap is wider than the county''s {gap:abs} points in'
                || ' {wider_names}'
                || iif(narrower > 0, ', and narrower in {narrower_names}', '')
        else 'The persistent absence gap is narrower than the county''s {gap:abs} points in'
            || ' {narrower_names}'
    end as title
from tally
cross join context
where tested > 1;

-- name: district_years
-- Persistent absence of children with a social worker in each district of the county by the
-- same school day of each year, with the county behind, by name.
with
period as (
    select
        dim_period.id as period,
        substr(dim_period.academic_year, 3, 5) as label,
        dim_period.academic_year
    from context
    inner join dim_period
        on dim_period.id = context.year
        or (dim_period.grain = 'to_date' and dim_period.id like '____/__ to date')
),
figure as (
    select
        period.label,
        period.academic_year,
        shown_metric.level,
        shown_metric.entity,
        coalesce(shown_metric.value, shown_metric.symbol) as value,
        coalesce(shown_metric.lower, shown_metric.symbol, '[z]') as lower,
        coalesce(shown_metric.upper, shown_metric.symbol, '[z]') as upper
    from period
    inner join shown_metric on shown_metric.period = period.period
    where shown_metric.metric = 'persistent_absence'
        and shown_metric.cohort = 'csw'
        and shown_metric.breakdown = 'none'
        and shown_metric.level in ('county', 'district')
)
select
    district.entity as place,
    county.label,
    coalesce(figure.value, '[x]') as value,
    coalesce(figure.lower, '[x]') as lower,
    coalesce(figure.upper, '[x]') as upper,
    county.value as whole,
    '%' as unit
from (select distinct entity from figure where level = 'district') as district
inner join figure as county on county.level = 'county'
left join figure
    on figure.level = 'district'
    and figure.entity = district.entity
    and figure.academic_year = county.academic_year
where district.entity <> 'Outside the county'
order by district.entity, county.academic_year;

-- name: district_years_finding
-- In which districts persistent absence of children with a social worker changed since the same
-- day last year, by a test. No row where fewer than two can be tested.
--
-- title   a template: names, or how many where they are more than two
-- chance  how many of the districts tested would be told so by chance alone
with
change as (
    select
        figure.entity,
        figure.direction = 'up' as rose,
        figure.direction = 'down' as fell
    from context
    inner join shown_figure as figure on figure.period = context.year
    where figure.metric = 'persistent_absence'
        and figure.level = 'district'
        and figure.entity <> 'Outside the county'
        and figure.cohort = 'csw'
        and figure.breakdown = 'none'
        and figure.direction is not null
),
tally as (
    select
        count(*) as tested,
        sum(rose) as rose,
        sum(fell) as fell,
        case sum(rose)
            when 0 then ''
            when 1 then max(iif(rose, entity, null))
            when 2 then min(iif(rose, entity, null)) || ' and ' || max(iif(rose, entity, null))
            else sum(rose) || ' of ' || count(*) || ' districts'
        end as rose_names,
        case sum(fell)
            when 0 then ''
            when 1 then max(iif(fell, entity, null))
            when 2 then min(iif(fell, entity, null)) || ' and ' || max(iif(fell, entity, null))
            else sum(fell) || ' of ' || count(*) || ' districts'
        end as fell_names
    from change
)
select
    tested,
    coalesce(
        (
            select ' ' || upper(substr(words, 1, 1)) || substr(words, 2) || '.'
            from place_doubt
            where place_doubt.level = 'county' and place_doubt.period = context.year
        ),
        ''
    ) as doubt,
    rose,
    fell,
    0.05 * tested as chance,
    rose_names,
    fell_names,
    case
        when rose = 0 and fell = 0
            then 'In no district did persistent absence change clearly since ' || context.then_words
        when rose > 0
            then 'Since ' || context.then_words || ' persistent absence rose in {rose_names}'
                || iif(fell > 0, ' and fell in {fell_names}', '')
        else 'Since ' || context.then_words || ' persistent absence fell in {fell_names}'
    end as title
from tally
cross join context
where tested > 1;

-- name: suspensions
-- Chart_running of all pupils.
select * from chart_running where cohort = 'all' order by week;

-- name: suspensions_finding
-- How they stand to those by this day last year.
select * from chart_running_finding where cohort = 'all';

-- name: our_suspensions
-- Chart_running of children with a social worker.
select * from chart_running where cohort = 'csw' order by week;

-- name: our_suspensions_finding
-- How they stand to those by this day last year.
select * from chart_running_finding where cohort = 'csw';

-- name: absence_reason
-- Why sessions were missed, the commonest reason of children with a social worker first, others
-- of a kind last.
select
    case
        when shown_absence_reason.code <> ''
            then coalesce(code_name.name, shown_absence_reason.code)
        when shown_absence_reason.kind = 'authorised' then 'Other authorised absence'
        else 'Other unauthorised absence'
    end as label,
    shown_absence_reason.value,
    shown_absence_reason.comparator_value,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    '%' as unit
from shown_absence_reason
left join code_name
    on code_name.code_set = 'attendance_codes' and code_name.code = shown_absence_reason.code
order by shown_absence_reason.code = '', shown_absence_reason.value desc,
    shown_absence_reason.kind;

-- name: absence_reason_finding
-- How many sessions of 100 with a mark were missed without authorisation; or with it, where that
-- alone may be shown. No row where reasons are not.
select
    coalesce(
        (
            select ' ' || upper(substr(words, 1, 1)) || substr(words, 2) || '.'
            from place_doubt
            where place_doubt.level = 'county' and place_doubt.period = context.year
        ),
        ''
    ) as doubt,
    sum(iif(kind = 'unauthorised' or not has_both, value, 0)) as ours,
    sum(iif(kind = 'unauthorised' or not has_both, comparator_value, 0)) as theirs,
    count(*) as reasons,
    iif(max(kind) = 'unauthorised', 'without', 'with') as how,
    'Of 100 sessions with a mark children with a social worker missed {ours} {how} authorisation,'
        || ' their peers {theirs}' as title
from (
    select
        shown_absence_reason.*,
        count(*) over () <> count(*) over (partition by kind) as has_both
    from shown_absence_reason
)
cross join context
having count(*) > 1;

-- name: suspension_reason
-- Why pupils were suspended, the commonest reason of children with a social worker first.
select
    iif(
        shown_exclusion_reason.code = '',
        'Other, or no reason given',
        coalesce(code_name.name, shown_exclusion_reason.code)
    ) as label,
    shown_exclusion_reason.value,
    shown_exclusion_reason.comparator_value,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    '%' as unit
from shown_exclusion_reason
left join code_name
    on code_name.code_set = 'exclusion_reasons'
    and code_name.code = shown_exclusion_reason.code
order by shown_exclusion_reason.code = '', shown_exclusion_reason.value desc,
    shown_exclusion_reason.code;

-- name: suspension_reason_finding
-- A reason often given, beside peers. No row where reasons are not shown, or all are one.
select
    lower(substr(coalesce(code_name.name, shown_exclusion_reason.code), 1, 1))
        || substr(coalesce(code_name.name, shown_exclusion_reason.code), 2) as reason,
    shown_exclusion_reason.value,
    shown_exclusion_reason.comparator_value,
    '{value} of 100 suspensions of children with a social worker were for {reason}; of'
        || ' their peers'' {comparator_value}' as title
from shown_exclusion_reason
left join code_name
    on code_name.code_set = 'exclusion_reasons'
    and code_name.code = shown_exclusion_reason.code
where shown_exclusion_reason.code <> ''
    and (select count(*) from shown_exclusion_reason) > 1
order by shown_exclusion_reason.value desc, shown_exclusion_reason.code
limit 1;

-- name: calendar
-- Absence of children with a social worker, a school day after the other.
select
    date,
    coalesce(value, '[c]') as value,
    '%' as unit
from shown_day
order by date;

-- name: calendar_finding
-- Whether Fridays are unlike the other days: the mean, over the weeks, of Friday's absence less
-- that of the same week's other days, with a t interval. No row under eleven such weeks.
--
-- title  a template; 2.228 is t with ten degrees of freedom, so the interval is never too narrow
with
week as (
    select
        avg(iif(strftime('%w', date) = '5', value, null)) as friday,
        avg(iif(strftime('%w', date) <> '5', value, null)) as others
    from shown_day
    group by date(date, 'weekday 0')
),
difference as (
    select
        count(*) as weeks,
        avg(friday) as friday,
        avg(others) as others,
        avg(friday - others) as mean,
        2.228 * sqrt(
            (sum((friday - others) * (friday - others))
                - count(*) * avg(friday - others) * avg(friday - others))
            / (count(*) - 1) / count(*)
        ) as margin
    from week
    where friday is not null and others is not null
)
select
    weeks,
    coalesce(
        (
            select ' ' || upper(substr(words, 1, 1)) || substr(words, 2) || '.'
            from place_doubt
            where place_doubt.level = 'county' and place_doubt.period = context.year
        ),
        ''
    ) as doubt,
    friday,
    others,
    mean,
    mean - margin as lower,
    mean + margin as upper,
    (select min(date) from shown_day) as first_date,
    (select max(date) from shown_day) as last_date,
    case
        when mean > margin then 'On Fridays more sessions are missed than on other days'
        when mean < -margin then 'On Fridays fewer sessions are missed than on other days'
        else 'Absence on Fridays is not clearly different from other days'
    end || ': {friday}% and {others}%' as title
from difference
cross join context
where weeks >= 11;

-- name: attainment
-- Results of children with a social worker beside peers at each stage, of the newest year that
-- has them, in per cent; stages by age.
select
    metric_name.label,
    coalesce(chart_stage.value, chart_stage.symbol) as value,
    coalesce(chart_stage.lower, chart_stage.symbol, '[z]') as lower,
    coalesce(chart_stage.upper, chart_stage.symbol, '[z]') as upper,
    coalesce(chart_stage.peers, chart_stage.peers_symbol) as comparator_value,
    coalesce(chart_stage.gap, chart_stage.gap_symbol) as gap,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    '%' as unit
from chart_stage
inner join metric_name on metric_name.metric = chart_stage.metric
order by chart_stage.position;

-- name: attainment_finding
-- At how many stages the difference to peers is clear. No row before there are results.
--
-- lower_at  the same in words: one of five stages; the one stage shown; no stage
select
    substr(period, 1, 4) || ' to 20' || substr(period, 6, 2) as year_shown,
    count(*) as stages,
    case
        when count(*) > 1
            then said(sum(compared = 'Lower than peers'), 'word') || ' of '
                || said(count(*), 'word') || ' stages'
        when sum(compared = 'Lower than peers') = 1 then 'the one stage shown'
        else 'no stage'
    end as lower_at,
    case
        when sum(compared = 'Lower than peers') = 0
            then 'At no stage were results of children with a social worker clearly lower than'
                || ' peers'''
        else 'Results of children with a social worker were lower than peers'' at {lower_at}'
    end as title
from chart_stage
where gap is not null
group by period;

-- name: suspending
-- Chart_suspending, in its order.
select
    coalesce(dim_school.name, 'All other schools') as label,
    chart_suspending.value,
    chart_suspending.kind,
    chart_suspending.cumulative,
    'Suspensions' as value_name
from chart_suspending
left join dim_school on dim_school.urn = chart_suspending.urn
order by chart_suspending.place;

-- name: suspending_finding
-- How few schools make up half of the suspensions of children with a social worker; of how many is
-- not known, for of those withheld some may have none. No row where no school can be named.
select
    sum(kind = 0) as few,
    sum(iif(kind = 0, value, 0)) as covered,
    max(total) as total,
    '{few:Word} ' || iif(sum(kind = 0) = 1, 'school', 'schools')
        || ' gave {covered:count} of the {total:count} suspensions of children with a social worker'
        as title
from chart_suspending
having sum(kind = 0) > 0;

-- name: funnel
-- The schools of the funnel that is drawn, by how many children they have.
select
    dim_school.name,
    coalesce(chart_funnel.denominator, chart_funnel.symbol) as denominator,
    coalesce(chart_funnel.value, chart_funnel.symbol) as value,
    coalesce(chart_funnel.expected, chart_funnel.symbol) as expected,
    coalesce(chart_funnel.flag, 'withheld') as flag,
    coalesce(flag_name.name, '[c]') as compared,
    chart_funnel.scale,
    chart_funnel.model,
    chart_funnel.unit,
    'Children at the school with a social worker in six years' as size_name
from chart_funnel
inner join dim_school on dim_school.urn = chart_funnel.urn
left join flag_name on flag_name.flag = chart_funnel.flag
where chart_funnel.kind = 'funnel' and chart_funnel.place = 1
order by chart_funnel.value is null, chart_funnel.denominator, dim_school.name, dim_school.urn;

-- name: funnel_finding
-- What the funnel says. No row with fewer schools than a funnel needs.
select * from chart_funnel_finding where kind = 'funnel';

-- name: few_schools
-- The schools of a phase that has too few tested for a funnel, with intervals, by name.
select
    dim_school.name,
    coalesce(chart_funnel.value, chart_funnel.symbol) as value,
    coalesce(shown_metric.lower, '[z]') as lower,
    coalesce(shown_metric.upper, '[z]') as upper,
    coalesce(chart_funnel.expected, chart_funnel.symbol) as expected,
    coalesce(chart_funnel.flag, 'withheld') as flag,
    coalesce(flag_name.name, '[c]') as compared,
    cast(chart_funnel.numerator as integer) || ' of '
        || cast(chart_funnel.denominator as integer) as counts,
    chart_funnel.unit,
    'Children' as counts_name
from chart_funnel
inner join dim_school on dim_school.urn = chart_funnel.urn
left join flag_name on flag_name.flag = chart_funnel.flag
left join shown_metric
    on shown_metric.period = chart_funnel.period
    and shown_metric.level = 'school'
    and shown_metric.entity = chart_funnel.urn
    and shown_metric.cohort = chart_funnel.cohort
    and shown_metric.breakdown = 'none'
    and shown_metric.metric = chart_funnel.metric
where chart_funnel.kind = 'few' and chart_funnel.place = 1
order by dim_school.name, dim_school.urn;

-- name: few_schools_finding
-- What these schools' figures say. No row where every phase has enough of them for a funnel, or
-- fewer than two that can be shown.
select * from chart_funnel_finding where kind = 'few';
