-- strategic: the queries of the pack.

-- name: setup
-- funnel_choice: one row: the funnel to draw, of children who had a social worker in the
-- last six years: suspensions in the phase with the most schools that can be shown, if
-- they are five or more, else persistent absence.
--
-- schools  that can be shown; those where it happened count, since zeros say little
-- model  the distribution of its limits
drop table if exists temp.funnel_choice;
create temp table funnel_choice (
    metric text not null,
    cohort text not null,
    phase text not null,
    model text not null,
    schools integer not null,
    phase_words text not null
) strict;

insert into funnel_choice (metric, cohort, phase, model, schools, phase_words)
select
    metric,
    cohort,
    phase,
    iif(metric = 'persistent_absence', 'binomial', 'poisson'),
    sum(value is not null) as schools,
    case phase
        when 'State-funded primary' then 'primary schools'
        when 'State-funded secondary' then 'secondary schools'
        when 'State-funded special' then 'special schools'
        when 'State-funded AP' then 'alternative provision'
        else 'schools'
    end
from shown_funnel
where cohort = 'ever6' and metric in ('suspended_pupils', 'persistent_absence')
group by metric, cohort, phase
order by
    iif(sum(coalesce(numerator > 0, 0)) >= 5, metric = 'suspended_pupils', 0) desc,
    sum(coalesce(numerator > 0, 0)) desc,
    metric desc,
    phase
limit 1;

-- shown_repeat: where children are suspended again and again: schools where such
-- children are not few, and one row for all
-- others together; if that row would stand for one school or few children, the next
-- school goes into it.
--
-- children     had a social worker in the last six years and were suspended
--              repeat_threshold times or more this year, anywhere
-- suspensions  theirs, at this school
drop table if exists temp.repeat_school;
create temp table repeat_school (
    school_key integer primary key,
    children integer not null,
    suspensions integer not null,
    place integer not null, -- by children, most first
    running_children integer not null -- of this and all smaller ones
) strict;

insert into repeat_school (school_key, children, suspensions, place, running_children)
with tally as (
    select
        fct_exclusion.school_key,
        count(distinct fct_exclusion.pupil_key) as children,
        count(*) as suspensions
    from context
    inner join dim_period on dim_period.id = context.year
    inner join mart_pupil_exclusion
        on mart_pupil_exclusion.academic_year = context.year
        and mart_pupil_exclusion.suspensions >= context.repeat_threshold
        and ';' || mart_pupil_exclusion.cohorts || ';' like '%;ever6;%'
    inner join fct_exclusion
        on fct_exclusion.pupil_key = mart_pupil_exclusion.pupil_key
        and fct_exclusion.category = 'SUSP'
        and fct_exclusion.counted = 1
        and fct_exclusion.start_date between dim_period.start_date and context.as_of
    group by fct_exclusion.school_key
)
select
    school_key,
    children,
    suspensions,
    row_number() over (order by children desc, suspensions desc, school_key),
    sum(children) over (
        order by children, suspensions, school_key desc
        rows between unbounded preceding and current row
    )
from tally;

drop table if exists temp.shown_repeat;
create temp table shown_repeat (
    school_key integer, -- null: all others
    schools integer not null,
    children integer not null,
    suspensions integer not null
) strict;

insert into shown_repeat (school_key, schools, children, suspensions)
with
edge as (
    -- The last place that is named: all above it are large, and what is left is nothing
    -- or large, of more than one school. No more than a page has room for.
    select coalesce(max(named.place), 0) as place
    from repeat_school as named, context
    where named.children >= context.suppress_below
        and named.place <= 15
        and (
            not exists (select 1 from repeat_school where place > named.place)
            or (
                (select count(*) from repeat_school where place > named.place) > 1
                and (select sum(children) from repeat_school where place > named.place)
                    >= context.suppress_below
            )
        )
)
select school_key, 1, children, suspensions
from repeat_school, edge
where repeat_school.place <= edge.place
union all
select null, count(*), sum(children), sum(suspensions)
from repeat_school, edge
where repeat_school.place > edge.place
having count(*) > 0 and sum(children) >= (select suppress_below from context);

