-- pages: what the strategic pages show, all of it from released figures (shown_figure,
-- shown_funnel, finding) and from what says nothing of a child.

-- name: setup
-- page_metric: what a metric is called on a page, and how its two numbers are told.
--
-- sign    after a value; rate   the same in a heading
-- out_of  a template of a figure's numerator and denominator
-- is_of_children  one child is one of the denominator; is_of_roll: all on roll are
create temp table page_metric (
    metric text primary key,
    label text not null,
    sign text not null,
    rate text not null,
    out_of text not null,
    is_of_children integer not null,
    is_of_roll integer not null,
    better text
) strict, without rowid;

insert into page_metric (metric, label, sign, rate, out_of, is_of_children, is_of_roll, better)
select
    dim_metric.id,
    dim_metric.label,
    case dim_metric.unit
        when '%' then '%'
        when 'score' then '' -- which the measure's own name says
        else ' ' || replace(dim_metric.unit, ' pupils', '')
    end,
    dim_metric.unit,
    case
        when counted.kind = 'sum'
            then '{denominator:count} ' || dim_metric.denominator
        when counted.kind = 'children' and whole.kind = 'children'
            then '{numerator:count} of {denominator:count} children'
        when whole.kind = 'children'
            then '{numerator:half} ' || dim_metric.numerator
                || ', {denominator:count} children'
        when dim_metric.unit = 'days'
            then '{numerator:half} ' || dim_metric.numerator
                || ', {denominator:count} ' || dim_metric.denominator
        else '{numerator:count} of {denominator:count} ' || dim_metric.denominator
    end,
    dim_metric.unit = '%' and counted.kind = 'children' and whole.kind = 'children',
    dim_metric.denominator_count = 'roll',
    dim_metric.polarity
from dim_metric
inner join dim_count as counted on counted.id = dim_metric.numerator_count
inner join dim_count as whole on whole.id = dim_metric.denominator_count;

-- page_figure: each figure that a page shows of the county, a district or a school, beside all
-- that it is told with; breakdowns are in page_split. Of earlier periods those of children with a
-- social worker and of those looked after.
--
-- out_of        how many of how many, a template
-- status, kind  what became of it since the period before, and its sign
-- told          what else it is compared with, a template
-- doubt         what it must not hide, a sentence, also where it is 0
create temp table page_figure (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    cohort text not null,
    label text not null,
    sign text not null,
    rate text not null,
    is_of_children integer not null,
    is_of_roll integer not null,
    numerator real,
    denominator real,
    value real,
    lower real,
    upper real,
    symbol text,
    peers real,
    gap real,
    before real,
    direction text,
    is_better integer,
    changed text not null,
    compared text not null,
    england any,
    england_period text,
    neighbours any,
    neighbours_period text,
    published_caution text,
    caution text not null,
    out_of text not null,
    status text not null,
    kind text not null,
    told text not null,
    doubt text not null,
    shown any not null,
    shown_before any not null,
    shown_peers any not null,
    shown_gap any not null,
    shown_england any not null,
    primary key (level, entity, period, cohort, metric)
) strict, without rowid;

insert into page_figure (
    metric, period, level, entity, cohort, label, sign, rate, is_of_children, is_of_roll,
    numerator, denominator, value, lower, upper, symbol, peers, gap, before, direction, is_better,
    changed, compared, england, england_period, neighbours, neighbours_period, published_caution,
    caution, out_of, status, kind, told, doubt, shown, shown_before, shown_peers, shown_gap,
    shown_england
)
select
    shown_figure.metric,
    shown_figure.period,
    shown_figure.level,
    shown_figure.entity,
    shown_figure.cohort,
    page_metric.label,
    page_metric.sign,
    page_metric.rate,
    page_metric.is_of_children,
    page_metric.is_of_roll,
    shown_figure.numerator,
    shown_figure.denominator,
    shown_figure.value,
    shown_figure.lower,
    shown_figure.upper,
    shown_figure.symbol,
    shown_figure.peers,
    shown_figure.gap,
    shown_figure.before,
    shown_figure.direction,
    shown_figure.is_better,
    shown_figure.changed,
    shown_figure.compared,
    shown_figure.england,
    shown_figure.england_period,
    shown_figure.neighbours,
    shown_figure.neighbours_period,
    shown_figure.published_caution,
    shown_figure.caution,
    case
        when shown_figure.numerator is null or shown_figure.denominator is null
            then iif(shown_figure.symbol = '[c]', context.not_shown, 'Not available')
        when shown_figure.numerator = 0 and shown_figure.before_numerator = 0
            then 'None of {denominator:count}; none ' || iif(
                dim_period.complete, 'the year before', 'by this day last year'
            )
        else page_metric.out_of
    end as out_of,
    case
        when shown_figure.symbol = '[c]' then 'Withheld'
        when shown_figure.value is null then 'Too few to compare'
        when shown_figure.direction is null then 'Not compared'
        when shown_figure.direction = 'none' then 'No clear change'
        when shown_figure.is_better = 1 then 'Better: ' || shown_figure.changed
        when shown_figure.is_better = 0 then 'Worse: ' || shown_figure.changed
        else upper(substr(shown_figure.changed, 1, 1)) || substr(shown_figure.changed, 2)
    end as status,
    case
        when shown_figure.value is null or shown_figure.direction is null then ''
        when shown_figure.direction = 'none' then 'same'
        when shown_figure.is_better = 1 then 'improved'
        when shown_figure.is_better = 0 then 'attention'
        else 'same'
    end as kind,
    iif(
        shown_figure.value is null,
        '',
        iif(shown_figure.lower is null, '', '95% interval {lower} to {upper}. ')
            || iif(shown_figure.peers is null, '', 'Peers {peers}. ')
            || iif(
                shown_figure.before is null,
                '',
                iif(dim_period.complete, 'A year before', 'By this day last year') || ' {before}. '
            )
            || iif(
                typeof(shown_figure.england) = 'real',
                'England {england} ({england_period}). ',
                ''
            )
            || iif(
                typeof(shown_figure.neighbours) = 'real',
                'Neighbours {neighbours} ({neighbours_period}). ',
                ''
            )
            || iif(
                'real' in (typeof(shown_figure.england), typeof(shown_figure.neighbours)),
                iif(coalesce(shown_figure.published_caution, '') = '', '', '{published_caution} '),
                ''
            )
    ) as told,
    iif(
        shown_figure.value is null or shown_figure.doubt = '',
        '',
        upper(substr(shown_figure.doubt, 1, 1)) || substr(shown_figure.doubt, 2) || '.'
    ) as doubt,
    coalesce(shown_figure.value, shown_figure.symbol, '[x]') as shown,
    coalesce(shown_figure.before, nullif(shown_figure.before_symbol, '[x]'), '') as shown_before,
    coalesce(shown_figure.peers, shown_figure.peers_symbol, '[x]') as shown_peers,
    coalesce(shown_figure.gap, shown_figure.gap_symbol, '[x]') as shown_gap,
    iif(typeof(shown_figure.england) = 'real', shown_figure.england, '') as shown_england
