-- figures.c: one figure beside all that it may be compared with, for packs under disclosure
-- control and for the others alike. {set} is shown, open or kept: the same figure is worked out by
-- the same text, from what may be shown, from all that there is or from what a pack keeps of that.

-- name: beside
-- published_group: under which cohort's published figures one of ours stands, the nearest first.
-- A figure of another group than ours says so beside it.
create temp table published_group (
    cohort text not null,
    place integer not null,
    published text not null,
    primary key (cohort, place)
) strict, without rowid;

insert into published_group (cohort, place, published)
select id, 0, id from dim_cohort
union all values
    ('cla', 1, 'cla12'),
    ('cla', 2, 'cla_31mar'),
    ('cpp', 1, 'cpp_31mar'),
    ('cin', 1, 'cin_31mar');

-- published_beside: a row a metric, cohort and academic year of ours: the newest published figures
-- of that year or before.
--
-- england, region, neighbours  a number, or the symbol that stands for it
-- group_words  whose they are, where that is another group than ours
-- caution  what to print beside them
create temp table published_beside (
    metric text not null,
    cohort text not null,
    academic_year text not null,
    england any,
    england_period text,
    region any,
    region_period text,
    neighbours any,
    neighbours_period text,
    group_words text,
    caution text not null,
    primary key (metric, cohort, academic_year)
) strict, without rowid;

insert into published_beside (
    metric, cohort, academic_year, england, england_period, region, region_period, neighbours,
    neighbours_period, group_words, caution
)
with
year as (
    select distinct academic_year from dim_period
),
choice as (
    -- Of the groups that are as near as any, the newest figure.
    select
        published_comparator.*,
        published_group.cohort as our_cohort,
        year.academic_year as our_year,
        row_number() over (
            partition by
                published_comparator.metric, published_group.cohort, year.academic_year,
                published_comparator.comparator
            order by published_group.place, published_comparator.academic_year desc
        ) as nearness
    from year
    inner join published_comparator
        on published_comparator.academic_year <= year.academic_year
        and published_comparator.comparator <> 'county'
    inner join published_group on published_group.published = published_comparator.cohort
),
newest as (
    select
        metric,
        our_cohort,
        our_year,
        comparator,
        academic_year,
        coalesce(
            value,
            case
                when symbol in ('c', 'x', 'z', 'u') then '[' || symbol || ']'
                else '[x]'
            end
        ) as shown,
        iif(choice.cohort = our_cohort, null, dim_cohort.label) as group_words,
        trim(
            iif(
                choice.cohort = our_cohort,
                '',
                dim_cohort.label || '. '
            )
            || iif(definition = '', '', rtrim(definition, '.') || '. ')
            || case method
                when 'mean' then printf('Mean of %d of %d areas.', areas, wanted_areas)
                when 'together' then printf('%d of %d areas together.', areas, wanted_areas)
                else ''
            end
        ) as said
    from choice
    inner join dim_cohort on dim_cohort.id = choice.cohort
    where choice.nearness = 1
)
select
    metric,
    our_cohort,
    our_year,
    max(iif(comparator = 'england', shown, null)),
    max(iif(comparator = 'england', academic_year, null)),
    max(iif(comparator = 'region', shown, null)),
    max(iif(comparator = 'region', academic_year, null)),
    max(iif(comparator = 'neighbours', shown, null)),
    max(iif(comparator = 'neighbours', academic_year, null)),
    max(group_words),
    trim(
        coalesce(max(iif(comparator = 'england', said, null)), max(said))
        || coalesce(
            ' Neighbours: ' || max(iif(comparator = 'neighbours', nullif(said, ''), null)),
            ''
        )
    )
from newest
group by metric, our_cohort, our_year;

-- metric_counted: how the numbers of a metric are told beside each other: 20 of 89; events of so
-- many pupils 114 for 573, days of so many children or suspensions 82.5 for 45; null for a sum,
-- which is no count: 10.
create temp table metric_counted (
    metric text primary key,
    joint text
) strict, without rowid;