-- name: absence_gap
-- Persistent absence term by term beside peers.
select
    term_name.name as term,
    term_name.short as label,
    coalesce(ours.numerator, ours.symbol) as numerator,
    coalesce(ours.denominator, ours.symbol) as denominator,
    coalesce(ours.value, ours.symbol) as value,
    coalesce(ours.lower, ours.symbol, '[z]') as lower,
    coalesce(ours.upper, ours.symbol, '[z]') as upper,
    coalesce(shown_gap.comparator_value, shown_gap.comparator_symbol, '[x]')
        as comparator_value,
    coalesce(shown_gap.gap, shown_gap.gap_symbol, '[x]') as gap,
    coalesce(shown_gap.gap_lower, shown_gap.gap_symbol, '[z]') as gap_lower,
    coalesce(shown_gap.gap_upper, shown_gap.gap_symbol, '[z]') as gap_upper,
    case
        when shown_gap.gap_lower is null then 'Not compared'
        when shown_gap.gap_lower > 0 then 'Higher than peers'
        when shown_gap.gap_upper < 0 then 'Lower than peers'
        else 'No clear difference'
    end as compared,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    'Gap, percentage points (children with a social worker minus peers)' as gap_name,
    '%' as unit
from term_name
inner join shown_metric as ours
    on ours.period = term_name.period
    and ours.metric = 'persistent_absence'
    and ours.level = 'county'
    and ours.cohort = 'csw'
    and ours.breakdown = 'none'
left join shown_gap
    on shown_gap.period = ours.period
    and shown_gap.metric = ours.metric
    and shown_gap.level = ours.level
    and shown_gap.cohort = ours.cohort
    and shown_gap.comparator = 'peers'
    and shown_gap.breakdown = 'none'
order by term_name.position;

-- name: absence_gap_finding
-- What the gap in persistent absence says: the latest
-- finished term beside the same a year before. No row before there is a term with one.
--
-- title  a template; a change is one where the interval of the difference of the two
--        gaps leaves out 0
with
gap as (
    select
        term_name.position,
        term_name.name,
        term_name.period,
        shown_gap.value,
        shown_gap.comparator_value,
        shown_gap.gap,
        shown_gap.gap_lower,
        shown_gap.gap_upper
    from term_name
    inner join shown_gap
        on shown_gap.period = term_name.period
        and shown_gap.metric = 'persistent_absence'
        and shown_gap.level = 'county'
        and shown_gap.cohort = 'csw'
        and shown_gap.comparator = 'peers'
        and shown_gap.breakdown = 'none'
    where shown_gap.gap is not null
),
ends as (
    select
        now.name as now_name,
        now.value,
        now.comparator_value,
        now.gap,
        now.gap_lower,
        now.gap_upper,
        (select name from gap order by position limit 1) as first_name,
        compare.gap as compare_gap,
        context.compare_words as compare_words,
        compare.gap - before.gap as change,
        sqrt(
            (compare.gap - compare.gap_lower) * (compare.gap - compare.gap_lower)
            + (before.gap_upper - before.gap) * (before.gap_upper - before.gap)
        ) as below,
        sqrt(
            (compare.gap_upper - compare.gap) * (compare.gap_upper - compare.gap)
            + (before.gap - before.gap_lower) * (before.gap - before.gap_lower)
        ) as above
    from gap as now
    cross join context
    left join gap as compare on compare.period = context.compare
    left join gap as before on before.period = context.before
    order by now.position desc
    limit 1
)
select
    now_name,
    first_name,
    value,
    comparator_value,
    gap,
    gap_lower,
    gap_upper,
    coalesce(compare_gap, '[x]') as compare_gap,
    compare_words,
    case
        when compare_gap is null
            then 'The persistent absence gap is {gap:abs} percentage points'
        when change is null or below is null
            then 'The persistent absence gap was {compare_gap:abs} points in the '
                || '{compare_words}'
        when change - below > 0
            then 'The persistent absence gap widened to {compare_gap:abs} points in the '
                || '{compare_words}'
        when change + above < 0
            then 'The persistent absence gap narrowed to {compare_gap:abs} points in the '
                || '{compare_words}'
        else 'The persistent absence gap was {compare_gap:abs} points in the '
            || '{compare_words}: no clear change in a year'
    end as title
from ends;