from context
cross join shown_figure
inner join page_metric on page_metric.metric = shown_figure.metric
inner join dim_period on dim_period.id = shown_figure.period
where shown_figure.breakdown = 'none'
    and (
        (
            shown_figure.level = 'county'
            and (
                shown_figure.period in (context.year, context.last_year)
                or (
                    shown_figure.cohort in ('csw', 'cla')
                    and dim_period.grain in ('year', 'term')
                )
            )
        )
        or (
            shown_figure.period = context.year
            and (shown_figure.level = 'school' or shown_figure.cohort = 'csw')
        )
    );

-- A page of a measure asks across cohorts and periods.
create index temp.page_figure_by_metric on page_figure (metric, level, cohort);

-- page_headline: a line a measure: where it stands on the first page, and of whom.
create temp table page_headline (
    place integer not null,
    metric text not null,
    cohort text not null,
    layout text not null,
    primary key (cohort, metric, layout)
) strict, without rowid;

insert into page_headline (place, metric, cohort, layout)
values
    (1, 'attendance_rate', 'cla', 'card'),
    (2, 'persistent_absence', 'cla', 'card'),
    (3, 'suspended_pupils', 'cla', 'card'),
    (4, 'permanent_exclusion_rate', 'cla', 'card'),
    (5, 'pep_three_a_year', 'cla', 'card'),
    (6, 'ks4_em4', 'cla', 'card'),
    (1, 'attendance_rate', 'csw', 'table'),
    (2, 'persistent_absence', 'csw', 'table'),
    (3, 'severe_absence', 'csw', 'table'),
    (4, 'unauthorised_absence_rate', 'csw', 'table'),
    (5, 'suspended_pupils', 'csw', 'table'),
    (6, 'repeat_suspended_pupils', 'csw', 'table'),
    (7, 'suspension_rate', 'csw', 'table'),
    (8, 'permanent_exclusion_rate', 'csw', 'table');

-- page_newest: the newest year of which a measure has a figure, this year or the last.
create temp table page_newest (
    metric text not null,
    cohort text not null,
    period text not null,
    primary key (metric, cohort)
) strict, without rowid;

insert into page_newest (metric, cohort, period)
select
    page_figure.metric,
    page_figure.cohort,
    max(page_figure.period)
from context
cross join page_figure
    on page_figure.level = 'county'
    and page_figure.period in (context.year, context.last_year)
where page_figure.cohort in ('csw', 'cla', 'ever6', 'all')
group by page_figure.metric, page_figure.cohort;

-- page_picture: the charts that a measure's page shows, in their order; those that have nothing to
-- show are left out.
create temp table page_picture (
    metric text not null,
    place integer not null,
    chart text not null,
    primary key (metric, place)
) strict, without rowid;

insert into page_picture (metric, place, chart)
values
    ('absence_rate', 1, 'absence_reasons'),
    ('absence_rate', 2, 'absence_calendar'),
    ('attendance_rate', 1, 'weekly_attendance'),
    ('attendance_rate', 2, 'absence_calendar'),
    ('authorised_absence_rate', 1, 'absence_reasons'),
    ('eyfs_gld', 1, 'attainment'),
    ('ks2_rwm', 1, 'attainment'),
    ('ks4_em4', 1, 'attainment'),
    ('ks4_em5', 1, 'attainment'),
    ('persistent_absence', 1, 'absence_gap'),
    ('persistent_absence', 2, 'district_gap'),
    ('persistent_absence', 3, 'district_years'),
    ('phonics_y1', 1, 'attainment'),
    ('repeat_suspended_pupils', 1, 'suspending_schools'),
    ('suspended_pupils', 1, 'suspension_reasons'),
    ('suspension_rate', 1, 'our_suspensions'),
    ('suspension_rate', 2, 'suspensions'),
    ('suspension_rate', 3, 'suspending_schools'),
    ('unauthorised_absence_rate', 1, 'absence_reasons');

-- The measure of these is chosen by what may be shown.
insert into page_picture (metric, place, chart)
select metric, 10 + row_number() over (order by chart), chart
from chart_of_school;

-- page_measure: measures with a page: those of which anything may be shown of children
-- with a social worker or looked after.
--
-- cohort   whom its page is about
-- chart    the pictures of it, where there are any
create temp table page_measure (
    metric text primary key,
    label text not null,
    place integer not null,
    cohort text not null,
    chart text not null
) strict, without rowid;

insert into page_measure (metric, label, place, cohort, chart)
select
    page_figure.metric,
    page_metric.label,
    coalesce(
        (
            select min(page_headline.place)
            from page_headline
            where page_headline.metric = page_figure.metric
                and page_headline.layout = 'table'
        ),
        99
    ),
    iif(sum(page_figure.cohort = 'csw') > 0, 'csw', 'cla'),
    coalesce(
        (
            select group_concat('charts/' || chart, ' ')
            from (
                select chart
                from page_picture
                where page_picture.metric = page_figure.metric
                order by page_picture.place
            )
        ),
        ''
    )
from page_newest
inner join page_figure
    on page_figure.metric = page_newest.metric
    and page_figure.cohort = page_newest.cohort
    and page_figure.period = page_newest.period
    and page_figure.level = 'county'
inner join page_metric on page_metric.metric = page_figure.metric
where page_figure.cohort in ('csw', 'cla') and page_figure.value is not null
group by page_figure.metric, page_metric.label;

-- page_own: the county's own open schools, and what they sent last.
create temp table page_own (
    urn text primary key,
    name text not null,
    phase text not null,
    district text,
    adviser text,
    attendance_to text,
    pupils_sent text
) strict, without rowid;

insert into page_own (urn, name, phase, district, adviser, attendance_to, pupils_sent)
select
    dim_school.urn,
    dim_school.name,
    coalesce(dim_school.phase, ''),
    dim_school.district,
    dim_school.adviser,
    school_marks.marks_to,
    substr(load_freshness.pupils_sent, 1, 10)
from context
inner join dim_school
    on dim_school.la_code = context.la_code and dim_school.status like 'Open%'
left join load_freshness on load_freshness.school_key = dim_school.school_key
left join school_marks on school_marks.school_key = dim_school.school_key;

-- page_district: the county's own districts.
create temp table page_district (
    district text primary key,
    schools integer not null
) strict, without rowid;

insert into page_district (district, schools)
select district, count(*)
from page_own
where district is not null
group by district;

-- page_crowd: funnels of ten schools or more that are shown; in others a school's own interval is
-- drawn beside its phase.
create temp table page_crowd (
    metric text not null,
    cohort text not null,
    phase text not null,
    is_enough integer not null,
    primary key (metric, cohort, phase)
) strict, without rowid;

insert into page_crowd (metric, cohort, phase, is_enough)
select metric, cohort, phase, count(value) >= 10
from shown_funnel
group by metric, cohort, phase;

-- page_flag: this year's flags of schools, a row a school and measure: children with a social
-- worker in the last six years first, all pupils as context.
--
-- place  1 and 2 beyond a limit; of all pupils ten more
create temp table page_flag (
    urn text not null,
    metric text not null,
    cohort text not null,
    place integer not null,
    label text not null,
    primary key (urn, metric, cohort)
) strict, without rowid;

