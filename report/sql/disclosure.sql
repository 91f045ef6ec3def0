-- disclosure.c: the rules of disclosure control, and the tables of what it lets through.

-- name: schema
-- shown_*: what the packs under disclosure control may say, the only tables that their
-- queries read figures from. Numbers are unrounded; the writers round them.
--
-- symbol  '[c]' withheld (all numbers are null); '[u]' too few to be relied on (value and
--         interval are null); null otherwise
create temp table shown_metric (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    cohort text not null,
    breakdown text not null,
    breakdown_value text not null,
    numerator real,
    denominator real,
    value real,
    lower real,
    upper real,
    symbol text,
    primary key (period, level, entity, cohort, breakdown, breakdown_value, metric)
) strict, without rowid;

create temp table shown_gap (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    cohort text not null,
    comparator text not null,
    breakdown text not null,
    breakdown_value text not null,
    value real,
    comparator_value real,
    gap real,
    gap_lower real,
    gap_upper real,
    ratio real,
    ratio_lower real,
    ratio_upper real,
    symbol text,
    comparator_symbol text,
    gap_symbol text,
    primary key (
        period, level, entity, cohort, breakdown, breakdown_value, metric, comparator
    )
) strict, without rowid;

create temp table shown_funnel (
    metric text not null,
    period text not null,
    cohort text not null,
    phase text not null,
    urn text not null,
    numerator real,
    denominator real,
    value real,
    expected real,
    lower_95 real,
    upper_95 real,
    lower_99_8 real,
    upper_99_8 real,
    flag text,
    symbol text,
    primary key (metric, period, cohort, phase, urn)
) strict, without rowid;

-- name: count
-- The counts of children, or of what happened to them, that metrics
-- are made of. Two metrics that show one count show and hide it together.
--
-- side     which of the metric's numbers the count is
-- part_of  counts that it is a part of: where the rest is small, that gives it away
with rule (count, metric, side, part_of, part_of_too) as (
    values
        ('attending', 'persistent_absence', 'denominator', '', ''),
        ('persistent', 'persistent_absence', 'numerator', 'attending', ''),
        ('severe', 'severe_absence', 'numerator', 'attending', 'persistent'),
        ('places', 'persistent_absence_enrolments', 'denominator', '', ''),
        ('persistent_places', 'persistent_absence_enrolments', 'numerator', 'places', ''),
        ('possible', 'absence_rate', 'denominator', '', ''),
        ('absent', 'absence_rate', 'numerator', 'possible', ''),
        ('present', 'attendance_rate', 'numerator', 'possible', ''),
        ('authorised', 'authorised_absence_rate', 'numerator', 'absent', ''),
        ('unauthorised', 'unauthorised_absence_rate', 'numerator', 'absent', ''),
        ('late', 'late_rate', 'numerator', 'possible', ''),
        ('part_time', 'part_time_absence_rate', 'numerator', 'possible', ''),
        ('roll', 'suspended_pupils', 'denominator', '', ''),
        ('suspended', 'suspended_pupils', 'numerator', 'roll', ''),
        ('repeat', 'repeat_suspended_pupils', 'numerator', 'roll', 'suspended'),
        ('excluded', 'permanent_exclusion_rate', 'numerator', 'roll', ''),
        ('suspensions', 'suspension_rate', 'numerator', '', ''),
        ('days', 'suspension_days', 'numerator', '', '')
)
select count, metric, side, part_of, part_of_too from rule;

-- name: link
-- Which counts a metric shows, or rests on so that it is hidden with
-- them. A metric without a row shows two of its own.
--
-- is_base  1 for the count of children that its reliability goes by
with link (metric, count, is_base) as (
    values
        ('attendance_rate', 'attending', 1),
        ('attendance_rate', 'possible', 0),
        ('attendance_rate', 'present', 0),
        ('attendance_rate', 'absent', 0),
        ('absence_rate', 'attending', 1),
        ('absence_rate', 'possible', 0),
        ('absence_rate', 'absent', 0),
        ('authorised_absence_rate', 'attending', 1),
        ('authorised_absence_rate', 'possible', 0),
        ('authorised_absence_rate', 'authorised', 0),
        ('unauthorised_absence_rate', 'attending', 1),
        ('unauthorised_absence_rate', 'possible', 0),
        ('unauthorised_absence_rate', 'unauthorised', 0),
        ('late_rate', 'attending', 1),
        ('late_rate', 'possible', 0),
        ('late_rate', 'late', 0),
        ('part_time_absence_rate', 'attending', 1),
        ('part_time_absence_rate', 'possible', 0),
        ('part_time_absence_rate', 'part_time', 0),
        ('persistent_absence', 'attending', 1),
        ('persistent_absence', 'persistent', 0),
        ('severe_absence', 'attending', 1),
        ('severe_absence', 'severe', 0),
        ('persistent_absence_enrolments', 'attending', 1),
        ('persistent_absence_enrolments', 'persistent', 0),
        ('persistent_absence_enrolments', 'places', 0),
        ('persistent_absence_enrolments', 'persistent_places', 0),
        ('suspended_pupils', 'roll', 1),
        ('suspended_pupils', 'suspended', 0),
        ('suspension_rate', 'roll', 1),
        ('suspension_rate', 'suspended', 0),
        ('suspension_rate', 'suspensions', 0),
        ('suspension_days', 'roll', 1),
        ('suspension_days', 'suspended', 0),
        ('suspension_days', 'days', 0),
        ('repeat_suspended_pupils', 'roll', 1),
        ('repeat_suspended_pupils', 'repeat', 0),
        ('repeat_share', 'suspended', 1),
        ('repeat_share', 'repeat', 0),
        ('permanent_exclusion_rate', 'roll', 1),
        ('permanent_exclusion_rate', 'excluded', 0)
)
select metric, count, is_base from link;