-- name: suspension_gap
-- Pupils suspended, a term after the other, beside peers.
select
    term_name.name as term,
    term_name.short as label,
    coalesce(ours.numerator, ours.symbol) as numerator,
    coalesce(ours.denominator, ours.symbol) as denominator,
    coalesce(ours.value, ours.symbol) as value,
    coalesce(ours.lower, ours.symbol, '[z]') as lower,
    coalesce(ours.upper, ours.symbol, '[z]') as upper,
    coalesce(shown_gap.comparator_value, shown_gap.comparator_symbol, '[x]')
        as comparator_value,
    coalesce(shown_gap.gap, shown_gap.gap_symbol, '[x]') as gap,
    coalesce(shown_gap.ratio, shown_gap.gap_symbol, '[x]') as ratio,
    coalesce(shown_gap.ratio_lower, shown_gap.gap_symbol, '[z]') as ratio_lower,
    coalesce(shown_gap.ratio_upper, shown_gap.gap_symbol, '[z]') as ratio_upper,
    case
        when shown_gap.ratio_lower is null then 'Not compared'
        when shown_gap.ratio_lower > 1 then 'Higher than peers'
        when shown_gap.ratio_upper < 1 then 'Lower than peers'
        else 'No clear difference'
    end as compared
from term_name
inner join shown_metric as ours
    on ours.period = term_name.period
    and ours.metric = 'suspended_pupils'
    and ours.level = 'county'
    and ours.cohort = 'csw'
    and ours.breakdown = 'none'
left join shown_gap
    on shown_gap.period = ours.period
    and shown_gap.metric = ours.metric
    and shown_gap.level = ours.level
    and shown_gap.cohort = ours.cohort
    and shown_gap.comparator = 'peers'
    and shown_gap.breakdown = 'none'
order by term_name.position;

-- name: week
-- Shown_week, for the table and both charts.
select
    position,
    start_date,
    school_days,
    value,
    comparator_value,
    gap,
    coalesce(mean, '[z]') as mean,
    coalesce(lower, '[z]') as lower,
    coalesce(upper, '[z]') as upper,
    is_baseline,
    mark,
    signal
from shown_week
order by position;

-- name: week_finding
-- What the weekly attendance gap says. No row without weeks.
--
-- title  a template: the last week's signal, else how many weeks had one
with
week as (
    select
        position,
        start_date,
        gap,
        mean,
        lower,
        upper,
        mark,
        signal,
        last_value(position) over (
            order by position rows between unbounded preceding and unbounded following
        ) as last_position
    from shown_week
),
tally as (
    select
        count(*) as weeks,
        sum(mark = 'A' and gap < mean) as below,
        sum(mark = 'A' and gap > mean) as above,
        sum(mark in ('T', '2', 'S')) as runs,
        min(start_date) as first_date,
        max(start_date) as last_date
    from shown_week
)
select
    tally.weeks,
    tally.below,
    tally.above,
    tally.runs,
    tally.first_date,
    tally.last_date,
    week.gap,
    coalesce(week.mean, '[z]') as mean,
    coalesce(week.lower, '[z]') as lower,
    coalesce(week.upper, '[z]') as upper,
    case
        when week.mean is null
            then 'The attendance gap was {gap} points in the week of {last_date:short}'
        when week.mark = 'A' and week.gap < week.mean
            then 'The attendance gap is wider than its usual range'
        when week.mark = 'A' then 'The attendance gap is narrower than its usual range'
        when week.mark in ('S', '2') and week.gap < week.mean
            then 'The attendance gap has been wider than usual for weeks'
        when week.mark in ('S', '2')
            then 'The attendance gap has been narrower than usual for weeks'
        when week.mark = 'T' then 'The attendance gap has moved one way for seven weeks'
        when tally.below > 0 then 'The attendance gap is back in its usual range after '
            || '{below:word} ' || iif(tally.below = 1, 'week', 'weeks') || ' outside it'
        when tally.above > 0 then 'The attendance gap is in its usual range; {above:word} '
            || iif(tally.above = 1, 'week was', 'weeks were') || ' narrower'
        when tally.runs > 0 then 'The attendance gap is back to its usual pattern after '
            || '{runs:word} weeks that were more than chance'
        else 'The attendance gap has stayed within its usual range'
    end as title
from tally
inner join week on week.position = week.last_position;