insert into page_flag (urn, metric, cohort, place, label)
select
    shown_funnel.urn,
    shown_funnel.metric,
    shown_funnel.cohort,
    iif(shown_funnel.cohort = 'all', 10, 0) + flag_name.position,
    replace(page_metric.label, 'Pupils ', '')
from context
cross join shown_funnel on shown_funnel.period = context.year
inner join page_metric on page_metric.metric = shown_funnel.metric
inner join flag_name on flag_name.flag = shown_funnel.flag
left join school_test
    on school_test.metric = shown_funnel.metric
    and school_test.urn = shown_funnel.urn
    and school_test.cohort = shown_funnel.cohort
where shown_funnel.cohort in ('all', 'ever6')
    and coalesce(school_test.state, 'told') = 'told'
    and shown_funnel.flag like 'above%';

-- page_school: the county's own open schools with pupils, a row each: its figures of this
-- year, or their symbols.
--
-- flag, kind     the furthest flag on our children, else that some test of them could not be told,
--                else the furthest on all pupils; and its sign. flagged says of which measures
--                there is one, and how many tests could not be told
-- band_*         of suspended children who had a social worker in six years: the limits for its
--                size, or its own interval where its phase has few schools
create temp table page_school (
    urn text primary key,
    name text not null,
    phase text not null,
    district text not null,
    adviser text not null,
    attendance_to text,
    days_old integer,
    children any,
    ever6 any,
    attendance any,
    absent any,
    absence any,
    suspended any,
    is_told integer not null, -- somebody could have told of suspensions here
    suspended_rate any,
    again any,
    days any,
    flag text not null,
    flagged text not null,
    flag_place integer not null,
    kind text not null,
    is_enough integer not null,
    band_value real,
    band_expected real,
    band_lower real,
    band_upper real,
    band_lower_95 real,
    band_upper_95 real,
    band_lower_99_8 real,
    band_upper_99_8 real
) strict, without rowid;

insert into page_school (
    urn, name, phase, district, adviser, attendance_to, days_old, children, ever6, attendance,
    absent,
    absence, suspended, is_told, suspended_rate, again, days, flag, flagged, flag_place, kind,
    is_enough,
    band_value, band_expected, band_lower, band_upper, band_lower_95, band_upper_95,
    band_lower_99_8, band_upper_99_8
)
with
-- How many are on roll: who has a social worker now on the last day, who had one in six years on the
-- roll date, of whom suspensions are; each on the other where no figure goes by its own. Whom nobody
-- counts is none: now nobody, too, where pupils are counted on the last day and none of ours is.
counted as materialized (
    select distinct page_figure.entity as urn
    from context
    cross join page_figure
        on page_figure.level = 'school'
        and page_figure.period = context.year
        and page_figure.cohort = 'all'
    inner join dim_metric
        on dim_metric.id = page_figure.metric and dim_metric.denominator_count = 'here'
),
enrolled as (
    select
        page_figure.entity as urn,
        page_figure.cohort,
        coalesce(
            max(iif(page_figure.is_of_roll = (page_figure.cohort <> 'csw'),
                page_figure.denominator, null)),
            max(iif(page_figure.is_of_roll = (page_figure.cohort <> 'csw'),
                page_figure.symbol, null)),
            iif(
                page_figure.cohort = 'csw'
                    and page_figure.entity in (select counted.urn from counted),
                0,
                null
            ),
            max(page_figure.denominator),
            max(page_figure.symbol)
        ) as children
    from context
    cross join page_figure
        on page_figure.level = 'school' and page_figure.period = context.year
    inner join dim_metric
        on dim_metric.id = page_figure.metric
        and dim_metric.denominator_count in ('roll', 'here')
    group by page_figure.entity, page_figure.cohort
),
figure as (
    select
        page_figure.entity as urn,
        max(iif(metric = 'attendance_rate' and cohort = 'ever6', coalesce(value, symbol), null))
            as attendance,
        max(iif(metric = 'persistent_absence' and cohort = 'ever6',
            coalesce(numerator, symbol), null))
            as absent,
        max(iif(metric = 'persistent_absence' and cohort = 'ever6', coalesce(value, symbol), null))
            as absence,
        max(iif(metric = 'suspended_pupils' and cohort = 'ever6',
            coalesce(numerator, symbol), null))
            as suspended,
        max(iif(metric = 'suspended_pupils' and cohort = 'ever6', coalesce(value, symbol), null))
            as suspended_rate,
        max(iif(metric = 'repeat_suspended_pupils' and cohort = 'ever6',
            coalesce(numerator, symbol), null))
            as again,
        max(iif(metric = 'suspension_days' and cohort = 'ever6', coalesce(numerator, symbol), null))
            as days,
        max(iif(metric = 'suspended_pupils' and cohort = 'ever6', lower, null)) as lower,
        max(iif(metric = 'suspended_pupils' and cohort = 'ever6', upper, null)) as upper,
        max(cohort = 'ever6' and is_of_roll
            and coalesce(denominator, 0) >= context.low_reliability_below) as is_enough
    from context
    cross join page_figure
        on page_figure.level = 'school' and page_figure.period = context.year
    where page_figure.cohort in ('csw', 'ever6', 'all')
    group by page_figure.entity
),
flagged as (
    -- Flags of all pupils are told only where there is none of our children.
    select urn, group_concat(lower(label), ', ') as labels, min(place) as place
    from (
        select urn, label, place, rank() over (partition by urn order by place >= 10) as turn
        from page_flag
        order by urn, place, metric
    )
    where turn = 1
    group by urn
),
tested as (
    select distinct urn
    from school_test
    where state = 'told'
)
select
    page_own.urn,
    page_own.name,
    page_own.phase,
    coalesce(page_own.district, ''),
    coalesce(page_own.adviser, 'None'),
    page_own.attendance_to,
    julianday(context.as_of) - julianday(page_own.attendance_to),
    coalesce(ours.children, 0),
    coalesce(six_years.children, 0),
    figure.attendance, figure.absent, figure.absence,
    figure.suspended,
    page_own.urn in (select school_told.urn from school_told),
    figure.suspended_rate, figure.again, figure.days,
    case
        when flagged.place = 1 then 'Above 99.8%'
        when flagged.place = 2 then 'Above 95%'
        when school_untested.words is not null then 'Not tested: '
            || iif(school_untested.words like '%late', 'marks late', 'withheld')
        when flagged.place > 10 then 'All pupils'
        when tested.urn is not null then 'Within'
        else 'Not tested'
    end,
    coalesce(
        iif(flagged.place > 10 and school_untested.urn is not null, 'all pupils: ', '')
            || flagged.labels
            || iif(school_untested.words like '% of %', '; ', ''),
        ''
    ) || iif(school_untested.words like '% of %', school_untested.words, ''),
    coalesce(flagged.place, 99),
    case
        when flagged.place = 1 then 'far'
        when flagged.place < 10 then 'attention'
        when flagged.place is not null then 'watch'
        else ''
    end,
    figure.is_enough,
    band.value,
    band.expected,
    iif(page_crowd.is_enough and band.upper_95 is not null, null, figure.lower),
    iif(page_crowd.is_enough and band.upper_95 is not null, null, figure.upper),
    iif(page_crowd.is_enough, band.lower_95, null),
    iif(page_crowd.is_enough, band.upper_95, null),
    iif(page_crowd.is_enough, band.lower_99_8, null),
    iif(page_crowd.is_enough, band.upper_99_8, null)
