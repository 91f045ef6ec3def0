-- strategic: the queries of the pack.

-- name: setup
-- funnel_choice: one row: the funnel to draw, of children who had a social worker in the
-- last six years: suspensions in the phase with the most schools that can be shown, if
-- they are five or more, else persistent absence.
--
-- schools  that can be shown; those where it happened count, since zeros say little
-- model  the distribution of its limits
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

-- drawn_funnel: the schools of that funnel.
create temp view drawn_funnel as
select
    shown_funnel.*,
    funnel_choice.model,
    funnel_choice.schools,
    funnel_choice.phase_words,
    metric_name.name as measure,
    metric_name.label || iif(metric_name.unit = '%', ', %', ', ' || metric_name.unit)
        as measure_in_text,
    metric_name.unit,
    metric_name.scale
from funnel_choice
inner join shown_funnel
    on shown_funnel.metric = funnel_choice.metric
    and shown_funnel.cohort = funnel_choice.cohort
    and shown_funnel.phase = funnel_choice.phase
inner join metric_name on metric_name.metric = funnel_choice.metric;

-- term_comparison: children with a social worker beside their peers, a term after the
-- other, for tables and charts.
create temp view term_comparison as
select
    term_name.position,
    term_name.name as term,
    term_name.short as label,
    shown_comparison.*,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name
from term_name
cross join shown_comparison on shown_comparison.period = term_name.period
where shown_comparison.level = 'county'
    and shown_comparison.cohort = 'csw'
    and shown_comparison.breakdown = 'none';

-- place_comparison: this year's persistent absence of children with a social worker
-- beside their peers, and their suspensions, by district and by phase.
create temp view place_comparison as
with place as (
    select
        iif(shown_comparison.level = 'district', 'district', 'phase') as kind,
        iif(shown_comparison.level = 'district', entity, breakdown_value) as place,
        shown_comparison.*
    from context
    inner join shown_comparison on shown_comparison.period = context.year
    where shown_comparison.cohort = 'csw'
        and (
            (shown_comparison.level = 'district' and shown_comparison.breakdown = 'none')
            or (shown_comparison.level = 'county' and shown_comparison.breakdown = 'phase')
        )
)
select
    absence.kind,
    absence.place,
    absence.place as label,
    absence.denominator as pupils,
    absence.numerator as absent,
    absence.value,
    absence.lower,
    absence.upper,
    absence.comparator_value,
    absence.gap,
    absence.gap_size,
    absence.compared,
    coalesce(suspended.numerator, '[x]') as suspended,
    coalesce(suspended.value, '[x]') as suspended_value,
    coalesce(suspended.comparator_value, '[x]') as suspended_peers,
    coalesce(suspended.compared, 'Not compared') as suspended_compared,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    '%' as unit
from place as absence
left join place as suspended
    on suspended.kind = absence.kind
    and suspended.place = absence.place
    and suspended.metric = 'suspended_pupils'
where absence.metric = 'persistent_absence';

-- name: absence_gap
-- Persistent absence term by term beside peers.
select
    term_comparison.*,
    'Gap, percentage points (children with a social worker minus peers)' as gap_name,
    '%' as unit
from term_comparison
where metric = 'persistent_absence'
order by position;

-- name: absence_gap_finding
-- What the gap in persistent absence says: the latest finished term beside the same a
-- year before. No row before there is a term with one.
--
-- title  a template; a change is one where the interval of the difference of the two
--        gaps leaves out 0
with gap as (
    select
        term as now_name,
        first_value(term) over (order by position) as first_name,
        position,
        value,
        comparator_value,
        gap,
        gap_lower,
        gap_upper
    from term_comparison
    where metric = 'persistent_absence' and gap_size is not null
)
select
    gap.*,
    coalesce(change.compare_value, '[x]') as compare_gap,
    context.compare_words as compare_words,
    case
        when change.compare_value is null
            then 'The persistent absence gap is {gap:abs} percentage points'
        else 'The persistent absence gap '
            || case change.direction
                when 'up' then 'widened to'
                when 'down' then 'narrowed to'
                else 'was'
            end
            || ' {compare_gap:abs} points in the {compare_words}'
            || iif(change.direction = 'none', ': no clear change in a year', '')
    end as title
from gap
cross join context
left join shown_change as change
    on change.level = 'county'
    and change.cohort = 'csw'
    and change.breakdown = 'none'
    and change.metric = 'persistent_absence'
    and change.comparator = 'peers'
