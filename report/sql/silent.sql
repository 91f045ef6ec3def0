-- figures.c: of which places nobody could have told, so that a 0 of theirs is no record of none: asked
-- before it is decided what may be shown, and wherever a figure stands.

-- name: silent
-- school_place: in what a school's children are counted: itself, its district, its adviser's schools,
-- the county, and what of it its phase, its district and where it lies make; of those elsewhere
-- together, but for a county that has a district of that name.
create temp table school_place (
    school_key integer not null,
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null,
    primary key (level, entity, breakdown, breakdown_value, school_key)
) strict, without rowid;

create index temp.school_place_school on school_place (school_key);

insert into school_place (school_key, level, entity, breakdown, breakdown_value)
select school_key, 'school', urn, 'none', ''
from dim_school
union all
select school_key, 'district', district, 'none', ''
from dim_school
where district is not null
union all
select school_key, 'adviser', adviser, 'none', ''
from dim_school
where adviser is not null
union all
select dim_school.school_key, 'county', context.la_code, 'none', ''
from dim_school, context
union all
select dim_school.school_key, 'county', context.la_code, 'phase', dim_school.phase
from dim_school, context
where dim_school.phase is not null
union all
select dim_school.school_key, 'county', context.la_code, 'district', dim_school.district
from dim_school, context
where dim_school.district is not null
union all
select
    dim_school.school_key, 'county', context.la_code, 'in_county',
    iif(dim_school.la_code = context.la_code, 'Y', 'N')
from dim_school, context;

insert or ignore into school_place (school_key, level, entity, breakdown, breakdown_value)
select dim_school.school_key, 'district', 'Outside the county', 'none', ''
from dim_school
inner join context on dim_school.la_code <> context.la_code
where not exists (
        select 1
        from dim_school as own
        where own.la_code = context.la_code and own.district = 'Outside the county'
    );

-- figure_silent: figures of a school of which nobody could have told (dim_school_untold), and of a
-- part of the county all of whose schools that have one are such: a 0 of these is no record of none.
create temp table figure_silent (
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null,
    period text not null,
    metric text not null,
    primary key (level, entity, breakdown, breakdown_value, period, metric)
) strict, without rowid;

insert into figure_silent (level, entity, breakdown, breakdown_value, period, metric)
select
    'school',
    dim_school.urn,
    'none',
    '',
    dim_school_untold.period,
    dim_school_untold.metric
from dim_school_untold
inner join dim_school on dim_school.school_key = dim_school_untold.school_key;

insert into figure_silent (level, entity, breakdown, breakdown_value, period, metric)
select
    place.level,
    place.entity,
    place.breakdown,
    place.breakdown_value,
    place.period,
    place.metric
from (
    select distinct
        school_place.level,
        school_place.entity,
        school_place.breakdown,
        school_place.breakdown_value,
        figure_silent.period,
        figure_silent.metric
    from figure_silent
    cross join dim_school on dim_school.urn = figure_silent.entity
    cross join school_place
        on school_place.school_key = dim_school.school_key
        and school_place.level <> 'school'
        and not (school_place.level = 'county' and school_place.breakdown = 'none')
) as place
where not exists (
        select 1
        from school_place
        cross join dim_school on dim_school.school_key = school_place.school_key
        where school_place.level = place.level
            and school_place.entity = place.entity
            and school_place.breakdown = place.breakdown
            and school_place.breakdown_value = place.breakdown_value
            and not exists (
                select 1
                from figure_silent as silent
                where silent.level = 'school'
                    and silent.entity = dim_school.urn
                    and silent.breakdown = 'none'
                    and silent.breakdown_value = ''
                    and silent.period = place.period
                    and silent.metric = place.metric
            )
            and exists (
                select 1
                from mart_metric
                where mart_metric.period = place.period
                    and mart_metric.level = 'school'
                    and mart_metric.entity = dim_school.urn
                    and mart_metric.cohort = 'all'
                    and mart_metric.breakdown = 'none'
                    and mart_metric.breakdown_value = ''
                    and mart_metric.metric = place.metric
            )
    );