from context
cross join page_own
inner join figure on figure.urn = page_own.urn
left join enrolled as ours on ours.urn = page_own.urn and ours.cohort = 'csw'
left join enrolled as six_years
    on six_years.urn = page_own.urn and six_years.cohort = 'ever6'
left join flagged on flagged.urn = page_own.urn
left join tested on tested.urn = page_own.urn
left join school_untested on school_untested.urn = page_own.urn
left join shown_funnel as band
    on band.urn = page_own.urn
    and band.metric = 'suspended_pupils'
    and band.cohort = 'ever6'
    and band.value is not null
    and figure.is_enough
left join page_crowd
    on page_crowd.metric = band.metric
    and page_crowd.cohort = band.cohort
    and page_crowd.phase = band.phase;

-- page_place: a district's measure beside the county's own, this year. Nothing is held against one
-- that many schools enter of which nobody has told (place_unheard).
create temp view page_place as
select
    ours.entity as district,
    ours.metric,
    ours.label,
    ours.rate,
    ours.numerator,
    ours.denominator,
    ours.out_of,
    ours.value,
    ours.shown,
    ours.lower,
    ours.upper,
    ours.before,
    ours.shown_before,
    county.value as peers,
    coalesce(county.shown, '[x]') as county,
    ours.peers as peers_here,
    ours.shown_peers,
    100.0 * ours.numerator / county.numerator as share,
    county.numerator as county_numerator,
    county.doubt as county_doubt,
    case
        when ours.symbol = '[c]' then 'Withheld'
        when ours.value is null then 'Too few to compare'
        when ours.lower is null or county.value is null or unheard.metric is not null
            then 'Not compared'
        when ours.lower > county.value then 'Higher than the county''s'
        when ours.upper < county.value then 'Lower than the county''s'
        else 'No clear difference from the county''s'
    end as compared,
    case
        when unheard.metric is not null then ''
        when ours.lower > county.value
            then case page_metric.better when 'higher' then 'improved' when 'lower' then 'attention'
                else '' end
        when ours.upper < county.value
            then case page_metric.better when 'lower' then 'improved' when 'higher' then 'attention'
                else '' end
        else ''
    end as kind
from context
cross join page_figure as ours
    on ours.level = 'district' and ours.period = context.year and ours.cohort = 'csw'
inner join page_metric on page_metric.metric = ours.metric
inner join page_figure as county
    on county.metric = ours.metric
    and county.level = 'county'
    and county.period = ours.period
    and county.cohort = 'csw'
left join place_unheard as unheard
    on unheard.metric = ours.metric
    and unheard.period = ours.period
    and unheard.level = 'county'
    and unheard.entity = county.entity
    and unheard.breakdown = 'none'
    and unheard.breakdown_value = ''
    and unheard.is_much;

-- page_value: values of breakdowns as they stand in a table, in their order.
create temp table page_value (
    breakdown text not null,
    value text not null,
    place integer not null,
    name text not null,
    primary key (breakdown, value)
) strict, without rowid;

insert into page_value (breakdown, value, place, name)
values
    ('ncyear', 'N1', 1, 'Nursery 1'), ('ncyear', 'N2', 2, 'Nursery 2'),
    ('ncyear', 'R', 3, 'Reception'), ('ncyear', 'X', 98, 'In no year group'),
    ('sen', 'N', 1, 'No special educational needs'), ('sen', 'K', 2, 'SEN support'),
    ('sen', 'E', 3, 'Education, health and care plan'),
    ('in_county', 'Y', 1, 'Schools of the county'), ('in_county', 'N', 2, 'Outside the county'),
    ('sex', 'F', 1, 'Girls'), ('sex', 'M', 2, 'Boys');

-- page_split: the measure of a page by the values of a breakdown, those that are shown, where
-- they are more than half.
--
-- hidden  how many values of the breakdown are not shown
create temp table page_split (
    metric text not null,
    cohort text not null,
    breakdown text not null,
    place integer not null,
    name text not null,
    hidden integer not null,
    numerator real,
    denominator real,
    value real not null,
    lower real,
    upper real,
    peers real,
    compared text not null,
    out_of text not null,
    shown_peers any not null,
    primary key (metric, cohort, breakdown, place, name)
) strict, without rowid;

insert into page_split (
    metric, cohort, breakdown, place, name, hidden, numerator, denominator, value, lower, upper,
    peers, compared, out_of, shown_peers
)
with split as (
    select
        shown_figure.*,
        count(*) over by_breakdown as value_count,
        count(shown_figure.value) over by_breakdown as shown_count
    from page_measure
    cross join page_newest
        on page_newest.metric = page_measure.metric and page_newest.cohort = page_measure.cohort
    cross join shown_figure
        on shown_figure.metric = page_newest.metric
        and shown_figure.cohort = page_newest.cohort
        and shown_figure.period = page_newest.period
        and shown_figure.level = 'county'
        and shown_figure.breakdown in ('phase', 'ncyear', 'sen', 'in_county', 'sex')
    window by_breakdown as (
        partition by shown_figure.metric, shown_figure.cohort, shown_figure.breakdown
    )
)
select
    split.metric,
    split.cohort,
    split.breakdown,
    coalesce(page_value.place, 10 + cast(split.breakdown_value as integer)),
    coalesce(
        page_value.name,
        iif(split.breakdown = 'ncyear', 'Year ', '') || split.breakdown_value
    ),
    split.value_count - split.shown_count,
    split.numerator,
    split.denominator,
    split.value,
    split.lower,
    split.upper,
    split.peers,
    split.compared,
    page_metric.out_of,
    coalesce(split.peers, split.peers_symbol, '[x]')
from split
inner join page_metric on page_metric.metric = split.metric
left join page_value
    on page_value.breakdown = split.breakdown and page_value.value = split.breakdown_value
where split.value is not null and 2 * split.shown_count > split.value_count;

