-- county: the queries of the pack.

-- name: setup
-- tidy_place: what the rows of both files begin with: for each period and place of which
-- anything is shown, when and where it is in the DfE's words.
--
-- time_identifier  a period that is cut at this school day has one of its own, so that it stands
--                  beside no whole one
-- lad_*            blank where a row is not of a district, as the DfE's service asks; what is
--                  outside the county is no district and has no code
create temp table tidy_place (
    period text not null,
    level text not null,
    entity text not null,
    time_period text not null,
    time_identifier text not null,
    geographic_level text not null,
    country_code text not null,
    country_name text not null,
    region_code text not null,
    region_name text not null,
    old_la_code text not null,
    new_la_code text not null,
    la_name text not null,
    lad_code text not null,
    lad_name text not null,
    status text not null,
    primary key (period, level, entity)
) strict, without rowid;

insert into tidy_place (
    period, level, entity, time_period, time_identifier, geographic_level, country_code,
    country_name, region_code, region_name, old_la_code, new_la_code, la_name, lad_code, lad_name,
    status
)
with
shown as (
    select distinct period, level, entity
    from shown_metric
    where level in ('county', 'district')
),
area as (
    -- The ONS's codes by what an area is called, and by the DfE's code of an authority.
    select lower(name) as name, substr(code, 1, 3) as kind, code
    from code_name
    where code_set = 'areas'
    union all
    select name, 'LA', code
    from code_name
    where code_set = 'authorities' and name <> ''
)
select
    shown.period,
    shown.level,
    shown.entity,
    substr(shown.period, 1, 4) || substr(shown.period, 6, 2),
    case dim_period.grain
        when 'term' then upper(substr(shown.period, 9, 1)) || substr(shown.period, 10) || ' term'
        when 'year' then 'Academic year'
        else
            case substr(shown.period, 9)
                when 'to date' then 'Academic year to date'
                else upper(substr(shown.period, 9, 1))
                    || substr(shown.period, 10, instr(shown.period, ' to date') - 10)
                    || ' term to date'
            end
    end,
    iif(shown.level = 'county', 'Local authority', 'Local authority district'),
    'E92000001',
    'England',
    coalesce(
        (
            select area.code
            from area
            where area.kind = 'E12' and area.name = lower(context.region)
        ),
        '[x]'
    ),
    context.region,
    context.la_code,
    coalesce(
        (
            select area.code
            from area
            where area.kind = 'LA' and area.name = context.la_code
        ),
        '[x]'
    ),
    context.la_name,
    case
        when shown.level = 'county' then ''
        else coalesce(
            (
                select area.code
                from area
                where area.kind in ('E06', 'E07', 'E08', 'E09') and area.name = lower(shown.entity)
            ),
            '[x]'
        )
    end,
    iif(shown.level = 'county', '', shown.entity),
    iif(dim_period.complete, 'Final', 'Provisional')
from shown
cross join context
inner join dim_period
    on dim_period.id = shown.period and dim_period.grain in ('year', 'term', 'to_date');

-- tidy_filter: what both files are filtered by, as the DfE's service shows it.
create temp table tidy_filter (
    position integer primary key,
    col_name text not null unique,
    label text not null,
    hint text not null,
    grouped_by text not null
) strict;

insert into tidy_filter (position, col_name, label, hint, grouped_by)
values
    (1, 'cohort', 'Group, code', '', ''),
    (2, 'cohort_name', 'Group of pupils',
        'A child may be in several groups: they do not add up', ''),
    (3, 'comparator', 'Compared with', '', ''),
    (4, 'breakdown_topic', 'Breakdown', 'None: the group as a whole', ''),
    (5, 'breakdown', 'Breakdown, value', '', 'breakdown_topic'),
    (6, 'status', 'Status',
        'Provisional: the period is not over. It stands beside the same days of the years before,'
        || ' whose time identifier says to date', '');

-- tidy_field: what the files say of each metric, column by column.
--
-- of        the file: figures or comparisons
-- words     after the metric's label; null: the metric's own words for that count
-- is_rate   its unit and places are the metric's; else it is a count
create temp table tidy_field (
    of text not null,
    field text not null,
    position integer not null,
    suffix text not null,
    words text,
    unit text not null,
    primary key (of, field)
) strict, without rowid;