order by gap.position desc
limit 1;

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
-- By district, the widest gap first, withheld rows last by name.
select *
from place_comparison
where kind = 'district'
order by gap_size is null, gap_size desc, place;

-- name: district_finding
-- Where the gap in persistent absence is widest. No row where no district's gap can be
-- shown.
--
-- title  a template: a place is named only where its gap is clear
select
    place,
    gap,
    value,
    count(*) over () as places,
    sum(compared = 'Higher than peers') over () as clear,
    iif(
        compared = 'Higher than peers',
        '{place} has the widest persistent absence gap: {gap} percentage points',
        'No district has a clear gap in persistent absence'
    ) as title
from place_comparison
where kind = 'district' and gap_size is not null
order by gap_size desc, place
limit 1;

-- name: funnel
-- The schools of the funnel that is drawn, by how many children with a social worker in
-- the last six years they have, with the limits for that size; withheld schools last.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    coalesce(denominator, symbol) as denominator,
    coalesce(numerator, symbol) as numerator,
    coalesce(value, symbol) as value,
    coalesce(expected, symbol) as expected,
    coalesce(lower_95, symbol) as lower_95,
    coalesce(upper_95, symbol) as upper_95,
    coalesce(upper_99_8, symbol) as upper_99_8,
    coalesce(drawn_funnel.flag, 'withheld') as flag,
    coalesce(flag_name.name, '[c]') as compared,
    scale,
    model,
    iif(unit = '%', '%', '') as unit,
    'Children at the school with a social worker in the last six years' as size_name
from drawn_funnel
inner join dim_school on dim_school.urn = drawn_funnel.urn
left join flag_name on flag_name.flag = drawn_funnel.flag
order by drawn_funnel.value is null, drawn_funnel.denominator, dim_school.name;

-- name: funnel_finding
-- How many schools are beyond what chance explains. No row
-- with fewer than five schools shown, which are too few for a funnel.
with tally as (
    select
        schools,
        phase_words,
        measure_in_text as measure,
        iif(model = 'binomial', 'binomial', 'Poisson') as model,
        sum(value is null) as withheld,
        sum(coalesce(flag = 'above_99_8', 0)) as far,
        sum(coalesce(flag = 'above_95', 0)) as near
    from drawn_funnel
    group by schools, phase_words, measure_in_text, model
)
select
    tally.*,
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
select phase_words, measure from drawn_funnel limit 1;

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
-- The measures that a head is told of first, each of whom it is measured of.
select
    100 * headline_group.place + headline_measure.place as position,
    headline_measure.metric,
    headline_group.cohort,
    metric_name.name as measure,
    coalesce(group_name.short, dim_cohort.label) as group_short
from headline_measure
cross join headline_group
inner join metric_name on metric_name.metric = headline_measure.metric
inner join dim_cohort on dim_cohort.id = headline_group.cohort
left join group_name on group_name.cohort = headline_group.cohort
where coalesce(headline_measure.cohort, headline_group.cohort) = headline_group.cohort
    and exists (
        select 1
        from context
        inner join {set}_beside as figure
            on figure.period in (context.year, context.compare)
            and figure.level = 'county'
            and figure.entity = context.la_code
            and figure.cohort = headline_group.cohort
            and figure.breakdown = 'none'
            and figure.breakdown_value = ''
            and figure.metric = headline_measure.metric
    );

-- name: finding
-- What has changed, the first first.
select
    case kind
        when 'attention' then 'Needs attention'
        when 'improved' then 'Improved'
        when 'watch' then 'Watch'
        else 'Data'
    end as kind_name,
    sentence
from finding
order by place;

-- name: tally
-- How many comparisons could be tested, and what came of them: one row of templates.
--
-- doubt    schools whose attendance is late or in part
-- unmoved  where no sentence passed
select
    finding_tally.*,
    (select count(*) from finding where kind = 'attention') as attention,
    case (select count(*) from finding where kind = 'attention')
        when 0 then 'Nothing needs attention by these tests'
        when 1 then 'One thing needs attention: worksheet What_changed'
        else '{attention:Word} things need attention: worksheet What_changed'
    end as attention_words,
    'Of {asked:count} comparisons {tested:count} could be tested (chance alone would call about'
    || ' {by_chance:count} a change)'
    || case withheld
        when 0 then ''
        else '; {withheld:count} are withheld, not unchanged'
    end || '.' as tested_words,
    coalesce(
        (
            select upper(substr(words, 1, 1)) || substr(words, 2) || '.'
            from place_doubt
            inner join context
                on context.year = place_doubt.period and context.la_code = place_doubt.entity
            where level = 'county'
        ),
        ''
    ) as doubt,
    'Nothing has changed clearly since {then_words}, of {tested:count} comparisons that could be'
    || ' tested.' as unmoved