-- name: fresh
-- How fresh all of it is: one row, for the bar over each page.
--
-- newest   the last day with marks of any school
-- fresh    how many of the county's schools have sent attendance that is not late, in words
-- late     the county's schools whose attendance is late or in part (school_doubt)
-- beyond   of how many schools elsewhere it is, in words
-- own      of how many of the county's schools it is late, and of how many none has come, since
--          nobody is known to be there; a template
-- outside  what other places' schools send, in words
-- warning  where the newest day is more than three school days ago, or no suspensions have come,
--          or nothing of social care
with doubt as (
    select
        coalesce(sum(school_doubt.la_code = context.la_code), 0) as late,
        coalesce(sum(school_doubt.la_code <> context.la_code), 0) as elsewhere
    from context
    inner join school_doubt on school_doubt.period = context.year
),
silent as (
    select count(*) as silent
    from page_own
    where page_own.attendance_to is null
        and page_own.urn not in (
            select school_doubt.urn
            from context
            inner join school_doubt on school_doubt.period = context.year
        )
),
elsewhere as (
    -- Those with any of our pupils: the schools extract may have all of the country.
    select
        count(*) as schools,
        sum(school_feed.last_date is null) as silent
    from context
    inner join dim_school
        on dim_school.la_code <> context.la_code and dim_school.status like 'Open%'
    inner join school_feed on school_feed.urn = dim_school.urn
)
select
    coalesce(max(page_own.attendance_to), 'no day yet') as newest,
    case strftime('%w', max(page_own.attendance_to))
        when '0' then 'Sunday '
        when '1' then 'Monday '
        when '2' then 'Tuesday '
        when '3' then 'Wednesday '
        when '4' then 'Thursday '
        when '5' then 'Friday '
        when '6' then 'Saturday '
        else ''
    end as weekday,
    count(page_own.urn) as schools,
    iif(
        count(page_own.urn) = 0,
        'Schools: none on record',
        'Schools: '
            || said(
                count(*) filter (
                    where page_own.attendance_to is not null
                        and page_own.urn not in (
                            select school_doubt.urn
                            from school_doubt
                            where school_doubt.period = context.year
                        )
                ),
                'count'
            )
            || ' of ' || said(count(page_own.urn), 'count') || ' up to date'
    ) as fresh,
    doubt.late,
    case
        when count(page_own.urn) = 0 then 'The county has no open school.'
        when count(page_own.urn) = 1
            then 'The attendance of the county''s one open school '
                || case
                    when silent.silent = 1 then 'has not come.'
                    when doubt.late = 1 then 'is late or in part.'
                    else 'is up to date.'
                end
        else 'Of {schools:count} open schools of the county the attendance of {late:word} is late'
            || ' or in part.'
            || case
                when silent.silent = 0 then ''
                else ' Of ' || said(silent.silent, 'word') || iif(doubt.late = 0, '', ' more')
                    || ' none has come.'
            end
    end as own,
    case doubt.elsewhere
        when 0 then ''
        when 1
            then ' Outside the county that of one school is late or in part; its children are in'
                || ' the county''s figures.'
        else ' Outside the county that of ' || said(doubt.elsewhere, 'word')
            || ' schools is late or in part; their children are in the county''s figures.'
    end as beyond,
    case
        when elsewhere.silent > 0
            then 'Outside the county: ' || said(elsewhere.silent, 'word') || ' of '
                || said(elsewhere.schools, 'word')
                || iif(elsewhere.schools = 1, ' school ', ' schools ')
                || iif(elsewhere.silent = 1, 'has sent nothing', 'have sent nothing')
        else ''
    end as outside,
    trim(case
        when max(page_own.attendance_to) is null then 'No school has sent marks yet.'
        when (
                select count(*)
                from taught_day
                where taught_day.date > (select max(own.attendance_to) from page_own as own)
            ) > 3
            then 'These figures are old: the newest marks are of '
                || said(max(page_own.attendance_to), 'date') || '.'
        else ''
    end || (select ' ' || care || iif(care = '', '', ' ') || stopped from doubt_words)) as warning
from context
cross join doubt
cross join silent
cross join elsewhere
left join page_own
group by context.as_of;

-- name: finding
-- What has changed, the first first: no more than a screen holds.
select
    finding.kind,
    case finding.kind
        when 'attention' then 'Needs attention'
        when 'improved' then 'Improved'
        when 'watch' then 'Watch'
        else 'Data'
    end as word,
    finding.sentence,
    case
        when finding.level in ('district', 'school')
            then upper(substr(finding.level, 1, 1)) || substr(finding.level, 2) || ' page'
        when finding.kind = 'data' then 'Data quality'
        when finding.metric is null then 'Schools'
        else 'Detail'
    end as go,
    case
        when finding.level in ('district', 'school') then finding.level
        when finding.kind = 'data' then 'quality'
        when finding.metric is null then 'schools'
        else 'measure'
    end as page,
    iif(finding.level in ('district', 'school'), finding.entity, finding.metric) as page_key
from finding
order by finding.place
limit 7;

-- name: finding_tally
-- How much could be tested, and how many of the findings do not stand on the page.
--
-- words, more  templates
-- unmoved      where nothing was found
select
    finding_tally.*,
    (select count(*) from finding) - 7 as left_over,
    iif(
        tested = 0,
        'Whether anything has changed is not known.',
        'Nothing that could be tested has changed.'
    ) as unmoved,
    case
        when tested = 0 then 'No comparison of headline measures could be tested.'
        else '{tested:count} of {asked:count} comparisons of headline measures could be tested; '
            || 'a change is told only where its interval leaves out no change. Chance alone '
            || 'would call about {by_chance:word} of them a change.'
    end as words,
    iif(
        (select count(*) from finding) > 7,
        'The first seven; {left_over:word} more '
        || iif((select count(*) from finding) = 8, 'is', 'are') || ' in the workbook.',
        ''
    ) as more
from finding_tally;

-- name: card
-- Headline measures of looked-after children, a card each.
--
-- large  the value; for a whole group to which it happened to nobody, the word
-- one    how much one child is
-- trend  by finished term, where four or more may be shown
select
    page_figure.metric,
    page_figure.label || iif(page_figure.period = context.year, '', ', ' || context.last_year_words)
        as title,
    case
        when page_figure.numerator = 0 then 'None'
        when page_figure.value is null then ''
        else page_figure.value
    end as large,
    iif(page_figure.numerator = 0, '', page_figure.sign) as sign,
    page_figure.out_of,
    page_figure.numerator,
    page_figure.denominator,
    iif(page_figure.numerator = 0, null, page_figure.value) as value,
    page_figure.lower,
    page_figure.upper,
    page_figure.peers,
    page_figure.before,
    page_figure.england,
    page_figure.england_period,
    page_figure.neighbours,
    page_figure.neighbours_period,
    page_figure.published_caution,
    iif(page_figure.numerator = 0, '', page_figure.told) || page_figure.doubt as told,
    iif(
        page_figure.is_of_children and page_figure.value is not null and page_figure.numerator > 0,
        'One child is {child} points.',
        ''
    ) as one,
    100.0 / page_figure.denominator as child,
    iif(term.shown_count >= 4 and page_figure.value is not null, term.numbers, '') as trend,
    iif(
        term.shown_count >= 4 and page_figure.value is not null,
        'By finished term since ' || term.first_name || '.',
        ''
    ) as trend_words,
    iif(page_figure.numerator is null, '', page_figure.status) as status,
    page_figure.kind
from context
cross join page_headline on page_headline.layout = 'card'
inner join page_newest
    on page_newest.metric = page_headline.metric and page_newest.cohort = page_headline.cohort
inner join page_figure
    on page_figure.level = 'county'
    and page_figure.metric = page_headline.metric
    and page_figure.cohort = page_headline.cohort
    and page_figure.period = page_newest.period