insert into tidy_field (of, field, position, suffix, words, unit)
values
    ('figure', 'value', 1, '', '', 'rate'),
    ('figure', 'numerator', 2, '_numerator', null, 'count'),
    ('figure', 'denominator', 3, '_denominator', null, 'count'),
    ('figure', 'lower_95', 4, '_lower_95', ', 95% interval, lower end', 'rate'),
    ('figure', 'upper_95', 5, '_upper_95', ', 95% interval, upper end', 'rate'),
    ('gap', 'value', 1, '', '', 'rate'),
    ('gap', 'comparator_value', 2, '_comparator', ', of those compared with', 'rate'),
    ('gap', 'gap', 3, '_gap', ', gap', 'points'),
    ('gap', 'gap_lower_95', 4, '_gap_lower_95', ', gap, 95% interval, lower end', 'points'),
    ('gap', 'gap_upper_95', 5, '_gap_upper_95', ', gap, 95% interval, upper end', 'points'),
    ('gap', 'ratio', 6, '_ratio', ', ratio', 'ratio'),
    ('gap', 'ratio_lower_95', 7, '_ratio_lower_95', ', ratio, 95% interval, lower end', 'ratio'),
    ('gap', 'ratio_upper_95', 8, '_ratio_upper_95', ', ratio, 95% interval, upper end', 'ratio');

-- tidy_absent: the metrics of which no extract has ever come that would tell of anybody: columns
-- without a number.
create temp view tidy_absent as
select id as metric
from dim_metric
where extract <> '' and id not in (select metric from metric_told);

-- tidy_untold: periods that were over before there was anything of a metric that is told of later
-- ones: no number either, where it has one of those.
create temp view tidy_untold as
select dim_metric.id as metric, dim_period.id as period
from dim_metric
cross join dim_period
where dim_metric.extract <> ''
    and dim_metric.id not in (select tidy_absent.metric from tidy_absent)
    and not exists (
        select 1
        from metric_told
        where metric_told.metric = dim_metric.id and metric_told.period = dim_period.id
    );

-- tidy_group: of whom the files have a row.
create temp table tidy_group (
    period text not null,
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null,
    cohort text not null,
    primary key (period, level, entity, breakdown, breakdown_value, cohort)
) strict, without rowid;

insert into tidy_group (period, level, entity, breakdown, breakdown_value, cohort)
select distinct period, level, entity, breakdown, breakdown_value, cohort
from shown_metric
where level in ('county', 'district');

-- tidy_left: the figures of such a row that nobody could have told of: where the metric has a number
-- elsewhere, or would have one here. It may have none anywhere, and is a column all the same.
create temp table tidy_left (
    period text not null,
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null,
    cohort text not null,
    metric text not null,
    primary key (period, level, entity, breakdown, breakdown_value, cohort, metric)
) strict, without rowid;

insert into tidy_left (period, level, entity, breakdown, breakdown_value, cohort, metric)
select tidy_group.*, tidy_untold.metric
from tidy_untold
inner join tidy_group on tidy_group.period = tidy_untold.period
where (tidy_untold.metric, tidy_group.level, tidy_group.breakdown, tidy_group.cohort) in (
        select metric, level, breakdown, cohort from shown_metric
    )
    or exists (
        select 1
        from figure_untold
        where figure_untold.metric = tidy_untold.metric
            and figure_untold.period = tidy_group.period
            and figure_untold.level = tidy_group.level
            and figure_untold.entity = tidy_group.entity
            and figure_untold.breakdown = tidy_group.breakdown
            and figure_untold.breakdown_value = tidy_group.breakdown_value
            and figure_untold.cohort = tidy_group.cohort
    )
union all
select tidy_group.*, figure_silent.metric
from figure_silent
inner join tidy_group
    on tidy_group.level = figure_silent.level
    and tidy_group.entity = figure_silent.entity
    and tidy_group.breakdown = figure_silent.breakdown
    and tidy_group.breakdown_value = figure_silent.breakdown_value
    and tidy_group.period = figure_silent.period