-- name: district
-- This year's persistent absence and suspensions by district, children with
-- a social worker beside their peers; the widest gap first, withheld rows last by name.
with
ours as (
    select
        shown_metric.entity as place,
        shown_metric.*
    from shown_metric
    inner join context on context.year = shown_metric.period
    where shown_metric.level = 'district' and shown_metric.breakdown = 'none'
        and shown_metric.cohort = 'csw'
        and shown_metric.metric in ('persistent_absence', 'suspended_pupils')
),
gap as (
    select *
    from shown_gap
    where level = 'district' and breakdown = 'none' and cohort = 'csw' and comparator = 'peers'
),
joined as (
    select
        ours.place,
        ours.metric,
        ours.numerator,
        ours.denominator,
        ours.value,
        ours.lower,
        ours.upper,
        ours.symbol,
        gap.comparator_value,
        gap.comparator_symbol,
        gap.gap,
        gap.gap_lower,
        gap.gap_upper,
        gap.gap_symbol,
        gap.ratio_lower,
        gap.ratio_upper
    from ours
    left join gap
        on gap.metric = ours.metric
        and gap.period = ours.period
        and gap.entity = ours.entity and gap.breakdown_value = ours.breakdown_value
)
select
    absence.place,
    absence.place as label,
    coalesce(absence.denominator, absence.symbol) as pupils,
    coalesce(absence.numerator, absence.symbol) as absent,
    coalesce(absence.value, absence.symbol) as value,
    coalesce(absence.lower, absence.symbol, '[z]') as lower,
    coalesce(absence.upper, absence.symbol, '[z]') as upper,
    coalesce(absence.comparator_value, absence.comparator_symbol, '[x]')
        as comparator_value,
    coalesce(absence.gap, absence.gap_symbol, '[x]') as gap,
    case
        when absence.gap_lower is null then 'Not compared'
        when absence.gap_lower > 0 then 'Higher than peers'
        when absence.gap_upper < 0 then 'Lower than peers'
        else 'No clear difference'
    end as compared,
    coalesce(suspended.numerator, suspended.symbol, '[x]') as suspended,
    coalesce(suspended.value, suspended.symbol, '[x]') as suspended_value,
    coalesce(suspended.comparator_value, suspended.comparator_symbol, '[x]')
        as suspended_peers,
    case
        when suspended.ratio_lower is null then 'Not compared'
        when suspended.ratio_lower > 1 then 'Higher than peers'
        when suspended.ratio_upper < 1 then 'Lower than peers'
        else 'No clear difference'
    end as suspended_compared,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    '%' as unit
from joined as absence
left join joined as suspended
    on suspended.place = absence.place and suspended.metric = 'suspended_pupils'
where absence.metric = 'persistent_absence'
order by absence.gap is null, absence.gap desc, absence.place;

-- name: district_finding
-- Where the gap in persistent absence is widest. No row
-- where no district's gap can be shown.
--
-- title  a template: a place is named only where its gap is clear
with
district as (
    select shown_gap.entity as place, shown_gap.gap, shown_gap.gap_lower, shown_gap.value
    from shown_gap
    inner join context on context.year = shown_gap.period
    where shown_gap.metric = 'persistent_absence'
        and shown_gap.level = 'district'
        and shown_gap.cohort = 'csw'
        and shown_gap.comparator = 'peers'
        and shown_gap.breakdown = 'none'
        and shown_gap.gap is not null
    order by shown_gap.gap desc, shown_gap.entity
)
select
    place,
    gap,
    value,
    count(*) over () as places,
    sum(gap_lower > 0) over () as clear,
    case
        when gap_lower > 0
            then '{place} has the widest persistent absence gap: {gap} percentage points'
        else 'No district has a clear gap in persistent absence'
    end as title
from district
order by gap desc, place
limit 1;

-- name: phase
-- This year's persistent absence and suspensions by phase, children with
-- a social worker beside their peers; the widest gap first, withheld rows last by name.
with
ours as (
    select
        shown_metric.breakdown_value as place,
        shown_metric.*
    from shown_metric
    inner join context on context.year = shown_metric.period
    where shown_metric.level = 'county' and shown_metric.breakdown = 'phase'
        and shown_metric.cohort = 'csw'
        and shown_metric.metric in ('persistent_absence', 'suspended_pupils')
),
gap as (
    select *
    from shown_gap
    where level = 'county' and breakdown = 'phase' and cohort = 'csw' and comparator = 'peers'
),
joined as (
    select
        ours.place,
        ours.metric,
        ours.numerator,
        ours.denominator,
        ours.value,
        ours.lower,
        ours.upper,
        ours.symbol,
        gap.comparator_value,
        gap.comparator_symbol,
        gap.gap,
        gap.gap_lower,
        gap.gap_upper,
        gap.gap_symbol,
        gap.ratio_lower,
        gap.ratio_upper
    from ours
    left join gap
        on gap.metric = ours.metric
        and gap.period = ours.period
        and gap.entity = ours.entity and gap.breakdown_value = ours.breakdown_value
)
select
    absence.place,
    absence.place as label,
    coalesce(absence.denominator, absence.symbol) as pupils,
    coalesce(absence.numerator, absence.symbol) as absent,
    coalesce(absence.value, absence.symbol) as value,
    coalesce(absence.lower, absence.symbol, '[z]') as lower,
    coalesce(absence.upper, absence.symbol, '[z]') as upper,
    coalesce(absence.comparator_value, absence.comparator_symbol, '[x]')
        as comparator_value,
    coalesce(absence.gap, absence.gap_symbol, '[x]') as gap,
    case
        when absence.gap_lower is null then 'Not compared'
        when absence.gap_lower > 0 then 'Higher than peers'
        when absence.gap_upper < 0 then 'Lower than peers'
        else 'No clear difference'
    end as compared,
    coalesce(suspended.numerator, suspended.symbol, '[x]') as suspended,
    coalesce(suspended.value, suspended.symbol, '[x]') as suspended_value,
    coalesce(suspended.comparator_value, suspended.comparator_symbol, '[x]')
        as suspended_peers,
    case
        when suspended.ratio_lower is null then 'Not compared'
        when suspended.ratio_lower > 1 then 'Higher than peers'
        when suspended.ratio_upper < 1 then 'Lower than peers'
        else 'No clear difference'
    end as suspended_compared,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    '%' as unit