from finding_tally;

-- name: ladder
-- How often children with a social worker were suspended, in a sentence. Blank where it cannot be
-- shown.
--
-- ladder  34 once, 10 twice, 8 three times, 7 four times or more
select
    coalesce(
        said(sum(children), 'count') || ' children with a social worker were suspended: '
        || group_concat(
            said(children, 'count') || case least
                when 1 then ' once'
                when 2 then ' twice'
                else ' ' || said(least, 'word') || ' times'
            end || case
                when most is not null then ''
                when least = 1 then ' or more often'
                else ' or more'
            end,
            ', '
        ) || '.',
        ''
    ) as ladder
from (select * from shown_rung order by least);

-- name: district_row
-- The county's own districts, each beside the county's own figure: a difference is one where the
-- interval of the district's leaves it out.
select
    row_number() over (order by place.district) as position,
    'district' as level,
    place.district as entity,
    place.district as place,
    case
        when figure.lower is null then 'Not compared'
        when figure.lower > county.value then 'Higher than the county'
        when figure.upper < county.value then 'Lower than the county'
        else 'No clear difference'
    end as county_compared
from context
cross join (
    select distinct district, la_code from dim_school where district is not null
) as place on place.la_code = context.la_code
left join {set}_beside as figure
    on figure.period = context.year
    and figure.level = 'district'
    and figure.entity = place.district
    and figure.cohort = 'csw'
    and figure.breakdown = 'none'
    and figure.breakdown_value = ''
    and figure.metric = 'persistent_absence'
left join {set}_beside as county
    on county.period = context.year
    and county.level = 'county'
    and county.entity = context.la_code
    and county.cohort = 'csw'
    and county.breakdown = 'none'
    and county.breakdown_value = ''
    and county.metric = 'persistent_absence';

-- name: district_told
-- In which districts persistent absence is clearly another than the county's: a sentence.
select
    case
        when count(*) = 0 then 'No district can be compared with the county.'
        when max(is_higher or is_lower) = 0
            then 'In none of ' || said(count(*), 'word') || ' districts is persistent absence'
            || ' clearly another than the county''s ' || said(max(county), 'decimal') || '%.'
        else 'Persistent absence beside the county''s ' || said(max(county), 'decimal') || '%: '
            || coalesce('clearly higher in ' || group_concat(iif(is_higher, place, null), ', '), '')
            || iif(max(is_higher) and max(is_lower), '; ', '')
            || coalesce('clearly lower in ' || group_concat(iif(is_lower, place, null), ', '), '')
            || '.'
    end as title
from (
    select
        figure.entity as place,
        county.value as county,
        figure.lower > county.value as is_higher,
        figure.upper < county.value as is_lower
    from context
    cross join (
        select distinct district, la_code from dim_school where district is not null
    ) as place on place.la_code = context.la_code
    inner join shown_metric as figure
        on figure.period = context.year
        and figure.level = 'district'
        and figure.entity = place.district
        and figure.cohort = 'csw'
        and figure.breakdown = 'none'
        and figure.metric = 'persistent_absence'
        and figure.lower is not null
    inner join shown_metric as county
        on county.period = context.year
        and county.level = 'county'
        and county.entity = context.la_code
        and county.cohort = 'csw'
        and county.breakdown = 'none'
        and county.metric = 'persistent_absence'
        and county.value is not null
    order by figure.entity
);