-- place_unheard: figures that some of the county's schools enter of which nobody could have told, while
-- of others there somebody did: they are of fewer schools than they seem.
--
-- schools  how many such, of how many (asked) that have the figure
-- is_much  over 5 in 100 of the pupils there are theirs: nothing is held against the figure, which
--          counts them and nothing of what befell them
create temp table place_unheard (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null,
    schools integer not null,
    asked integer not null,
    is_much integer not null,
    primary key (metric, period, level, entity, breakdown, breakdown_value)
) strict, without rowid;

insert into place_unheard (
    metric, period, level, entity, breakdown, breakdown_value, schools, asked, is_much
)
with
sender as materialized (
    select
        mart_metric.metric,
        mart_metric.period,
        dim_school.school_key,
        mart_metric.denominator as pupils,
        figure_silent.metric is not null as is_silent
    from (
        select distinct figure_silent.metric, figure_silent.period
        from figure_silent
        inner join dim_period on dim_period.id = figure_silent.period
        where figure_silent.level = 'school' and dim_period.grain in ('year', 'term', 'to_date')
    ) as silent
    cross join mart_metric
        on mart_metric.metric = silent.metric
        and mart_metric.period = silent.period
        and mart_metric.level = 'school'
        and mart_metric.cohort = 'all'
        and mart_metric.breakdown = 'none'
        and mart_metric.breakdown_value = ''
    cross join dim_school on dim_school.urn = mart_metric.entity
    inner join context on context.la_code = dim_school.la_code
    left join figure_silent
        on figure_silent.level = 'school'
        and figure_silent.entity = mart_metric.entity
        and figure_silent.breakdown = 'none'
        and figure_silent.breakdown_value = ''
        and figure_silent.period = mart_metric.period
        and figure_silent.metric = mart_metric.metric
)
select
    sender.metric,
    sender.period,
    school_place.level,
    school_place.entity,
    school_place.breakdown,
    school_place.breakdown_value,
    sum(sender.is_silent) as schools,
    count(*),
    20 * sum(iif(sender.is_silent, sender.pupils, 0)) > sum(sender.pupils)
from sender
inner join school_place on school_place.school_key = sender.school_key
where school_place.level = 'district'
    or (school_place.level = 'county' and school_place.breakdown in ('none', 'phase', 'district'))
group by
    sender.metric, sender.period, school_place.level, school_place.entity, school_place.breakdown,
    school_place.breakdown_value
having schools > 0;

-- school_heard: of a type that schools send, since when there is anything of a school (load_heard).
create temp table school_heard (
    type text not null,
    school_key integer not null,
    since text not null,
    primary key (type, school_key)
) strict, without rowid;

insert into school_heard (type, school_key, since)
select
    type,
    school_key,
    min(
        substr(coalesce(first_sent, first_fact), 1, 10),
        coalesce(first_fact, substr(first_sent, 1, 10))
    )
from load_heard;

-- place_apart: figures of the county, of its districts and phases, at whose two ends (period_pair) not
-- the same of its schools have told: their change is of other schools, not of other children. A
-- school told of a year when it sent something in it or before, or has somebody on record of it or
-- before; a first list that begins later says nothing of the year before. None where the metric is
-- told of one end alone (dim_metric_untold): then there is no change.
--
-- schools  that have the figure
-- both     of which somebody told at both ends
-- words    the same in words
-- is_much  over 5 in 100 of the pupils there are of schools that told at one end alone: no change is
--          told
create temp table place_apart (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null,
    schools integer not null,
    both integer not null,
    words text not null,
    is_much integer not null,
    primary key (metric, period, level, entity, breakdown, breakdown_value)
) strict, without rowid;