from joined as absence
left join joined as suspended
    on suspended.place = absence.place and suspended.metric = 'suspended_pupils'
where absence.metric = 'persistent_absence'
order by absence.gap is null, absence.gap desc, absence.place;

-- name: funnel
-- The schools of the funnel that is drawn, by how many children with a
-- social worker in the last six years they have, with the limits for that size; withheld
-- schools last.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    coalesce(shown_funnel.denominator, shown_funnel.symbol) as denominator,
    coalesce(shown_funnel.numerator, shown_funnel.symbol) as numerator,
    coalesce(shown_funnel.value, shown_funnel.symbol) as value,
    coalesce(shown_funnel.expected, shown_funnel.symbol) as expected,
    coalesce(shown_funnel.lower_95, shown_funnel.symbol) as lower_95,
    coalesce(shown_funnel.upper_95, shown_funnel.symbol) as upper_95,
    coalesce(shown_funnel.upper_99_8, shown_funnel.symbol) as upper_99_8,
    coalesce(shown_funnel.flag, 'withheld') as flag,
    case shown_funnel.flag
        when 'above_99_8' then 'Above the 99.8% limit'
        when 'above_95' then 'Above the 95% limit'
        when 'below_95' then 'Below the lower 95% limit'
        when 'below_99_8' then 'Below the lower 99.8% limit'
        when 'within' then 'Within the limits'
        else '[c]'
    end as compared,
    dim_metric.scale as scale,
    funnel_choice.model as model,
    iif(dim_metric.unit = '%', '%', '') as unit,
    'Children at the school with a social worker in the last six years' as size_name
from funnel_choice
inner join shown_funnel
    on shown_funnel.metric = funnel_choice.metric
    and shown_funnel.cohort = funnel_choice.cohort
    and shown_funnel.phase = funnel_choice.phase
inner join dim_school on dim_school.urn = shown_funnel.urn
inner join dim_metric on dim_metric.id = shown_funnel.metric
order by shown_funnel.value is null, shown_funnel.denominator, dim_school.name;

-- name: funnel_finding
-- How many schools are beyond what chance explains. No row
-- with fewer than five schools shown, which are too few for a funnel.
with tally as (
    select
        funnel_choice.schools,
        funnel_choice.phase_words,
        dim_metric.label || iif(dim_metric.unit = '%', ', %', ', ' || dim_metric.unit)
            as measure,
        iif(funnel_choice.model = 'binomial', 'binomial', 'Poisson') as model,
        sum(shown_funnel.value is null) as withheld,
        sum(coalesce(shown_funnel.flag = 'above_99_8', 0)) as far,
        sum(coalesce(shown_funnel.flag = 'above_95', 0)) as near
    from funnel_choice
    inner join shown_funnel
        on shown_funnel.metric = funnel_choice.metric
        and shown_funnel.cohort = funnel_choice.cohort
        and shown_funnel.phase = funnel_choice.phase
    inner join dim_metric on dim_metric.id = funnel_choice.metric
    group by funnel_choice.schools, funnel_choice.phase_words, funnel_choice.model,
        dim_metric.label, dim_metric.unit
)
select
    schools,
    phase_words,
    measure,
    model,
    withheld,
    far,
    near,
    case
        when far > 0 and near > 0
            then '{far:Word} ' || iif(far = 1, 'school is', 'schools are')
                || ' above the 99.8% limit; {near:word} more '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        when far > 0
            then '{far:Word} ' || iif(far = 1, 'school is', 'schools are')
                || ' above the 99.8% limit'
        when near > 0
            then 'No school is above the 99.8% limit; {near:word} '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        else 'No school is higher than chance explains'
    end as title