insert into metric_counted (metric, joint)
select
    dim_metric.id,
    case
        when dim_count.kind = 'sum' then null
        when dim_metric.unit like 'per %' or dim_metric.unit = 'days' then ' for '
        else ' of '
    end
from dim_metric
inner join dim_count on dim_count.id = dim_metric.numerator_count;

-- metric_told: of which periods a metric is told (dim_metric_untold), and of which the figure is that
-- it is compared with; null where it is of none.
create temp table metric_told (
    metric text not null,
    period text not null,
    before_period text,
    primary key (metric, period)
) strict, without rowid;

insert into metric_told (metric, period)
select
    dim_metric.id,
    dim_period.id
from dim_metric
cross join dim_period
except
select
    dim_metric_untold.metric,
    dim_metric_untold.period
from dim_metric_untold;

update metric_told
set before_period = period_pair.comparator_period
from period_pair
where period_pair.period = metric_told.period
    and exists (
        select 1
        from metric_told as before
        where before.metric = metric_told.metric
            and before.period = period_pair.comparator_period
    );

-- target_period: by which figure of the county a target is judged: that of its year; of a metric of
-- terms alone that of the newest term of the year that is over, else of the one that runs.
--
-- is_over  the year
create temp table target_period (
    metric text not null,
    cohort text not null,
    academic_year text not null,
    period text not null,
    is_over integer not null,
    primary key (metric, cohort, academic_year)
) strict, without rowid;

insert into target_period (metric, cohort, academic_year, period, is_over)
select metric, cohort, academic_year, period, is_over
from (
    select
        target.metric,
        target.cohort,
        target.academic_year,
        dim_period.id as period,
        year.complete as is_over,
        row_number() over (
            partition by target.metric, target.cohort, target.academic_year
            order by dim_period.grain = 'term', dim_period.complete = 0, dim_period.start_date desc
        ) as place
    from target
    cross join context
    cross join dim_period as year on year.id = target.academic_year
    cross join dim_period
        on dim_period.academic_year = target.academic_year
        and dim_period.grain in ('year', 'term')
    cross join metric_told
        on metric_told.metric = target.metric
        and metric_told.period = dim_period.id
    cross join mart_metric
        on mart_metric.period = dim_period.id
        and mart_metric.level = 'county'
        and mart_metric.entity = context.la_code
        and mart_metric.cohort = target.cohort
        and mart_metric.breakdown = 'none'
        and mart_metric.breakdown_value = ''
        and mart_metric.metric = target.metric
)
where place = 1;

-- school_told: schools of which somebody could have told of this year's suspensions.
create temp table school_told (urn text primary key) strict, without rowid;

insert into school_told (urn)
select dim_school.urn
from context
cross join metric_told
    on metric_told.metric = 'suspended_pupils' and metric_told.period = context.year
cross join dim_school
where not exists (
        select 1
        from figure_silent
        where figure_silent.level = 'school'
            and figure_silent.entity = dim_school.urn
            and figure_silent.breakdown = 'none'
            and figure_silent.breakdown_value = ''
            and figure_silent.period = metric_told.period
            and figure_silent.metric = metric_told.metric
    );

-- figure_missing: what stands for a figure that nobody counts in: not applicable where the metric
-- is measured in the period, or never in any such; else not available.
create temp table figure_missing (
    metric text not null,
    period text not null,
    symbol text not null,
    primary key (metric, period)
) strict, without rowid;

insert into figure_missing (metric, period, symbol)
with measured as materialized (
    select metric_told.metric, metric_told.period, dim_period.grain
    from metric_told
    cross join dim_period on dim_period.id = metric_told.period
    cross join context
    where dim_period.grain <> 'week'
        and exists (
            select 1
            from mart_metric
            where mart_metric.period = dim_period.id
                and mart_metric.level = 'county'
                and mart_metric.entity = context.la_code
                and mart_metric.metric = metric_told.metric
        )
)
select
    dim_metric.id,
    dim_period.id,
    case
        when exists (
            select 1
            from measured
            where measured.metric = dim_metric.id and measured.period = dim_period.id
        ) then '[z]'
        when exists (
            select 1
            from measured
            where measured.metric = dim_metric.id and measured.grain = dim_period.grain
        ) then '[x]'
        when exists (select 1 from measured where measured.metric = dim_metric.id) then '[z]'
        else '[x]'
    end
