-- disclosure.c: the tables of what is let through of what is released (release.sql).

-- name: schema
-- shown_*: what the packs under disclosure control may say, the only tables that their
-- queries read figures from. Numbers are unrounded; the writers round them.
--
-- symbol  '[c]' withheld (all numbers are null); '[u]' too few to be relied on (value and
--         interval are null); null otherwise
-- ends_symbol  '[c]' where the ends of the interval alone are withheld (spread.h); of a gap and a
--         ratio where those of either side are, from which theirs follow; null otherwise
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
    ends_symbol text,
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
    ends_symbol text,
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

-- shown_hidden: what is withheld and why, for those who look after the data: where small counts
-- stand can be told from it. It names no child.
--
-- why     in words
-- count   id in dim_count: the count that was hidden, where one was so that another cannot be
--         worked out
-- keeps   that other: its count, or of what it is left over, and where it stands
-- round   of the audit in which that was found
create temp table shown_hidden (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    cohort text not null,
    breakdown text not null,
    breakdown_value text not null,
    why text not null,
    count text,
    keeps text,
    round integer,
    primary key (period, level, entity, cohort, breakdown, breakdown_value, metric)
) strict, without rowid;

-- shown_also: what is shown as a district and is none: what it is in the warehouse.
create temp table shown_also (
    district text primary key,
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null
) strict, without rowid;

-- name: put_metric
-- One figure, as it may be shown.
insert into shown_metric (
    period, level, entity, cohort, breakdown, breakdown_value, metric, numerator,
    denominator, value, lower, upper, symbol, ends_symbol
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14);

-- name: put_also
-- The same in each period.
insert or ignore into shown_also (district, level, entity, breakdown, breakdown_value)
values (?1, ?2, ?3, ?4, ?5);