from tally
where schools >= 5;

-- name: funnel_name
-- Which funnel the table is of, in words.
select
    funnel_choice.phase_words,
    dim_metric.label || iif(dim_metric.unit = '%', ' (%)', ', ' || dim_metric.unit)
        as measure
from funnel_choice
inner join dim_metric on dim_metric.id = funnel_choice.metric;

-- name: repeat
-- Shown_repeat, most suspensions first, all others last.
--
-- kind        0 the schools that make up half, 1 the rest, 2 all others together
-- cumulative  share of all these suspensions, %
with
school as (
    select
        shown_repeat.*,
        dim_school.name,
        100.0 * sum(shown_repeat.suspensions) over (
            order by shown_repeat.school_key is null, shown_repeat.suspensions desc,
                dim_school.name
            rows between unbounded preceding and current row
        ) / sum(shown_repeat.suspensions) over () as cumulative,
        100.0 * shown_repeat.suspensions / sum(shown_repeat.suspensions) over () as share
    from shown_repeat
    left join dim_school on dim_school.school_key = shown_repeat.school_key
)
select
    coalesce(name, schools || ' other schools') || ' (' || children || ')' as label,
    coalesce(name, schools || ' other schools') as place,
    children,
    suspensions as value,
    cumulative,
    case
        when school_key is null then 2
        when cumulative - share < 50 then 0
        else 1
    end as kind,
    'Suspensions' as value_name
from school
order by school_key is null, suspensions desc, name;

-- name: repeat_finding
-- How few schools make up how much. No row where no school's
-- figure can be shown.
with
school as (
    select
        school_key,
        schools,
        children,
        suspensions,
        sum(suspensions) over () as total,
        sum(schools) over () as all_schools,
        sum(suspensions) over (
            order by school_key is null, suspensions desc, school_key
            rows between unbounded preceding and current row
        ) as running
    from shown_repeat
),
few as (
    select
        count(*) as few,
        max(running) as covered,
        max(total) as total,
        max(all_schools) as schools
    from school
    where school_key is not null and 2 * (running - suspensions) < total
)
select
    few,
    schools,
    total,
    (select sum(children) from shown_repeat) as children,
    100.0 * covered / total as share,
    case
        when few = schools then 'Children suspended again and again are at {few:word} schools'
        else '{few:Word} of {schools:count} schools ' || iif(few = 1, 'accounts', 'account')
            || ' for {share:count}% of repeat suspensions'
    end as title
from few
where few > 0;