-- name: school
-- The county's schools that are open, those first that are past a limit for their size.
--
-- flags  of children who had a social worker in the last six years
-- data   how far its attendance goes, or what is wrong with it
with
flag as (
    select
        shown_funnel.urn,
        min(flag_name.position) as first,
        group_concat(metric_name.label || ': ' || lower(flag_name.short), '; ') as flags,
        count(shown_funnel.value) as shown
    from context
    inner join shown_funnel
        on shown_funnel.period = context.year and shown_funnel.cohort = 'ever6'
    inner join metric_name on metric_name.metric = shown_funnel.metric
    left join flag_name on flag_name.flag = shown_funnel.flag and flag_name.flag <> 'within'
    group by shown_funnel.urn
)
select
    row_number() over (
        order by flag.first is null, flag.first, dim_school.name, dim_school.urn
    ) as position,
    'school' as level,
    dim_school.urn as entity,
    dim_school.name as place,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    coalesce(replace(dim_school.phase, 'State-funded ', ''), '[x]') as phase,
    coalesce(dim_school.adviser, 'No adviser') as adviser,
    case
        when flag.flags is not null then flag.flags
        when flag.shown > 0 then 'None'
        when flag.urn is not null then 'Withheld'
        else 'Not tested'
    end as flags,
    coalesce(
        upper(substr(school_doubt.words, 1, 1)) || substr(school_doubt.words, 2),
        'Marks to ' || said(school_feed.last_date, 'short'),
        'No attendance has come'
    ) as data
from context
inner join dim_school on dim_school.la_code = context.la_code
left join flag on flag.urn = dim_school.urn
left join school_feed on school_feed.urn = dim_school.urn
left join school_doubt
    on school_doubt.urn = dim_school.urn and school_doubt.period = context.year
where dim_school.status like 'Open%';

-- name: school_finding
-- How many schools are past a limit, of how many tests, and how many chance alone would put there.
select
    count(*) as tests,
    count(*) / 20.0 as by_chance,
    count(distinct iif(flag like '%99_8', urn, null)) as far,
    count(distinct iif(flag like '%_95', urn, null)) as near,
    iif(
        count(*) = 0,
        'No school''s figures can be held against limits for its size.',
        iif(
            count(distinct iif(flag like '%99_8', urn, null)) = 0,
            'No school is past a 99.8% limit',
            '{far:Word} ' || iif(
                count(distinct iif(flag like '%99_8', urn, null)) = 1, 'school is', 'schools are'
            ) || ' past a 99.8% limit'
        ) || ' for its size, {near:word} past a 95% limit alone in some measure; of {tests:count}'
        || ' such tests chance alone would put about {by_chance:count} past a 95% limit, up or'
        || ' down.'
    ) as title
from context
inner join shown_funnel
    on shown_funnel.period = context.year
    and shown_funnel.cohort = 'ever6'
    and shown_funnel.value is not null;

-- name: looked_after
-- Plans and results of children looked after, each of the newest year that has a figure of it, or
-- term where it is of terms alone.
with measure (position, metric, cohort) as (
    values
        (1, 'pep_initial', 'cla'),
        (2, 'pep_on_time', 'cla'),
        (3, 'pep_three_a_year', 'cla'),
        (4, 'pep_quality_good', 'cla'),
        (5, 'sdq_completed', 'cla12'),
        (6, 'sdq_concern', 'cla12'),
        (7, 'in_year_moves', 'cla'),
        (8, 'ehcp', 'cla'),
        (9, 'eyfs_gld', 'cla12'),
        (10, 'phonics_y1', 'cla12'),
        (11, 'ks2_rwm', 'cla12'),
        (12, 'ks4_em4', 'cla12'),
        (13, 'ks4_a8', 'cla12'),
        (14, 'ks4_p8', 'cla12')
),
newest as (
    -- A year before a term.
    select
        measure.*,
        dim_period.id as period,
        row_number() over (
            partition by measure.position
            order by dim_period.grain = 'term', dim_period.start_date desc
        ) as place
    from measure
    cross join context
    inner join dim_period
        on dim_period.grain in ('year', 'term')
        and dim_period.start_date <= context.as_of
    inner join {set}_beside as figure
        on figure.period = dim_period.id
        and figure.level = 'county'
        and figure.entity = context.la_code
        and figure.cohort = measure.cohort
        and figure.breakdown = 'none'
        and figure.breakdown_value = ''
        and figure.metric = measure.metric
)
select
    newest.position,
    newest.metric,
    newest.cohort,
    newest.period,
    metric_name.name as measure,
    coalesce(group_name.short, dim_cohort.label) as group_short,
    coalesce(
        term_name.name,
        substr(newest.period, 1, 4) || ' to 20' || substr(newest.period, 6, 2)
            || iif(dim_period.complete, '', ' so far')
    ) as year
from newest
inner join dim_period on dim_period.id = newest.period
inner join metric_name on metric_name.metric = newest.metric
inner join dim_cohort on dim_cohort.id = newest.cohort
left join term_name on term_name.period = newest.period
left join group_name on group_name.cohort = newest.cohort
where newest.place = 1;