left join (
    select
        metric,
        cohort,
        count(value) as shown_count,
        group_concat(coalesce(printf('%.1f', value), ''), ';') as numbers,
        min(lower(substr(name, 1, 1)) || substr(name, 2)) filter (where place = 1) as first_name
    from (
        select
            page_figure.metric,
            page_figure.cohort,
            page_figure.value,
            term_name.name,
            row_number() over (
                partition by page_figure.metric, page_figure.cohort order by term_name.position
            ) as place
        from page_figure
        inner join term_name on term_name.period = page_figure.period
        inner join dim_period on dim_period.id = page_figure.period and dim_period.complete
        where page_figure.level = 'county' and page_figure.rate = '%'
        order by page_figure.metric, page_figure.cohort, term_name.position
    )
    group by metric, cohort
) as term
    on term.metric = page_figure.metric and term.cohort = page_figure.cohort
order by page_headline.place;

-- name: scorecard
-- Headline measures of children with a social worker, a row each.
select page_figure.*, page_figure.label || ', ' || page_figure.rate as title
from context
cross join page_headline on page_headline.layout = 'table'
inner join page_figure
    on page_figure.level = 'county'
    and page_figure.metric = page_headline.metric
    and page_figure.cohort = page_headline.cohort
    and page_figure.period = context.year
order by page_headline.place;

-- name: talk
-- Schools above a limit for our children, a row each, the furthest first.
select * from page_school
where flag_place < 10
order by flag_place, name
limit 12;

-- name: talk_finding
-- How many flags there are, of how many tests, and how many chance alone would give.
select
    school_tally.*,
    rtrim(case tested
        when 0 then 'No school''s figures of our children can be held against limits. '
        else iif(tested = 1, 'Of one test', 'Of {tested:count} tests')
            || ' of our children at schools, {past:word} '
            || iif(past = 1, 'is', 'are') || ' above a limit for the school''s size; chance alone '
            || 'would put about {by_chance:word} there. That is a reason to ask, not a judgement. '
    end
    || case withheld
        when 0 then ''
        when 1 then 'One more test is withheld: that school is not thereby within its limits. '
        else '{withheld:Word} more tests are withheld: these schools are not thereby within their '
            || 'limits. '
    end
    || case late
        when 0 then ''
        when 1 then 'One more is not told, as marks are late.'
        else '{late:Word} more are not told, as marks are late.'
    end) as words
from school_tally;

-- name: download
-- Files beside these pages.
select column1 as file, column2 as what, column3 as about
from (
    values
        ('dashboard.xlsx', 'Working copy of these tables (Excel)',
            'every table of these pages, to sort and to chart')
);

-- name: measure
-- Measures with a page: children with a social worker and looked after, beside peers.
select
    page_measure.metric,
    page_measure.label,
    page_metric.rate,
    iif(csw.period = context.year or cla.period = context.year, context.now_words,
        context.last_year_words) as period,
    coalesce(csw.shown, '[x]') as csw,
    coalesce(csw.shown_peers, '[x]') as peers,
    coalesce(csw.status, '') as csw_status,
    coalesce(csw.kind, '') as csw_kind,
    csw.changed as changed,
    csw.before as before,
    csw.value as value,
    coalesce(cla.shown, '[x]') as cla
from context
cross join page_measure
inner join page_metric on page_metric.metric = page_measure.metric
left join page_newest as csw_newest
    on csw_newest.metric = page_measure.metric and csw_newest.cohort = 'csw'
left join page_figure as csw
    on csw.level = 'county'
    and csw.metric = page_measure.metric
    and csw.cohort = 'csw'
    and csw.period = csw_newest.period
left join page_newest as cla_newest
    on cla_newest.metric = page_measure.metric and cla_newest.cohort = 'cla'
left join page_figure as cla
    on cla.level = 'county'
    and cla.metric = page_measure.metric
    and cla.cohort = 'cla'
    and cla.period = cla_newest.period
order by page_measure.place, page_measure.label;

-- name: measure_each
-- A row a measure with a page; its columns are parameters of the page's queries.
select metric, label, cohort, chart
from page_measure
order by place, label;

-- name: measure_title
-- What the page of a measure says first.
--
-- title  a template: the finding
with figure as (
    select page_figure.*, group_name.name as group_name
    from page_newest
    inner join page_figure
        on page_figure.level = 'county'
        and page_figure.metric = page_newest.metric
        and page_figure.cohort = page_newest.cohort
        and page_figure.period = page_newest.period
    inner join group_name on group_name.cohort = page_figure.cohort
    where page_newest.metric = :metric and page_newest.cohort = :cohort
)
select
    figure.*,
    figure.label || ', ' || lower(substr(figure.group_name, 1, 1))
        || substr(figure.group_name, 2) || ': '
        || case
            when figure.value is null then 'no rate can be shown'
            when figure.direction in ('up', 'down') then figure.changed
            when figure.direction = 'none' then '{value}{sign}, no clear change'
            else '{value}{sign}'
        end as title
from figure;

-- name: measure_group
-- A measure by group of children, this year.
select page_figure.*, group_name.name as group_name
from page_newest
inner join page_figure
    on page_figure.level = 'county'
    and page_figure.metric = page_newest.metric
    and page_figure.period = page_newest.period
inner join group_name on group_name.cohort = page_figure.cohort
where page_newest.metric = :metric and page_newest.cohort = :cohort
order by group_name.position;

-- name: measure_period
-- A measure over years and terms: children with a social worker, or looked after, beside
-- peers.
--
-- place  years first
select
    page_figure.*,
    coalesce(term_name.name, replace(dim_period.label, '/', ' to 20'))
        || iif(dim_period.complete or dim_period.grain = 'term', '', ' so far') as period_name
from page_figure
inner join dim_period on dim_period.id = page_figure.period
left join term_name on term_name.period = page_figure.period
where page_figure.level = 'county'
    and page_figure.metric = :metric
    and page_figure.cohort = :cohort
    and dim_period.grain in ('year', 'to_date', 'term')
    and dim_period.id not like '% to date'
order by dim_period.grain <> 'year', dim_period.start_date;

-- name: split_phase
-- A measure by phase of school; nothing where half of it or more would be withheld.
select *, value as shown
from page_split
where metric = :metric and cohort = :cohort and breakdown = 'phase'
order by place, name;

-- name: split_ncyear
-- The same by year group.
select *, value as shown
from page_split
where metric = :metric and cohort = :cohort and breakdown = 'ncyear'
order by place, name;

-- name: split_sen
-- The same by special educational needs.
select *, value as shown
from page_split
where metric = :metric and cohort = :cohort and breakdown = 'sen'
order by place, name;

-- name: split_in_county
-- The same by where the school is.
select *, value as shown
from page_split
where metric = :metric and cohort = :cohort and breakdown = 'in_county'
order by place, name;

-- name: split_sex
-- The same by sex.
select *, value as shown
from page_split
where metric = :metric and cohort = :cohort and breakdown = 'sex'
order by place, name;

-- name: split_hidden
-- How many values of each split are not shown, in words; one row.
select
    max(iif(breakdown = 'phase', words, '')) as phase,
    max(iif(breakdown = 'ncyear', words, '')) as ncyear,
    max(iif(breakdown = 'sen', words, '')) as sen,
    max(iif(breakdown = 'in_county', words, '')) as in_county,
    max(iif(breakdown = 'sex', words, '')) as sex