-- name: headline
-- Each headline measure for each group: this year so far beside
-- peers, and the latest finished term beside the same term a year before.
--
-- change interval  from the two intervals (Newcombe's method, which for shares is the one
--                  of the gaps; the two terms are taken to be independent)
-- words            a template
with
measure (place, metric) as (
    values
        (1, 'attendance_rate'),
        (2, 'persistent_absence'),
        (3, 'severe_absence'),
        (4, 'unauthorised_absence_rate'),
        (5, 'suspended_pupils'),
        (6, 'repeat_suspended_pupils'),
        (7, 'suspension_rate'),
        (8, 'permanent_exclusion_rate')
),
county as (
    select metric, period, cohort, numerator, denominator, value, lower, upper, symbol
    from shown_metric
    where level = 'county' and breakdown = 'none'
),
gap as (
    select metric, period, cohort, comparator_value, gap, gap_lower, gap_upper,
        ratio_lower, ratio_upper, comparator_symbol, gap_symbol
    from shown_gap
    where level = 'county' and breakdown = 'none' and comparator = 'peers'
),
base as (
    select
        group_name.position as group_position,
        measure.place,
        group_name.name as group_name,
        dim_metric.label || iif(dim_metric.unit = '%', ' (%)', ', ' || dim_metric.unit)
            as measure,
        coalesce(dim_metric.polarity, 'neither') as polarity,
        iif(dim_metric.unit = '%', 'points', dim_metric.unit) as points,
        context.compare_words as compare_words,
        context.before_words as before_words,
        now.numerator as numerator,
        now.denominator as denominator,
        now.value as value,
        now.lower as lower,
        now.upper as upper,
        now.symbol as symbol,
        gap.comparator_value,
        gap.gap,
        gap.gap_lower,
        gap.gap_upper,
        gap.ratio_lower,
        gap.ratio_upper,
        gap.comparator_symbol,
        gap.gap_symbol,
        compare.value as compare_value,
        compare.symbol as compare_symbol,
        before.value as before_value,
        before.symbol as before_symbol,
        case
            when '[c]' in (coalesce(compare.symbol, ''), coalesce(before.symbol, ''))
            then '[c]'
            else coalesce(compare.symbol, before.symbol, '[x]')
        end as change_symbol,
        compare.value - before.value as change,
        compare.value - before.value - sqrt(
            (compare.value - compare.lower) * (compare.value - compare.lower)
            + (before.upper - before.value) * (before.upper - before.value)
        ) as change_lower,
        compare.value - before.value + sqrt(
            (compare.upper - compare.value) * (compare.upper - compare.value)
            + (before.value - before.lower) * (before.value - before.lower)
        ) as change_upper
    from measure
    cross join group_name
    cross join context
    inner join dim_metric on dim_metric.id = measure.metric
    inner join county as now
        on now.metric = measure.metric
        and now.period = context.year
        and now.cohort = group_name.cohort
    left join gap
        on gap.metric = measure.metric
        and gap.period = context.year
        and gap.cohort = group_name.cohort
    left join county as compare
        on compare.metric = measure.metric
        and compare.period = context.compare
        and compare.cohort = group_name.cohort
    left join county as before
        on before.metric = measure.metric
        and before.period = context.before
        and before.cohort = group_name.cohort
    where group_name.cohort in ('csw', 'cla', 'ever6')
)
select
    group_name,
    measure,
    coalesce(value, symbol) as value,
    coalesce(lower, symbol, '[z]') as lower,
    coalesce(upper, symbol, '[z]') as upper,
    coalesce(numerator, symbol) as numerator,
    coalesce(denominator, symbol) as denominator,
    coalesce(comparator_value, comparator_symbol, '[x]') as comparator_value,
    coalesce(gap, gap_symbol, '[x]') as gap,
    coalesce(gap_lower, gap_symbol, '[z]') as gap_lower,
    coalesce(gap_upper, gap_symbol, '[z]') as gap_upper,
    '[x]' as national,
    case
        when gap is null then 'Not compared'
        when coalesce(gap_lower, ratio_lower) is null then 'Too few to compare'
        when coalesce(gap_lower > 0, ratio_lower > 1) then 'Higher than peers'
        when coalesce(gap_upper < 0, ratio_upper < 1) then 'Lower than peers'
        else 'No clear difference'
    end as compared,
    coalesce(compare_value, compare_symbol, '[x]') as compare_value,
    coalesce(before_value, before_symbol, '[x]') as before_value,
    coalesce(change, change_symbol) as change,
    coalesce(change_lower, iif(change is null, change_symbol, '[z]')) as change_lower,
    coalesce(change_upper, iif(change is null, change_symbol, '[z]')) as change_upper,
    points,
    compare_words,
    before_words,
    case
        when change is null and change_symbol = '[c]' then 'Withheld'
        when change is null then 'Not compared'
        when change_lower is null then 'Too few to compare'
        when change_lower > 0 then
            case polarity when 'higher' then 'Better: up' when 'lower' then 'Worse: up'
                else 'Up' end
            || ' {change:abs} {points} (95% interval {change_lower:signed} to '
            || '{change_upper:signed})'
        when change_upper < 0 then
            case polarity when 'higher' then 'Worse: down' when 'lower' then 'Better: down'
                else 'Down' end
            || ' {change:abs} {points} (95% interval {change_lower:signed} to '
            || '{change_upper:signed})'
        else 'No clear change'
    end as words
from base
order by group_position, place;