-- name: part
-- Cohorts that add up to another.
with part (whole, cohort) as (
    values
        ('cin_cpp', 'cin'),
        ('cin_cpp', 'cpp'),
        ('csw', 'cla'),
        ('csw', 'cin_cpp'),
        ('ever6', 'csw'),
        ('ever6', 'formerly'),
        ('formerly', 'formerly_0_1'),
        ('formerly', 'formerly_1_3'),
        ('formerly', 'formerly_3_6'),
        ('all', 'ever6'),
        ('all', 'peers')
)
select whole, cohort from part order by whole;

-- name: metric
-- Every figure that a controlled pack could show, place by place. How many children a week's
-- rests on no other figure says: those have an interval that rest on ten (details 40).
select
    mart_metric.period,
    mart_metric.level,
    mart_metric.entity,
    mart_metric.cohort,
    mart_metric.breakdown,
    mart_metric.breakdown_value,
    mart_metric.metric,
    mart_metric.numerator,
    mart_metric.denominator,
    mart_metric.value,
    mart_metric.lower,
    mart_metric.upper
from mart_metric
inner join dim_period
    on dim_period.id = mart_metric.period and dim_period.grain in ('year', 'term', 'week')
where mart_metric.level in ('county', 'district')
    and (dim_period.grain <> 'week' or mart_metric.lower is not null)
order by
    mart_metric.period, mart_metric.level, mart_metric.entity, mart_metric.cohort,
    mart_metric.breakdown, mart_metric.breakdown_value, mart_metric.metric;

-- name: put_metric
-- One figure, as it may be shown.
insert into shown_metric (
    period, level, entity, cohort, breakdown, breakdown_value, metric, numerator,
    denominator, value, lower, upper, symbol
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);

-- name: gap
-- A gap is shown where both its sides are. The cross joins say in which
-- order SQLite is to go about it.
insert into shown_gap (
    metric, period, level, entity, cohort, comparator, breakdown, breakdown_value, value,
    comparator_value, gap, gap_lower, gap_upper, ratio, ratio_lower, ratio_upper, symbol,
    comparator_symbol, gap_symbol
)
with
side as (
    select
        mart_gap.*,
        ours.value as shown_value,
        theirs.value as shown_comparator,
        ours.symbol as symbol,
        theirs.symbol as comparator_symbol,
        case
            when '[c]' in (coalesce(ours.symbol, ''), coalesce(theirs.symbol, ''))
            then '[c]'
            else coalesce(ours.symbol, theirs.symbol)
        end as gap_symbol
    from mart_gap
    cross join shown_metric as ours
        on ours.metric = mart_gap.metric
        and ours.period = mart_gap.period
        and ours.level = mart_gap.level
        and ours.entity = mart_gap.entity
        and ours.cohort = mart_gap.cohort
        and ours.breakdown = mart_gap.breakdown
        and ours.breakdown_value = mart_gap.breakdown_value
    cross join shown_metric as theirs
        on theirs.metric = mart_gap.metric
        and theirs.period = mart_gap.period
        and theirs.level = mart_gap.level
        and theirs.entity = mart_gap.entity
        and theirs.cohort = mart_gap.comparator
        and theirs.breakdown = mart_gap.breakdown
        and theirs.breakdown_value = mart_gap.breakdown_value
    where mart_gap.level in ('county', 'district')
)
select
    metric, period, level, entity, cohort, comparator, breakdown, breakdown_value,
    shown_value, shown_comparator,
    iif(gap_symbol is null, gap, null),
    iif(gap_symbol is null, gap_lower, null),
    iif(gap_symbol is null, gap_upper, null),
    iif(gap_symbol is null, ratio, null),
    iif(gap_symbol is null, ratio_lower, null),
    iif(gap_symbol is null, ratio_upper, null),
    symbol, comparator_symbol, gap_symbol
from side;

-- name: funnel
-- This year's funnels, a phase after the other.
select
    mart_funnel.metric,
    mart_funnel.period,
    mart_funnel.cohort,
    mart_funnel.phase,
    mart_funnel.urn,
    mart_funnel.numerator,
    mart_funnel.denominator,
    mart_funnel.value,
    mart_funnel.expected,
    mart_funnel.lower_95,
    mart_funnel.upper_95,
    mart_funnel.lower_99_8,
    mart_funnel.upper_99_8,
    mart_funnel.flag
from mart_funnel
inner join context on context.year = mart_funnel.period
order by
    mart_funnel.metric, mart_funnel.period, mart_funnel.cohort, mart_funnel.phase,
    mart_funnel.urn;

-- name: put_funnel
-- One school, as it may be shown.
insert into shown_funnel (
    metric, period, cohort, phase, urn, numerator, denominator, value, expected, lower_95,
    upper_95, lower_99_8, upper_99_8, flag, symbol
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);