from dim_metric
cross join dim_period
where dim_period.grain <> 'week';

-- name: shown
-- shown_pair: a figure beside that of the year before, both of which may be shown: the interval of
-- their change (mart_change).
create temp table shown_pair (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    cohort text not null,
    change_lower real,
    change_upper real,
    primary key (period, level, entity, cohort, metric)
) strict, without rowid;

insert into shown_pair (metric, period, level, entity, cohort, change_lower, change_upper)
select
    mart_change.metric,
    mart_change.period,
    mart_change.level,
    mart_change.entity,
    mart_change.cohort,
    mart_change.change_lower,
    mart_change.change_upper
from shown_metric as ours
cross join mart_change
    on mart_change.period = ours.period
    and mart_change.level = ours.level
    and mart_change.entity = ours.entity
    and mart_change.cohort = ours.cohort
    and mart_change.metric = ours.metric
cross join shown_metric as before
    on before.period = mart_change.comparator_period
    and before.level = mart_change.level
    and before.entity = mart_change.entity
    and before.cohort = mart_change.cohort
    and before.breakdown = 'none'
    and before.breakdown_value = ''
    and before.metric = mart_change.metric
where ours.breakdown = 'none'
    and ours.value is not null
    and before.value is not null
    and ours.ends_symbol is null
    and before.ends_symbol is null
    and mart_change.change_lower is not null;

-- shown_beside: a figure that may be shown, beside its peers' and that of the year before.
create temp view shown_beside as
select
    ours.metric,
    ours.period,
    ours.level,
    ours.entity,
    ours.cohort,
    ours.breakdown,
    ours.breakdown_value,
    ours.numerator,
    ours.denominator,
    ours.value,
    ours.lower,
    ours.upper,
    ours.symbol,
    ours.ends_symbol,
    peer.comparator_value as peers,
    peer.comparator_symbol as peers_symbol,
    peer.gap,
    peer.gap_lower,
    peer.gap_upper,
    peer.ratio,
    peer.ratio_lower,
    peer.ratio_upper,
    peer.gap_symbol as gap_symbol,
    peer.ends_symbol as gap_ends_symbol,
    period_pair.comparator_period as before_period,
    before.numerator as before_numerator,
    before.denominator as before_denominator,
    before.value as before,
    before.symbol as before_symbol,
    before.ends_symbol as before_ends_symbol,
    pair.change_lower,
    pair.change_upper
from shown_metric as ours
left join period_pair on period_pair.period = ours.period
left join shown_metric as before
    on before.period = period_pair.comparator_period
    and before.level = ours.level
    and before.entity = ours.entity
    and before.cohort = ours.cohort
    and before.breakdown = ours.breakdown
    and before.breakdown_value = ours.breakdown_value
    and before.metric = ours.metric
left join shown_pair as pair
    on pair.period = ours.period
    and pair.level = ours.level
    and pair.entity = ours.entity
    and pair.cohort = ours.cohort
    and pair.metric = ours.metric
    and ours.breakdown = 'none'
left join shown_gap as peer
    on peer.period = ours.period
    and peer.level = ours.level
    and peer.entity = ours.entity
    and peer.cohort = ours.cohort
    and peer.breakdown = ours.breakdown
    and peer.breakdown_value = ours.breakdown_value
    and peer.metric = ours.metric
    and peer.comparator = 'peers';