-- name: summary
-- What moved between the two periods that are compared, in words:
-- one row, for the cover.
--
-- better, worse  measures whose change is clear, as a list; '' for none
with
county as (
    select metric, period, value, lower, upper
    from shown_metric
    where level = 'county' and breakdown = 'none' and cohort = 'csw'
        and metric in (
            'attendance_rate', 'persistent_absence', 'severe_absence',
            'suspended_pupils', 'repeat_suspended_pupils', 'suspension_rate'
        )
),
change as (
    select
        dim_metric.label,
        dim_metric.polarity,
        compare.value - before.value - sqrt(
            (compare.value - compare.lower) * (compare.value - compare.lower)
            + (before.upper - before.value) * (before.upper - before.value)
        ) as lower,
        compare.value - before.value + sqrt(
            (compare.upper - compare.value) * (compare.upper - compare.value)
            + (before.value - before.lower) * (before.value - before.lower)
        ) as upper
    from context
    inner join county as compare on compare.period = context.compare
    inner join county as before
        on before.period = context.before and before.metric = compare.metric
    inner join dim_metric on dim_metric.id = compare.metric
    order by dim_metric.label
),
verdict as (
    select
        (
            select group_concat(lower(label), ', ') from change
            where (lower > 0 and polarity = 'higher') or (upper < 0 and polarity = 'lower')
        ) as better,
        (
            select group_concat(lower(label), ', ') from change
            where (lower > 0 and polarity = 'lower') or (upper < 0 and polarity = 'higher')
        ) as worse
)
select
    coalesce(better, '') as better,
    coalesce(worse, '') as worse,
    case
        when worse is null and better is null then 'No clear change for children with a '
            || 'social worker in any headline measure.'
        else 'For children with a social worker:'
            || iif(worse is null, '', ' worse, by more than chance: {worse}.')
            || iif(better is null, '', ' better, by more than chance: {better}.')
            || ' No clear change in the other headline measures.'
    end as moved
from verdict;

-- name: suspension
-- Suspensions and repeats by group, this year so far and last.
with
year (place, period, name) as (
    select 1, year, year_words || iif(
        (select complete from dim_period where id = year), '', ' so far'
    )
    from context
    union all
    select 2, last_year, last_year_words from context
),
figure as (
    select
        period,
        cohort,
        metric,
        coalesce(numerator, symbol) as numerator,
        coalesce(value, symbol) as value,
        coalesce(denominator, symbol) as denominator
    from shown_metric
    where level = 'county' and breakdown = 'none'
)
select
    group_name.name as group_name,
    year.name as year,
    pupils.denominator as roll,
    events.numerator as suspensions,
    events.value as suspension_rate,
    pupils.numerator as pupils,
    pupils.value as pupil_rate,
    again.numerator as repeated,
    again.value as repeat_rate,
    coalesce(share.value, '[z]') as repeat_share,
    days.numerator as days,
    coalesce(perm.numerator, '[x]') as permanent
from year
cross join group_name
inner join figure as pupils
    on pupils.period = year.period and pupils.cohort = group_name.cohort
    and pupils.metric = 'suspended_pupils'
left join figure as events
    on events.period = year.period and events.cohort = group_name.cohort
    and events.metric = 'suspension_rate'
left join figure as again
    on again.period = year.period and again.cohort = group_name.cohort
    and again.metric = 'repeat_suspended_pupils'
left join figure as share
    on share.period = year.period and share.cohort = group_name.cohort
    and share.metric = 'repeat_share'
left join figure as days
    on days.period = year.period and days.cohort = group_name.cohort
    and days.metric = 'suspension_days'
left join figure as perm
    on perm.period = year.period and perm.cohort = group_name.cohort
    and perm.metric = 'permanent_exclusion_rate'
order by year.place, group_name.position;

-- name: school
-- Schools outside their funnel's limits this year, in any phase and
-- measure; the furthest from what is expected for their size first.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    shown_funnel.phase,
    dim_metric.label as measure,
    coalesce(group_name.name, shown_funnel.cohort) as group_name,
    shown_funnel.numerator,
    shown_funnel.denominator,
    shown_funnel.value,
    shown_funnel.expected,
    case
        when shown_funnel.flag like 'above%' then shown_funnel.upper_99_8
        else shown_funnel.lower_99_8
    end as limit_99_8,
    case shown_funnel.flag
        when 'above_99_8' then 'Above the 99.8% limit: by chance alone fewer than 1 in '
            || '1,000 would be this high'
        when 'above_95' then 'Above the 95% limit: one in 40 would be by chance'
        when 'below_99_8' then 'Below the lower 99.8% limit'
        else 'Below the lower 95% limit'
    end as compared
from shown_funnel
inner join dim_school on dim_school.urn = shown_funnel.urn
inner join dim_metric on dim_metric.id = shown_funnel.metric
left join group_name on group_name.cohort = shown_funnel.cohort
where shown_funnel.flag not in ('within')
order by
    case shown_funnel.flag
        when 'above_99_8' then 1
        when 'above_95' then 2
        when 'below_99_8' then 3
        else 4
    end,
    (shown_funnel.value - shown_funnel.expected) * sqrt(shown_funnel.denominator) desc,
    dim_school.name,
    dim_metric.id,
    shown_funnel.cohort;