-- name: put_hidden
-- One figure that is withheld.
insert into shown_hidden (
    period, level, entity, cohort, breakdown, breakdown_value, metric, why, count, keeps, round
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- name: gap
-- A gap is shown where both its sides are. The cross joins say in which order SQLite is to go
-- about it: from each figure that is shown to its gaps, for most gaps of schools are of none; but
-- not of those whom others are compared with (mart_gap): they are compared with nobody. What is
-- shown as a district and is none has the gaps of what it is.
insert into shown_gap (
    metric, period, level, entity, cohort, comparator, breakdown, breakdown_value, value,
    comparator_value, gap, gap_lower, gap_upper, ratio, ratio_lower, ratio_upper, symbol,
    comparator_symbol, gap_symbol, ends_symbol
)
with side as (
    select
        gap_figure.gap,
        gap_figure.gap_lower,
        gap_figure.gap_upper,
        gap_figure.ratio,
        gap_figure.ratio_lower,
        gap_figure.ratio_upper,
        ours.metric,
        ours.period,
        ours.level,
        ours.entity,
        ours.cohort,
        theirs.cohort as comparator,
        ours.breakdown,
        ours.breakdown_value,
        ours.value as shown_value,
        theirs.value as shown_comparator,
        ours.symbol as symbol,
        theirs.symbol as comparator_symbol,
        case
            when '[c]' in (coalesce(ours.symbol, ''), coalesce(theirs.symbol, ''))
            then '[c]'
            else coalesce(ours.symbol, theirs.symbol)
        end as gap_symbol,
        coalesce(ours.ends_symbol, theirs.ends_symbol) as ends_symbol
    from shown_metric as ours
    left join shown_also on shown_also.district = iif(ours.level = 'district', ours.entity, null)
    cross join gap_figure
        on gap_figure.period = ours.period
        and gap_figure.level = coalesce(shown_also.level, ours.level)
        and gap_figure.entity = coalesce(shown_also.entity, ours.entity)
        and gap_figure.metric = ours.metric
        and gap_figure.cohort = ours.cohort
        and gap_figure.breakdown = coalesce(shown_also.breakdown, ours.breakdown)
        and gap_figure.breakdown_value
            = coalesce(shown_also.breakdown_value, ours.breakdown_value)
    cross join shown_metric as theirs
        on theirs.metric = ours.metric
        and theirs.period = ours.period
        and theirs.level = ours.level
        and theirs.entity = ours.entity
        and theirs.cohort = gap_figure.comparator
        and theirs.breakdown = ours.breakdown
        and theirs.breakdown_value = ours.breakdown_value
    where ours.cohort not in ('all', 'peers')
)
select
    metric, period, level, entity, cohort, comparator, breakdown, breakdown_value,
    shown_value, shown_comparator,
    iif(gap_symbol is null, gap, null),
    iif(coalesce(gap_symbol, ends_symbol) is null, gap_lower, null),
    iif(coalesce(gap_symbol, ends_symbol) is null, gap_upper, null),
    iif(gap_symbol is null, ratio, null),
    iif(coalesce(gap_symbol, ends_symbol) is null, ratio_lower, null),
    iif(coalesce(gap_symbol, ends_symbol) is null, ratio_upper, null),
    symbol, comparator_symbol, gap_symbol, ends_symbol
from side;

-- name: funnel
-- This year's funnels: each school with the very number that it has everywhere else. The limits,
-- and every flag that stands on them, are said where the phase's own figure is shown; they and what
-- is expected are rounded, for they rest on the schools that are withheld too. Elsewhere what is
-- expected is that of the schools that are shown, together.
--
-- flag  elsewhere where it would be the same were as many more or fewer counted in the phase as
--       nobody may know of (twice :least, for a limit moves a little more than what is expected):
--       it says nothing of them, so that a school whose number is shown can be told of
insert into shown_funnel (
    metric, period, cohort, phase, urn, numerator, denominator, value, expected, lower_95,
    upper_95, lower_99_8, upper_99_8, flag, symbol
)
with
school as (
    select
        mart_funnel.*,
        2 * :least * dim_metric.scale / sum(mart_funnel.denominator) over (
            partition by mart_funnel.metric, mart_funnel.cohort, mart_funnel.phase
        ) as shift,
        shown_metric.numerator as shown_numerator,
        shown_metric.denominator as shown_denominator,
        shown_metric.symbol is not '[c]' as is_shown,
        shown_metric.symbol is not '[c]' and phase.symbol is not '[c]' as is_expected
    from context
    cross join mart_funnel on mart_funnel.period = context.year
    cross join dim_metric on dim_metric.id = mart_funnel.metric
    cross join shown_metric
        on shown_metric.period = mart_funnel.period
        and shown_metric.level = 'school'
        and shown_metric.entity = mart_funnel.urn
        and shown_metric.cohort = mart_funnel.cohort
        and shown_metric.breakdown = 'none'
        and shown_metric.breakdown_value = ''
        and shown_metric.metric = mart_funnel.metric
    inner join shown_metric as phase
        on phase.period = mart_funnel.period
        and phase.level = 'county'
        and phase.entity = context.la_code
        and phase.cohort = mart_funnel.cohort
        and phase.breakdown = 'phase'
        and phase.breakdown_value = mart_funnel.phase
        and phase.metric = mart_funnel.metric
)
select
    metric, period, cohort, phase, urn,
    shown_numerator,
    shown_denominator,
    iif(is_shown, value, null),
    iif(
        is_expected, round(expected, 1),
        sum(shown_numerator) over of_phase * (select scale from dim_metric where id = metric)
            / sum(shown_denominator) over of_phase
    ),
    iif(is_expected, round(lower_95, 1), null),
    iif(is_expected, round(upper_95, 1), null),
    iif(is_expected, round(lower_99_8, 1), null),
    iif(is_expected, round(upper_99_8, 1), null),
    case
        when is_expected then flag
        when not is_shown then null
        when value - shift > upper_99_8 or value + shift < lower_99_8 then flag
        when value - shift > upper_95 and value + shift <= upper_99_8 then flag
        when value + shift < lower_95 and value - shift >= lower_99_8 then flag
        when value + shift <= upper_95 and value - shift >= lower_95 then flag
    end,
    iif(is_shown, null, '[c]')
from school
window of_phase as (partition by metric, period, cohort, phase);