insert into place_apart (
    metric, period, level, entity, breakdown, breakdown_value, schools, both, words, is_much
)
with
untold as materialized (
    select metric, period
    from dim_metric_untold
),
asked as (
    select
        dim_metric.id as metric,
        dim_metric.extract,
        period_pair.period,
        period_pair.comparator_period,
        date(substr(before.academic_year, 1, 4) || '-07-31', '+1 year') as before_until
    from period_pair
    inner join dim_period as before on before.id = period_pair.comparator_period
    inner join dim_metric on dim_metric.extract in (select school_heard.type from school_heard)
    where not exists (
            select 1
            from untold
            where untold.metric = dim_metric.id
                and untold.period = period_pair.comparator_period
        )
),
sender as materialized (
    select
        asked.metric,
        asked.period,
        dim_school.school_key,
        ours.denominator as pupils,
        silent.metric is null as is_now,
        coalesce(school_heard.since <= asked.before_until, 0) as is_before,
        exists (
            select 1
            from mart_metric as before
            where before.period = asked.comparator_period
                and before.level = 'school'
                and before.entity = ours.entity
                and before.cohort = 'all'
                and before.breakdown = 'none'
                and before.breakdown_value = ''
                and before.metric = asked.metric
        ) as was_there
    from asked
    cross join mart_metric as ours
        on ours.period = asked.period
        and ours.level = 'school'
        and ours.cohort = 'all'
        and ours.breakdown = 'none'
        and ours.breakdown_value = ''
        and ours.metric = asked.metric
    cross join dim_school on dim_school.urn = ours.entity
    inner join context on context.la_code = dim_school.la_code
    left join school_heard
        on school_heard.type = asked.extract
        and school_heard.school_key = dim_school.school_key
    left join figure_silent as silent
        on silent.level = 'school'
        and silent.entity = ours.entity
        and silent.breakdown = 'none'
        and silent.breakdown_value = ''
        and silent.period = ours.period
        and silent.metric = ours.metric
)
select
    sender.metric,
    sender.period,
    school_place.level,
    school_place.entity,
    school_place.breakdown,
    school_place.breakdown_value,
    count(*) as schools,
    sum(sender.was_there and sender.is_now and sender.is_before) as both,
    case sum(sender.was_there and sender.is_now and sender.is_before)
        when 0 then 'no school has'
        when 1 then printf('1 of %d schools has', count(*))
        else printf(
            '%d of %d schools have',
            sum(sender.was_there and sender.is_now and sender.is_before),
            count(*)
        )
    end || ' told of both years' as words,
    20 * sum(
        iif(sender.was_there and sender.is_now <> sender.is_before, sender.pupils, 0)
    ) > sum(sender.pupils)
from sender
inner join school_place on school_place.school_key = sender.school_key
where school_place.level = 'district'
    or (school_place.level = 'county' and school_place.breakdown in ('none', 'phase', 'district'))
group by
    sender.metric, sender.period, school_place.level, school_place.entity, school_place.breakdown,
    school_place.breakdown_value
having both < schools;

-- figure_untold: figures of the county and of districts that are counted in mart_metric, and of which
-- nobody could have told (dim_metric_untold).
create temp table figure_untold (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null,
    cohort text not null,
    primary key (metric, period, level, entity, breakdown, breakdown_value, cohort)
) strict, without rowid;

insert into figure_untold (
    metric, period, level, entity, breakdown, breakdown_value, cohort
)
select
    mart_metric.metric,
    mart_metric.period,
    mart_metric.level,
    mart_metric.entity,
    mart_metric.breakdown,
    mart_metric.breakdown_value,
    mart_metric.cohort
from dim_metric_untold
cross join dim_period
    on dim_period.id = dim_metric_untold.period
    and dim_period.grain in ('year', 'term', 'to_date')
cross join mart_metric
    on mart_metric.metric = dim_metric_untold.metric
    and mart_metric.period = dim_metric_untold.period
    and mart_metric.level in ('county', 'district');