from (
    select
        breakdown,
        case max(hidden)
            when 0 then ''
            when 1 then 'One more: '
            else max(hidden) || ' more: '
        end || iif(max(hidden) = 0, '', lower(substr(not_shown, 1, 1)) || substr(not_shown, 2)
            || '.') as words
    from page_split
    cross join context
    where metric = :metric and cohort = :cohort
    group by breakdown
);

-- name: measure_district
-- A measure by district of school.
select page_place.*
from page_place
inner join page_district on page_district.district = page_place.district
where page_place.metric = :metric and page_place.value is not null
order by page_place.district;

-- name: measure_district_hidden
-- How many districts cannot be shown, in words.
select
    sum(page_place.value is null) as hidden,
    case
        when sum(page_place.value is null) = 0 then ''
        when sum(page_place.value is null) = 1
            then not_shown || ': one district. Its children are in the county''s figure.'
        else not_shown || ': {hidden:word} districts. Their children are in the county''s figure.'
    end as words
from page_place
cross join context
inner join page_district on page_district.district = page_place.district
where page_place.metric = :metric;

-- name: definition
-- What a measure is.
select
    definition, numerator, denominator, source,
    case interval
        when 'wilson' then 'Wilson, 95%'
        when 'poisson' then 'exact Poisson, 95%'
        when 'none' then 'none'
        when 'mean' then 'Student''s t, 95%'
        else '95%, allowing for children with many sessions or events'
    end as interval,
    case polarity
        when 'higher' then 'a higher figure is better'
        when 'lower' then 'a lower figure is better'
        else 'neither way is better by itself'
    end as better
from dim_metric
where id = :metric;

-- name: district
-- The county's own districts that can be shown, a row each: persistent absence and suspensions
-- of children with a social worker.
select
    page_district.district,
    page_district.schools,
    absence.value,
    absence.lower,
    absence.upper,
    absence.before,
    absence.peers,
    coalesce(absence.numerator, iif(absence.metric is null, '[x]', '[c]')) as numerator,
    coalesce(absence.denominator, iif(absence.metric is null, '[x]', '[c]')) as denominator,
    coalesce(absence.shown, '[x]') as absence,
    coalesce(absence.compared, 'Not compared') as compared,
    coalesce(absence.kind, '') as kind,
    coalesce(suspended.numerator, iif(suspended.metric is null, '[x]', '[c]')) as suspended,
    coalesce(suspended.shown, '[x]') as suspended_rate,
    coalesce(suspended.compared, 'Not compared') as suspended_compared,
    coalesce(suspended.kind, '') as suspended_kind
from page_district
left join page_place as absence
    on absence.district = page_district.district and absence.metric = 'persistent_absence'
left join page_place as suspended
    on suspended.district = page_district.district and suspended.metric = 'suspended_pupils'
where coalesce(absence.numerator, suspended.numerator) is not null
order by page_district.district;

-- name: district_small
-- Districts of which neither can be shown.
select page_district.district
from page_district
where not exists (
    select 1
    from page_place
    where page_place.district = page_district.district
        and page_place.metric in ('persistent_absence', 'suspended_pupils')
        and page_place.numerator is not null
)
order by page_district.district;

-- name: district_each
select district, schools
from page_district
order by district;

-- name: district_title
-- What the page of a district says first.
select
    page_place.*,
    case
        when value is null then 'Absence of children with a social worker: '
            || lower(substr(context.not_shown, 1, 1)) || substr(context.not_shown, 2)
            || '. They are in the county''s figure.'
        else '{numerator:count} of {denominator:count} children with a social worker are '
            || 'persistently absent ({value}%'
            || iif(typeof(county) = 'text', '', '; the county {county}%')
            || iif(peers_here is null, '', '; peers {peers_here}%') || '). '
            || case compared
                when 'Not compared' then ''
                when 'No clear difference from the county''s'
                    then 'That is no clear difference from the county''s.'
                else compared || ': the interval {lower} to {upper} leaves it out.'
            end
            || coalesce(
                ' ' || upper(substr(place_doubt.words, 1, 1)) || substr(place_doubt.words, 2) || '.',
                ''
            )
    end as words
from page_place
cross join context
left join place_doubt
    on place_doubt.period = context.year
    and place_doubt.level = 'district'
    and place_doubt.entity = page_place.district
where page_place.district = :district and page_place.metric = 'persistent_absence';

-- name: district_measure
-- A district's measures beside the county's.
select page_place.*, page_place.label || ', ' || page_place.rate as title
from page_place
inner join page_measure on page_measure.metric = page_place.metric
where page_place.district = :district and page_place.value is not null
order by page_measure.place, page_measure.label;

-- name: district_tests
-- How many of a district's measures are held against the county's, and how many of them chance
-- alone would put outside: one in twenty.
select
    count(*) as tests,
    count(*) / 20.0 as chance,
    case count(*)
        when 0 then ''
        when 1
            then 'One measure is held against the county''s; chance alone would hardly tell it'
                || ' apart.'
        else '{tests:count} measures are held against the county''s; chance alone would tell about '
            || '{chance:word} of them apart.'
    end as words
from page_place
inner join page_measure on page_measure.metric = page_place.metric
where page_place.district = :district
    and page_place.compared not in ('Withheld', 'Too few to compare', 'Not compared');

-- name: district_share
-- How much of the county's figure is this district's: contribution, not rank; and what that figure
-- must not hide, for who has not told of theirs has no share.
select
    page_place.*,
    case metric
        when 'persistent_absence' then '{numerator:count} of the county''s '
            || '{county_numerator:count} persistently absent children go to school here '
            || '({share:count}%).'
        when 'suspended_pupils' then '{numerator:count} of the county''s '
            || '{county_numerator:count} suspended children ({share:count}%).'
        else '{numerator:count} of the county''s {county_numerator:count} suspensions '
            || '({share:count}%).'
    end || iif(county_doubt = '', '', ' {county_doubt}') as words
from page_place
where district = :district
    and metric in ('persistent_absence', 'suspended_pupils', 'suspension_rate')
    and share is not null
order by metric;

-- name: district_school
-- A district's schools.
select * from page_school
where district = :district
order by flag_place, name;

-- name: school
-- Schools with children enough to compare; those with a flag on our children first, then with
-- one on all pupils.
select * from page_school
where is_enough or flag_place < 99
order by flag_place, name;

-- name: school_small
-- All other schools.
select *
from page_school
where not is_enough and flag_place = 99
order by name;

-- name: school_each
-- A row a school.
select urn, name, district from page_school order by urn;

-- name: school_facts
select
    page_school.urn,
    page_school.phase,
    page_school.district,
    page_school.adviser,
    page_school.children,
    page_school.ever6,
    coalesce(page_school.attendance_to, '[x]') as attendance_to
from page_school
where urn = :urn;