where (figure_silent.metric, tidy_group.level, tidy_group.breakdown, tidy_group.cohort) in (
        select metric, level, breakdown, cohort from shown_metric
    )
    and not exists (
        select 1
        from shown_metric
        where shown_metric.period = tidy_group.period
            and shown_metric.level = tidy_group.level
            and shown_metric.entity = tidy_group.entity
            and shown_metric.cohort = tidy_group.cohort
            and shown_metric.breakdown = tidy_group.breakdown
            and shown_metric.breakdown_value = tidy_group.breakdown_value
            and shown_metric.metric = figure_silent.metric
    )
    and not exists (
        select 1
        from tidy_untold
        where tidy_untold.metric = figure_silent.metric
            and tidy_untold.period = figure_silent.period
    );

-- tidy_column: a row a column of either file, in the DfE's words for it: every filter, and every
-- field of every metric that is shown. indicator and field say where its cells come from.
--
-- indicator_unit  per cent and points only: the service knows no others of ours
-- indicator_dp    sums and half days have a decimal, other counts none
create temp view tidy_column as
with
metric as (
    select 'figure' as of, id
    from dim_metric
    where id in (select metric from shown_metric where level in ('county', 'district'))
        or id in (select metric from tidy_absent)
        or id in (select metric from tidy_left)
    union all
    select 'gap', id
    from dim_metric
    where id in (select metric from shown_gap where level in ('county', 'district'))
),
heading as (
    select
        tidy_field.of,
        dim_metric.id,
        tidy_field.position,
        tidy_field.field,
        dim_metric.id || tidy_field.suffix as col_name,
        dim_metric.label || coalesce(
            tidy_field.words,
            ': ' || iif(tidy_field.field = 'numerator', dim_metric.numerator,
                dim_metric.denominator)
        ) as label,
        dim_metric.label as indicator_grouping,
        case
            when dim_metric.unit <> '%' then ''
            when tidy_field.unit = 'rate' then '%'
            when tidy_field.unit = 'points' then 'pp'
            else ''
        end as indicator_unit,
        iif(tidy_field.unit = 'count' and dim_count.kind in ('children', 'rows', 'schools'), 0, 1)
            as indicator_dp
    from metric
    inner join dim_metric on dim_metric.id = metric.id
    inner join tidy_field on tidy_field.of = metric.of
    inner join dim_count
        on dim_count.id = iif(tidy_field.field = 'denominator', dim_metric.denominator_count,
            dim_metric.numerator_count)
)
select
    of,
    1 as part,
    id,
    position,
    col_name,
    'Indicator' as col_type,
    label,
    indicator_grouping,
    indicator_unit,
    indicator_dp,
    '' as filter_hint,
    '' as filter_grouping_column,
    id as indicator,
    field
from heading
union all
select
    file.of, 0, '', tidy_filter.position, tidy_filter.col_name, 'Filter', tidy_filter.label, '', '',
    '', tidy_filter.hint, tidy_filter.grouped_by, '', ''
from (select distinct of from tidy_field) as file
inner join tidy_filter on file.of = 'gap' or tidy_filter.col_name <> 'comparator';

-- name: metrics_meta
-- What the columns of metrics.csv are.
select
    col_name, col_type, label, indicator_grouping, indicator_unit, indicator_dp, filter_hint,
    filter_grouping_column, indicator, field
from tidy_column
where of = 'figure'
order by part, id, position;