-- name: open
-- open_beside: the same of all that there is, for packs that are not controlled. It is a view, so
-- that no other pack can read it (guard.h), and what a figure is beside is looked up where it is
-- asked for: a county has too many to join them all.
create temp view open_beside as
select
    ours.metric,
    ours.period,
    ours.level,
    ours.entity,
    ours.cohort,
    ours.breakdown,
    ours.breakdown_value,
    ours.numerator,
    ours.denominator,
    ours.value,
    ours.lower,
    ours.upper,
    null as symbol,
    null as ends_symbol,
    gap_of(
        'comparator_value', ours.period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as peers,
    null as peers_symbol,
    gap_of(
        'gap', ours.period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as gap,
    gap_of(
        'gap_lower', ours.period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as gap_lower,
    gap_of(
        'gap_upper', ours.period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as gap_upper,
    gap_of(
        'ratio', ours.period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as ratio,
    gap_of(
        'ratio_lower', ours.period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as ratio_lower,
    gap_of(
        'ratio_upper', ours.period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as ratio_upper,
    null as gap_symbol,
    null as gap_ends_symbol,
    ours.before_period,
    metric_of(
        'numerator', ours.before_period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as before_numerator,
    metric_of(
        'denominator', ours.before_period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as before_denominator,
    metric_of(
        'value', ours.before_period, ours.level, ours.entity, ours.cohort, ours.breakdown,
        ours.breakdown_value, ours.metric
    ) as before,
    null as before_symbol,
    null as before_ends_symbol,
    change_of(
        'change_lower', ours.period, ours.before_period, ours.level, ours.entity, ours.cohort,
        ours.metric
    ) as change_lower,
    change_of(
        'change_upper', ours.period, ours.before_period, ours.level, ours.entity, ours.cohort,
        ours.metric
    ) as change_upper
from (
    select
        mart_metric.*,
        iif(
            exists (
                select 1
                from figure_silent
                where figure_silent.level = mart_metric.level
                    and figure_silent.entity = mart_metric.entity
                    and figure_silent.breakdown = mart_metric.breakdown
                    and figure_silent.breakdown_value = mart_metric.breakdown_value
                    and figure_silent.period = metric_told.before_period
                    and figure_silent.metric = mart_metric.metric
            ),
            null,
            metric_told.before_period
        ) as before_period
    from mart_metric
    cross join metric_told
        on metric_told.metric = mart_metric.metric
        and metric_told.period = mart_metric.period
    where not exists (
            select 1
            from figure_silent
            where figure_silent.level = mart_metric.level
                and figure_silent.entity = mart_metric.entity
                and figure_silent.breakdown = mart_metric.breakdown
                and figure_silent.breakdown_value = mart_metric.breakdown_value
                and figure_silent.period = mart_metric.period
                and figure_silent.metric = mart_metric.metric
                and mart_metric.numerator = 0
        )
) as ours;

-- name: gap_of
-- gap_of(field, ...), metric_of(field, ...), change_of(field, ...): what open_beside looks up, by
-- statements that are planned once for all.
select comparator_value, gap, gap_lower, gap_upper, ratio, ratio_lower, ratio_upper
from mart_gap
where period = ?1
    and level = ?2
    and entity = ?3
    and cohort = ?4
    and breakdown = ?5
    and breakdown_value = ?6
    and metric = ?7
    and comparator = 'peers';

-- name: metric_of
select numerator, denominator, value
from mart_metric
where period = ?1
    and level = ?2
    and entity = ?3
    and cohort = ?4
    and breakdown = ?5
    and breakdown_value = ?6
    and metric = ?7;

-- name: change_of
select change_lower, change_upper
from mart_change
where period = ?1
    and comparator_period = ?2
    and level = ?3
    and entity = ?4
    and cohort = ?5
    and metric = ?6;

-- name: figure
-- {set}_figure: one number beside all that it is compared with.
--
-- symbol       '[c]' withheld, '[u]' too few, else null: for numerator, denominator, value and its
--              interval; peers_symbol, gap_symbol, before_symbol, change_symbol likewise
-- ends_symbol  '[c]' where the ends of the interval alone are withheld, else null; gap_ends_symbol
--              and change_ends_symbol likewise
-- peers, gap   the peers' value, and ours less theirs, of the same period; of counts of events
--              the ratio has the interval
-- compared     in words: a difference is one only where its interval leaves none out
-- before       of before_period (period_pair): a year so far beside that year to this day, a term
--              beside the same term
-- change       value less before, only where both may be shown; its interval is mart_change's. Of
--              counts of events per pupils, which have none (details 41), the interval of the
--              ratio of the two rates decides
-- direction    up or down where that leaves out 0, else none; null where there is no interval:
--              nothing was tested; also where too much of the place's attendance is late or in part
--              (place_doubt), or nothing has come (stale_event), to call it a change
-- evidence     of the change: how often it is half its interval, to order by
-- changed      the same in words
-- is_better    of change, by which way is good; null where neither is
-- england, region, neighbours  the newest published figures, of their own year; published_caution
--              is to be printed beside them, published_group is whose they are where that is
--              another group than ours; for the county
-- target       what the county aims at in a year (target_period); target_met is null while it runs
-- caution      what the figure must not hide: that it is so far, schools whose attendance is late,
--              that nothing has come, or nothing of some schools; doubt: without the first
create temp view {set}_figure as
select
    tested.metric,
    tested.period,
    tested.level,
    tested.entity,
    tested.cohort,
    tested.breakdown,
    tested.breakdown_value,
    tested.numerator,
    tested.denominator,
    tested.value,
    tested.lower,
    tested.upper,
    tested.symbol,
    tested.ends_symbol,
    tested.peers,
    iif(tested.peers is null, coalesce(tested.peers_symbol, '[z]'), null) as peers_symbol,
    tested.gap,
    tested.gap_lower,
    tested.gap_upper,
    tested.ratio,
    tested.ratio_lower,
    tested.ratio_upper,
    iif(tested.gap is null, coalesce(tested.gap_symbol, '[z]'), null) as gap_symbol,
    tested.gap_ends_symbol,
    case
        when tested.gap is null or tested.gap_ends_symbol is not null then 'Not compared'
        when coalesce(tested.gap_lower, tested.ratio_lower) is null then 'Too few to compare'
        when coalesce(tested.gap_lower > 0, tested.ratio_lower > 1) then 'Higher than peers'
        when coalesce(tested.gap_upper < 0, tested.ratio_upper < 1) then 'Lower than peers'
        else 'No clear difference'
    end as compared,
    tested.before_period,
    tested.before_numerator,
    tested.before_denominator,
    tested.before,
    iif(tested.before is null, coalesce(tested.before_symbol, '[x]'), null) as before_symbol,
    tested.change,
    tested.change_lower,
    tested.change_upper,
    case
        when tested.change is not null then null
        when '[c]' in (coalesce(tested.symbol, ''), coalesce(tested.before_symbol, ''))
            then '[c]'
        else coalesce(tested.symbol, tested.before_symbol, '[x]')
    end as change_symbol,
    coalesce(tested.ends_symbol, tested.before_ends_symbol) as change_ends_symbol,
    tested.direction,
    coalesce(
        abs(tested.change) / ((tested.change_upper - tested.change_lower) / 2),
        abs(tested.log_ratio) / tested.log_limit
    ) as evidence,
    case
        when tested.change is null
            then case coalesce(tested.symbol, '') || coalesce(tested.before_symbol, '')
                when '' then 'nothing to compare with'
                when '[u]' then 'too few to compare'
                when '[u][u]' then 'too few to compare'
                else 'not shown: small numbers'
            end
        when tested.value = 0 and tested.before = 0 then 'none, and none before' || coalesce('; ' || tested.stale_words, '')
        when said(tested.value, 'decimal') <> said(tested.before, 'decimal')
            then iif(tested.change > 0, 'rose', 'fell') || ' from '
                || said(tested.before, 'decimal') || ' to ' || said(tested.value, 'decimal')
                || case tested.direction
                    when 'up' then ''
                    when 'down' then ''
                    when 'none' then '; could be chance'
                    else '; not tested' || coalesce(', as ' || tested.late_words, '')
                end
        when tested.direction in ('up', 'down')
            then iif(tested.change > 0, 'rose', 'fell') || ' by less than 0.1 to '
                || said(tested.value, 'decimal')
        else 'stayed at ' || said(tested.value, 'decimal')
            || coalesce('; ' || tested.stale_words, '')
    end as changed,
    case
        when tested.polarity = 'neither' or tested.change = 0 then null
        when tested.polarity = 'higher' then tested.change > 0
        else tested.change < 0
    end as is_better,
    published_beside.england,
    published_beside.england_period,
    published_beside.region,
    published_beside.region_period,
    published_beside.neighbours,
    published_beside.neighbours_period,
    published_beside.group_words as published_group,
    trim(
        published_beside.caution
        || iif(
            tested.grain = 'year' and tested.is_complete,
            '',
            ' Theirs is of a whole year, ours of a part.'
        )
    ) as published_caution,
    target.target,
    case
        when not target_period.is_over then null
        when tested.polarity = 'higher' then tested.value >= target.target
        when tested.polarity = 'lower' then tested.value <= target.target
    end as target_met,
    trim(
        iif(tested.is_complete, '', 'so far')
        || iif(
            tested.doubt_words is null,
            '',
            iif(tested.is_complete, '', '; ') || tested.doubt_words
        )
    ) as caution,
    coalesce(tested.doubt_words, '') as doubt
from (
    select
        measured.*,
        case
            when change_lower > 0 or log_ratio > log_limit then iif(late_words is null, 'up', null)
            when change_upper < 0 or log_ratio < -log_limit then iif(late_words is null, 'down', null)
            when change_lower is not null or log_limit is not null then 'none'
        end as direction
    from (
        select
            beside.*,
            beside.value - beside.before as change,
            case
                when dim_metric.interval = 'poisson'
                    and beside.numerator > 0 and beside.before_numerator > 0
                then ln(beside.value / beside.before)
            end as log_ratio,
            case
                when dim_metric.interval = 'poisson'
                    and beside.numerator > 0 and beside.before_numerator > 0
                then 1.959963984540054
                    * sqrt(1 / beside.numerator + 1 / beside.before_numerator)
            end as log_limit,
            dim_metric.polarity,
            dim_period.grain,
            dim_period.academic_year,
            dim_period.complete as is_complete,
            coalesce(
                place_doubt.words,
                stale_event.words,
                place_aged.words,
                'nothing has come of ' || said(place_unheard.schools, 'word')
                    || iif(place_unheard.schools = 1, ' school', ' schools')
            ) as doubt_words,
            stale_event.words as stale_words,
            coalesce(
                stale_event.words,
                iif(place_doubt.is_much, 'attendance is late or in part', null),
                iif(place_aged.is_much, place_aged.words, null),
                iif(
                    place_apart.is_much and beside.before is not null,
                    iif(place_apart.both = 0, '', 'only ') || place_apart.words,
                    null
                )
            ) as late_words
        from {set}_beside as beside
        inner join dim_period on dim_period.id = beside.period
        inner join dim_metric on dim_metric.id = beside.metric
        left join marked_metric on marked_metric.metric = beside.metric
        left join place_doubt
            on place_doubt.period = beside.period
            and place_doubt.level = beside.level
            and place_doubt.entity = beside.entity
            and marked_metric.metric is not null
        left join stale_event
            on stale_event.metric = beside.metric
            and dim_period.end_date >= stale_event.stale_from
        left join place_aged
            on place_aged.metric = beside.metric
            and place_aged.period = beside.period
            and place_aged.level = beside.level
            and place_aged.entity = beside.entity
        left join place_unheard
            on place_unheard.metric = beside.metric
            and place_unheard.period = beside.period
            and place_unheard.level = beside.level
            and place_unheard.entity = beside.entity
            and place_unheard.breakdown = beside.breakdown
            and place_unheard.breakdown_value = beside.breakdown_value
        left join place_apart
            on place_apart.metric = beside.metric
            and place_apart.period = beside.period
            and place_apart.level = beside.level
            and place_apart.entity = beside.entity
            and place_apart.breakdown = beside.breakdown
            and place_apart.breakdown_value = beside.breakdown_value
    ) as measured
) as tested
left join published_beside
    on published_beside.metric = tested.metric
    and published_beside.cohort = tested.cohort
    and published_beside.academic_year = tested.academic_year
    and tested.level = 'county'
    and tested.breakdown = 'none'
left join target_period
    on target_period.metric = tested.metric
    and target_period.cohort = tested.cohort
    and target_period.academic_year = tested.academic_year
    and target_period.period = tested.period
    and tested.level = 'county'
    and tested.breakdown = 'none'
left join target
    on target.metric = target_period.metric
    and target.cohort = target_period.cohort
    and target.academic_year = target_period.academic_year;

-- {set}_told: the same as it stands in a table, where a cell is a number, its symbol or words and
-- never blank; and in a few words more:
--
-- counted    20 of 89, 114 for 573 (metric_counted)
-- against_peers  compared, with the gap or, where that has no interval, the ratio, and its limits
-- verdict    of the change: better or worse only where it was tested and is clear
-- published  what others have published, each with its year; outside: that, and our target
-- england_same, region_same, neighbours_same  theirs where it is of the same group: [z] where it is
--                of another; each with its period; definition says in words what theirs is
-- events     the numerator, where it counts something: not a sum of scores
create temp view {set}_told as
select
    figure.metric,
    figure.period,
    figure.level,
    figure.entity,
    figure.cohort,
    figure.breakdown,
    figure.breakdown_value,
    coalesce(figure.numerator, symbol) as numerator,
    coalesce(figure.denominator, symbol) as denominator,
    iif(metric_counted.joint is null, '[z]', coalesce(figure.numerator, symbol)) as events,
    coalesce(
        coalesce(said(figure.numerator, 'half') || metric_counted.joint, '')
            || said(figure.denominator, 'count'),
        symbol
    ) as counted,
    coalesce(value, symbol) as value,
    coalesce(lower, symbol, ends_symbol, '[z]') as lower,
    coalesce(upper, symbol, ends_symbol, '[z]') as upper,
    coalesce(peers, peers_symbol) as peers,
    coalesce(gap, gap_symbol) as gap,
    coalesce(gap_lower, gap_symbol, gap_ends_symbol, '[z]') as gap_lower,
    coalesce(gap_upper, gap_symbol, gap_ends_symbol, '[z]') as gap_upper,
    coalesce(ratio, gap_symbol, '[z]') as ratio,
    coalesce(ratio_lower, gap_symbol, gap_ends_symbol, '[z]') as ratio_lower,
    coalesce(ratio_upper, gap_symbol, gap_ends_symbol, '[z]') as ratio_upper,
    compared,
    case
        when compared in ('Not compared', 'Too few to compare') then compared
        else iif(
            gap_lower is not null,
            iif(gap < 0, 'Lower by ', 'Higher by ') || said(gap, 'abs') || ' ('
                || said(gap_lower, 'signed') || ' to ' || said(gap_upper, 'signed') || ')',
            said(ratio, 'decimal') || ' times as high (' || said(ratio_lower, 'decimal')
                || ' to ' || said(ratio_upper, 'decimal') || ')'
        ) || iif(compared = 'No clear difference', '; could be chance', '')
    end as against_peers,
    before_period,
    coalesce(before_numerator, before_symbol) as before_numerator,
    coalesce(before_denominator, before_symbol) as before_denominator,
    coalesce(
        coalesce(said(before_numerator, 'half') || metric_counted.joint, '')
            || said(before_denominator, 'count'),
        before_symbol
    ) as before_counted,
    coalesce(before, before_symbol) as before,
    coalesce(change, change_symbol) as change,
    coalesce(change_lower, change_symbol, change_ends_symbol, '[z]') as change_lower,
    coalesce(change_upper, change_symbol, change_ends_symbol, '[z]') as change_upper,
    upper(substr(changed, 1, 1)) || substr(changed, 2) as changed,
    case
        when change is null or direction is null then 'Not tested'
        when direction = 'none' then 'No clear change'
        when is_better is null then iif(direction = 'up', 'Higher', 'Lower')
        when is_better then 'Better'
        else 'Worse'
    end as verdict,
    coalesce(england, '[x]') as england,
    coalesce(england_period, '[z]') as england_period,
    coalesce(region, '[x]') as region,
    coalesce(region_period, '[z]') as region_period,
    coalesce(neighbours, '[x]') as neighbours,
    coalesce(neighbours_period, '[z]') as neighbours_period,
    iif(published_group is null, coalesce(england, '[x]'), '[z]') as england_same,
    coalesce(
        iif(
            published_group is null,
            substr(england_period, 1, 4) || ' to 20' || substr(england_period, 6),
            null
        ),
        '[z]'
    ) as england_same_period,
    iif(published_group is null, coalesce(region, '[x]'), '[z]') as region_same,
    coalesce(
        iif(
            published_group is null,
            substr(region_period, 1, 4) || ' to 20' || substr(region_period, 6),
            null
        ),
        '[z]'
    ) as region_same_period,
    iif(published_group is null, coalesce(neighbours, '[x]'), '[z]') as neighbours_same,
    coalesce(
        iif(
            published_group is null,
            substr(neighbours_period, 1, 4) || ' to 20' || substr(neighbours_period, 6),
            null
        ),
        '[z]'
    ) as neighbours_same_period,
    case
        when coalesce(england, region, neighbours) is null then '[z]'
        when published_group is not null then 'Published for another group: ' || published_group
        when published_caution = '' then 'As ours'
        else published_caution
    end as definition,
    coalesce(published_caution, '[z]') as published_caution,
    coalesce(nullif(published, ''), 'None published') as published,
    coalesce(
        nullif(
            trim(
                published || coalesce(
                    ' Our target ' || said(target, 'decimal')
                        || iif(target_met is null, ' for the whole year', '') || '.',
                    ''
                )
            ),
            ''
        ),
        'None'
    ) as outside,
    coalesce(target, '[z]') as target,
    case target_met when 1 then 'Met' when 0 then 'Not met' else '[z]' end as target_met,
    coalesce(nullif(caution, ''), 'None') as caution,
    coalesce(nullif(doubt, ''), 'None') as doubt
from (
    select
        {set}_figure.*,
        trim(
            iif(
                typeof(england) in ('integer', 'real'),
                'England ' || said(england, 'decimal') || ' in ' || england_period || '. ',
                ''
            )
            || iif(
                typeof(neighbours) in ('integer', 'real'),
                'Neighbours ' || said(neighbours, 'decimal') || ' in ' || neighbours_period || '. ',
                ''
            )
            || iif(
                typeof(england) in ('integer', 'real') or typeof(neighbours) in ('integer', 'real'),
                published_caution,
                ''
            )
        ) as published
    from {set}_figure
) as figure
inner join metric_counted on metric_counted.metric = figure.metric;

-- name: shown_cell
-- shown_cell(field, ...), open_cell(field, ...): a cell of shown_told, open_told, as tables ask for
-- them (report/night/ask.c), by a statement that is planned once for all.
select *
from shown_told
where period = ?1
    and level = ?2
    and entity = ?3
    and cohort = ?4
    and breakdown = ?5
    and breakdown_value = ?6
    and metric = ?7;

-- name: open_cell
select *
from open_told
where period = ?1
    and level = ?2
    and entity = ?3
    and cohort = ?4
    and breakdown = ?5
    and breakdown_value = ?6
    and metric = ?7;