-- name: school_control
-- What the limits say of this school.
select
    page_school.*,
    band_expected as expected,
    band_upper_95 as upper_95,
    band_upper_99_8 as upper_99_8,
    case
        when typeof(suspended) = 'text'
            then 'How many were suspended: ' || lower(substr(not_shown, 1, 1))
                || substr(not_shown, 2) || '. They are in the county''s figure.'
        when ever6 = 0 then 'Nobody here had a social worker in the last six years.'
        when suspended is null and is_told
            then 'None of these children was on roll here on ' || said(counted_on, 'date')
                || ', by which suspensions are counted.'
        when suspended is null
            then 'Whether anybody was suspended is not known: no record has come that would tell.'
        when not is_enough
            then '{suspended:count} of {ever6:count} children with a social worker in the last '
                || 'six years were suspended: too few children for a rate.'
        when band_value is null
            then '{suspended:count} of {ever6:count} children with a social worker in the last '
                || 'six years were suspended ({suspended_rate} per 100).'
        when band_upper_95 is null
            then '{suspended:count} of {ever6:count} children with a social worker in the last '
                || 'six years were suspended ({suspended_rate} per 100; 95% interval '
                || '{band_lower} to {band_upper}). Schools of its phase together: '
                || '{band_expected}. Limits are not drawn: they are withheld, or fewer than ten '
                || 'schools of its phase are shown.'
        else '{suspended:count} of {ever6:count} children with a social worker in the last six '
            || 'years were suspended ({suspended_rate} per 100; its phase {band_expected}). If '
            || 'this school were like all of its phase it would be at or below {upper_95} in '
            || 'all but 1 year of 40, at or below {upper_99_8} in all but 1 of 1,000.'
    end as words
from page_school
cross join context
where urn = :urn;

-- name: school_measure
-- A school's measures this year, by this day last year, and what became of them.
select
    page_figure.*,
    page_figure.label || ', ' || page_figure.rate as title,
    group_name.short as group_name
from context
cross join page_figure
    on page_figure.level = 'school'
    and page_figure.entity = :urn
    and page_figure.period = context.year
inner join group_name on group_name.cohort = page_figure.cohort
left join page_measure on page_measure.metric = page_figure.metric
where page_figure.numerator is not null and page_figure.cohort in ('ever6', 'csw', 'all')
order by group_name.position, coalesce(page_measure.place, 99), page_figure.label;

-- name: school_question
-- At most three questions, each with its evidence.
with question as (
    select 1 as place,
        '{suspended:count} of {ever6:count} children were suspended, above a limit for '
            || 'a school of its size. What has changed since the autumn?' as words
    from page_school
    where urn = :urn
        and typeof(suspended) <> 'text'
        and typeof(ever6) <> 'text'
        and exists (
            select 1
            from page_flag
            where page_flag.urn = page_school.urn
                and page_flag.metric = 'suspended_pupils'
                and page_flag.cohort = 'ever6'
        )
    union all
    select 2,
        iif(again = 1, '{again:count} child was suspended ', '{again:count} children were suspended ')
            || context.often || '. What was agreed after the '
            || iif(context.repeat_threshold = 2, 'second', 'last') || ' time, and who was told?'
    from page_school
    cross join context
    where urn = :urn and typeof(again) <> 'text' and again > 0
    union all
    select 3,
        '{absent:count} of our children miss a tenth of their sessions or more. Which of them '
            || 'have a plan that says why?'
    from page_school
    where urn = :urn and typeof(absent) <> 'text' and absent > 0
    union all
    select 4,
        'Marks have come up to {attendance_to:date} only. What keeps the newer ones?'
    from page_school
    where urn = :urn
        and (
            select count(*)
            from taught_day
            where taught_day.date > page_school.attendance_to
        ) > 5
)
select page_school.*, question.words
from question
inner join page_school on page_school.urn = :urn
order by question.place
limit 3;

-- name: methods
-- Measures, in words.
select
    dim_metric.id as metric,
    dim_metric.label,
    dim_metric.definition,
    dim_metric.numerator,
    dim_metric.denominator,
    case dim_metric.polarity
        when 'higher' then 'higher' when 'lower' then 'lower' else 'neither'
    end as better,
    dim_metric.source
from dim_metric
left join page_measure on page_measure.metric = dim_metric.id
order by page_measure.metric is null, page_measure.place, dim_metric.label;

-- name: cohorts
-- Groups as boxes in each other, with how many children on roll they hold tonight.
with box (place, depth, cohort, words) as (
    values
        (1, 0, 'all', 'All pupils on roll'),
        (2, 1, 'ever6', 'Had a social worker in the last six years, under 18'),
        (3, 2, 'csw', 'Has a social worker now'),
        (4, 3, 'cla', 'Looked after'),
        (5, 3, 'cin_cpp', 'In need or on a protection plan, not looked after'),
        (6, 2, 'formerly', 'Social worker has left'),
        (7, 1, 'pla', 'Previously looked after; some of them are in the box above, too'),
        (8, 1, 'peers', 'Peers: none of these')
)
select
    box.depth,
    box.words,
    case
        when roll.children is null then context.not_shown
        when roll.children = 1 then '{children:count} child'
        else '{children:count} children'
    end as size,
    roll.children
from box
cross join context
left join (
    select page_figure.cohort, max(page_figure.denominator) as children
    from context
    inner join page_figure
        on page_figure.level = 'county' and page_figure.period = context.year
    where page_figure.is_of_roll
    group by page_figure.cohort
) as roll
    on roll.cohort = box.cohort
order by box.place;

-- name: late
-- How far each school's data goes, those that are late or in part first, schools elsewhere that
-- are among them; then those of which none has come, since nobody is known to be there.
select
    school.urn,
    school.name,
    coalesce(school.district, '[x]') as district,
    coalesce(school.adviser, '[x]') as adviser,
    coalesce(school.attendance_to, '[x]') as attendance_to,
    coalesce(school.pupils_sent, '[x]') as pupils_sent,
    case
        when school_doubt.urn is not null
            then upper(substr(school_doubt.words, 1, 1)) || substr(school_doubt.words, 2)
        when school.attendance_to is null then 'No attendance has come'
        else 'Up to date'
    end as state,
    iif(school_doubt.urn is null and school.attendance_to is not null, '', 'attention') as kind
from context
cross join (
    select urn, name, district, adviser, attendance_to, pupils_sent
    from page_own
    union all
    select
        dim_school.urn,
        dim_school.name,
        'Outside the county',
        dim_school.adviser,
        school_marks.marks_to,
        substr(load_freshness.pupils_sent, 1, 10)
    from context
    inner join school_doubt on school_doubt.period = context.year
    inner join dim_school on dim_school.urn = school_doubt.urn
    left join load_freshness on load_freshness.school_key = dim_school.school_key
    left join school_marks on school_marks.school_key = dim_school.school_key
    where school_doubt.la_code <> context.la_code
) as school
left join school_doubt
    on school_doubt.period = context.year and school_doubt.urn = school.urn
order by
    school_doubt.urn is null,
    school.attendance_to is not null,
    school.attendance_to,
    school.name;

-- name: school_changes
-- Schools of the county that opened or closed since the year before.
select
    dim_school.name,
    dim_school.district,
    case
        when dim_school.close_date is not null then 'Closed' else 'Opened'
    end as what,
    coalesce(dim_school.close_date, dim_school.open_date) as day
from context
inner join dim_period on dim_period.id = context.last_year
inner join dim_school on dim_school.la_code = context.la_code
where coalesce(dim_school.close_date, dim_school.open_date)
    between dim_period.start_date and context.as_of
order by day desc, dim_school.name;