-- name: metrics
-- metrics.csv: the figures of a period, place, group and breakdown, an indicator a row. A sum of
-- scores is nobody's number: the mean and of how many are. Of few children it least of all is: what
-- one child more has is the difference of two.
with
told as (
    select
        period, level, entity, breakdown, breakdown_value, cohort, metric, numerator, denominator,
        value, lower, upper, symbol, ends_symbol
    from shown_metric
    union all
    select
        tidy_group.period, tidy_group.level, tidy_group.entity, tidy_group.breakdown,
        tidy_group.breakdown_value, tidy_group.cohort, tidy_absent.metric, null, null, null, null,
        null, '[x]', null
    from tidy_group
    cross join tidy_absent
    union all
    select
        period, level, entity, breakdown, breakdown_value, cohort, metric, null, null, null, null,
        null, '[x]', null
    from tidy_left
)
select
    time_period, time_identifier, geographic_level, country_code, country_name, region_code,
    region_name, old_la_code, new_la_code, la_name, lad_code, lad_name,
    told.cohort as cohort,
    dim_cohort.label as cohort_name,
    breakdown as breakdown_topic,
    iif(breakdown = 'none', 'Total', breakdown_value) as breakdown,
    status,
    told.metric as indicator,
    coalesce(value, symbol) as value,
    iif(
        told.numerator is not null and dim_count.kind = 'sum',
        '[z]',
        coalesce(told.numerator, symbol)
    ) as numerator,
    coalesce(told.denominator, symbol) as denominator,
    coalesce(lower, symbol, ends_symbol, '[z]') as lower_95,
    coalesce(upper, symbol, ends_symbol, '[z]') as upper_95
from told
cross join tidy_place -- of schools there is none
    on tidy_place.period = told.period
    and tidy_place.level = told.level
    and tidy_place.entity = told.entity
cross join dim_metric on dim_metric.id = told.metric
cross join dim_count on dim_count.id = dim_metric.numerator_count
cross join dim_cohort on dim_cohort.id = told.cohort
order by
    told.period, told.level, told.entity, told.cohort,
    told.breakdown, told.breakdown_value;

-- name: gaps_meta
-- What the columns of gaps.csv are.
select
    col_name, col_type, label, indicator_grouping, indicator_unit, indicator_dp, filter_hint,
    filter_grouping_column, indicator, field
from tidy_column
where of = 'gap'
order by part, id, position;

-- name: gaps
-- gaps.csv: the comparisons of a period, place, group, comparator and breakdown, an indicator a
-- row.
select
    time_period, time_identifier, geographic_level, country_code, country_name, region_code,
    region_name, old_la_code, new_la_code, la_name, lad_code, lad_name,
    shown_gap.cohort as cohort,
    dim_cohort.label as cohort_name,
    comparator,
    breakdown as breakdown_topic,
    iif(breakdown = 'none', 'Total', breakdown_value) as breakdown,
    status,
    shown_gap.metric as indicator,
    coalesce(value, symbol) as value,
    coalesce(comparator_value, comparator_symbol) as comparator_value,
    coalesce(gap, gap_symbol) as gap,
    coalesce(gap_lower, gap_symbol, ends_symbol, '[z]') as gap_lower_95,
    coalesce(gap_upper, gap_symbol, ends_symbol, '[z]') as gap_upper_95,
    coalesce(ratio, gap_symbol, '[z]') as ratio,
    coalesce(ratio_lower, gap_symbol, ends_symbol, '[z]') as ratio_lower_95,
    coalesce(ratio_upper, gap_symbol, ends_symbol, '[z]') as ratio_upper_95
from shown_gap
cross join tidy_place -- of schools there is none
    on tidy_place.period = shown_gap.period
    and tidy_place.level = shown_gap.level
    and tidy_place.entity = shown_gap.entity
cross join dim_cohort on dim_cohort.id = shown_gap.cohort
order by
    shown_gap.period, shown_gap.level, shown_gap.entity, shown_gap.cohort, shown_gap.comparator,
    shown_gap.breakdown, shown_gap.breakdown_value;

-- name: groups
-- Groups of children of whom anything is shown.
select
    row_number() over (order by coalesce(group_name.position, 99), dim_cohort.label) as position,
    dim_cohort.id as cohort,
    coalesce(group_name.name, dim_cohort.label) as place
from dim_cohort
left join group_name on group_name.cohort = dim_cohort.id
where dim_cohort.id in (select shown_metric.cohort from shown_metric where level = 'county');

-- name: whole_doubt
-- Schools whose attendance is late or in part, beside whole years: where the newest of them is the
-- year at hand.
select iif(context.whole = context.year, doubt_words.county, '') as county
from context
cross join doubt_words;
