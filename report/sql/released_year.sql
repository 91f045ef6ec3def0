-- report.c: what packs of whole years show besides figures, each with its own rule: made before
-- the packs are, and safe by itself and beside all that is published in the run.
--
-- Nothing but what may be shown is left behind: a controlled pack can read every temporary table.

-- name: year
-- released_year: the academic years that are over, of the five that such packs show; none of which
-- no figure is shown, since its figures contradict each other or all are small.
create temp table released_year (
    academic_year text primary key,
    year integer not null,
    start_date text not null,
    end_date text not null,
    reference_date text not null
) strict, without rowid;

insert into released_year (academic_year, year, start_date, end_date, reference_date)
select
    dim_period.id,
    cast(substr(dim_period.id, 1, 4) as integer),
    dim_period.start_date,
    dim_period.end_date,
    dim_period.reference_date
from context
inner join dim_period
    on dim_period.id in (
        context.whole, context.whole_2, context.whole_3, context.whole_4, context.whole_5
    )
where dim_period.grain = 'year'
    and dim_period.complete = 1
    and exists (
        select 1
        from shown_metric
        where shown_metric.period = dim_period.id
            and shown_metric.level = 'county'
            and shown_metric.numerator is not null
    );

-- name: count
-- shown_band: how many there are in bands that follow each other.
--
-- topic       attendance: children by how much of their own possible sessions they missed, from
--             none (1) to half or more (6): 0, up to 5%, under 10%, under 20%, under 50%
--             care_time: children looked after at the year's end, by the years since they came
--             into care: under 1, 2, 5, and more
--             schools: schools by how many children looked after were on their roll: 1, 2, more
-- least, most  the first and last of the bands that stand together
-- rule        neighbours are joined, alike in all years and groups of a topic, until each band of
--             each is of nobody or of suppress_below or more: of all ways to do so, that with the
--             most bands. Bands are also cut where published figures cut them (persistently and
--             severely absent), since what is left of a band beside those is told with it; where
--             such a figure is withheld, no bands come to it. In care and in need or on a plan are
--             those with a social worker together, so that the three stand together or the first
--             two not at all. What follows from those on roll and from the year before is none or
--             enough too: children above the least of their schools' bands, and those who left
--             care. A year's children in care are not shown where they are so few more than those
--             of any published figure that somebody is left
create temp table shown_band (
    topic text not null,
    academic_year text not null,
    cohort text not null,
    least integer not null,
    most integer not null,
    number integer not null,
    primary key (topic, academic_year, cohort, least)
) strict, without rowid;

-- raw_cell: the bands as they are; choice 2 is without those in care.
create temp table raw_cell (
    topic text not null,
    choice integer not null,
    academic_year text not null,
    cohort text not null,
    band integer not null,
    number integer not null,
    primary key (topic, choice, academic_year, cohort, band)
) strict, without rowid;

-- raw_cut: after which band a published figure cuts. raw_told: what else is told by the ways to
-- join bands (a bit for each two neighbours that are apart) that have these bits of the mask.
create temp table raw_cut (
    topic text not null,
    academic_year text not null,
    cohort text not null,
    band integer not null,
    primary key (topic, academic_year, cohort, band)
) strict, without rowid;

create temp table raw_told (
    topic text not null,
    choice integer not null,
    mask integer not null,
    bits integer not null,
    number integer not null
) strict;

-- raw_care: children looked after on the last day of a year: a row a year and child.
create temp table raw_care (
    academic_year text not null,
    pupil_key integer not null,
    since text not null,
    placement_type text,
    is_unaccompanied integer not null,
    primary key (academic_year, pupil_key)
) strict, without rowid;

insert into raw_care (academic_year, pupil_key, since, placement_type, is_unaccompanied)
with recursive
spell as materialized (
    select
        fct_social_care.pupil_key,
        fct_social_care.start_date,
        coalesce(fct_social_care.end_date, '9999-12-31') as end_date,
        fct_social_care.placement_type,
        coalesce(fct_social_care.uasc, 'N') = 'Y' as is_unaccompanied
    from fct_social_care
    where fct_social_care.plan = 'CLA' and not fct_social_care.is_respite
),
open as materialized (
    select
        released_year.academic_year,
        released_year.reference_date,
        spell.pupil_key,
        spell.start_date,
        spell.placement_type,
        row_number() over (
            partition by released_year.academic_year, spell.pupil_key
            order by spell.start_date desc, spell.placement_type
        ) as place
    from released_year
    inner join pupil_cohort
        on pupil_cohort.period = released_year.academic_year and pupil_cohort.cohort = 'cla'
    inner join spell
        on spell.pupil_key = pupil_cohort.pupil_key
        and spell.start_date <= released_year.reference_date
        and spell.end_date > released_year.reference_date
),
stretch (academic_year, pupil_key, start_date) as (
    select academic_year, pupil_key, start_date from open
    union
    select stretch.academic_year, stretch.pupil_key, spell.start_date
    from stretch
    inner join spell
        on spell.pupil_key = stretch.pupil_key
        and spell.start_date < stretch.start_date
        and spell.end_date >= stretch.start_date
),
begun as (
    select academic_year, pupil_key, min(start_date) as since
    from stretch
    group by academic_year, pupil_key
),
counted as (
    -- The fewest that a published figure leaves of those in care.
    select
        open.academic_year,
        min(iif(published.number < total.number, total.number - published.number, null)) as rest
    from (select distinct academic_year from open) as open
    inner join (
        select academic_year, count(distinct pupil_key) as number
        from open
        group by academic_year
    ) as total on total.academic_year = open.academic_year
    left join (
        select shown_metric.period, shown_metric.denominator as number
        from context
        inner join shown_metric
            on shown_metric.level = 'county'
            and shown_metric.entity = context.la_code
            and shown_metric.cohort = 'cla'
            and shown_metric.breakdown = 'none'
        inner join dim_metric on dim_metric.id = shown_metric.metric
        inner join dim_count
            on dim_count.id = dim_metric.denominator_count
            and dim_count.kind = 'children'
        where shown_metric.denominator is not null
        union all
        select shown_metric.period, shown_metric.numerator
        from context
        inner join shown_metric
            on shown_metric.level = 'county'
            and shown_metric.entity = context.la_code
            and shown_metric.cohort = 'cla'
            and shown_metric.breakdown = 'none'
        inner join dim_metric on dim_metric.id = shown_metric.metric
        inner join dim_count
            on dim_count.id = dim_metric.numerator_count and dim_count.kind = 'children'
        where shown_metric.numerator is not null
    ) as published on published.period = open.academic_year
    group by open.academic_year
)
select
    open.academic_year,
    open.pupil_key,
    begun.since,
    open.placement_type,
    exists (
        select 1
        from spell
        where spell.pupil_key = open.pupil_key and spell.is_unaccompanied
    )
from open
inner join begun
    on begun.academic_year = open.academic_year and begun.pupil_key = open.pupil_key
inner join counted on counted.academic_year = open.academic_year
cross join context
where open.place = 1 and coalesce(counted.rest >= context.suppress_below, 1);

insert into raw_cell (topic, choice, academic_year, cohort, band, number)
select
    'care_time', 1, child.academic_year, 'cla', band.value, sum(child.band = band.value)
from (
    select
        raw_care.academic_year,
        1
        + (raw_care.since <= date(released_year.reference_date, '-1 year'))
        + (raw_care.since <= date(released_year.reference_date, '-2 years'))
        + (raw_care.since <= date(released_year.reference_date, '-5 years')) as band
    from raw_care
    inner join released_year on released_year.academic_year = raw_care.academic_year
) as child
cross join json_each('[1, 2, 3, 4]') as band
group by child.academic_year, band.value;

-- raw_attended: how many children looked after were on a school's roll at the year's end.
create temp table raw_attended (
    academic_year text not null,
    school_key integer not null,
    children integer not null,
    primary key (academic_year, school_key)
) strict, without rowid;

insert into raw_attended (academic_year, school_key, children)
select academic_year, school_key, count(*)
from (
    select
        released_year.academic_year,
        stay_status.school_key,
        row_number() over (
            partition by released_year.academic_year, stay_status.pupil_key
            order by stay_status.entry_date desc, dim_school.urn
        ) as place
    from released_year
    inner join pupil_cohort
        on pupil_cohort.period = released_year.academic_year and pupil_cohort.cohort = 'cla'
    cross join stay_status -- found by the child
        on stay_status.pupil_key = pupil_cohort.pupil_key
        and stay_status.status in ('C', 'M')
        and released_year.reference_date between stay_status.from_date and stay_status.to_date
        and released_year.reference_date between stay_status.entry_date and stay_status.last_date
    inner join dim_school on dim_school.school_key = stay_status.school_key
)
where place = 1
group by academic_year, school_key;

insert into raw_cell (topic, choice, academic_year, cohort, band, number)
select
    'schools', 1, raw_attended.academic_year, 'cla', band.value,
    sum(min(raw_attended.children, 3) = band.value)
from raw_attended
cross join json_each('[1, 2, 3]') as band
group by raw_attended.academic_year, band.value;

-- Of the children above the least of their schools' bands, all and those of the last band.
insert into raw_told (topic, choice, mask, bits, number)
select 'schools', 1, 3, way.bits, sum(raw_attended.children - way.least)
from raw_attended
inner join (
    select
        bits.value as bits,
        band.value as band,
        case bits.value
            when 0 then 1
            when 1 then min(band.value, 2)
            when 2 then iif(band.value = 3, 3, 1)
            else band.value
        end as least
    from json_each('[0, 1, 2, 3]') as bits
    cross join json_each('[1, 2, 3]') as band
) as way on way.band = min(raw_attended.children, 3)
group by raw_attended.academic_year, way.bits
union all
select 'schools', 1, 3, way.bits, sum(max(raw_attended.children - way.least, 0))
from raw_attended
cross join (
    select 0 as bits, 1 as least union all values (1, 2), (2, 3), (3, 3)
) as way
group by raw_attended.academic_year, way.bits;

-- Who has been in care for a year was there a year before: fewer are there now by those who left.
insert into raw_told (topic, choice, mask, bits, number)
with counted as (
    select
        academic_year,
        cast(substr(academic_year, 1, 4) as integer) as year,
        sum(iif(band = 1, number, 0)) as first,
        sum(iif(band = 2, number, 0)) as second,
        sum(number) as children
    from raw_cell
    where topic = 'care_time'
    group by academic_year
)
select 'care_time', 1, 1, 1, abs(before.children - (now.children - now.first))
from counted as now
inner join counted as before on before.year = now.year - 1
union all
-- The first two bands together: who has been in care for two years was there two years before.
select 'care_time', 1, 3, 2, abs(before.children - (now.children - now.first - now.second))
from counted as now
inner join counted as before on before.year = now.year - 2
union all
select 'care_time', 1, 3, 3, abs(before.first - now.second)
from counted as now
inner join counted as before on before.year = now.year - 1
union all
select
    'care_time', 1, 3, 3,
    abs(before.children - before.first - (now.children - now.first - now.second))
from counted as now
inner join counted as before on before.year = now.year - 1;

-- raw_absence: how many children of a group are in each band, where the published figures are of
-- the same children.
create temp table raw_absence (
    academic_year text not null,
    cohort text not null,
    band integer not null,
    number integer not null,
    primary key (academic_year, cohort, band)
) strict, without rowid;

insert into raw_absence (academic_year, cohort, band, number)
with
child as (
    select
        fct_attendance.period,
        fct_attendance.pupil_key,
        case
            when sum(fct_attendance.absent) = 0 then 1
            when 20 * sum(fct_attendance.absent) <= sum(fct_attendance.possible) then 2
            when 10 * sum(fct_attendance.absent) < sum(fct_attendance.possible) then 3
            when 5 * sum(fct_attendance.absent) < sum(fct_attendance.possible) then 4
            when 2 * sum(fct_attendance.absent) < sum(fct_attendance.possible) then 5
            else 6
        end as band
    from released_year
    inner join fct_attendance on fct_attendance.period = released_year.academic_year
    group by fct_attendance.period, fct_attendance.pupil_key
),
-- All pupils of the county are in it: from here on a row a band.
banded as materialized (
    select
        pupil_cohort.period as academic_year,
        pupil_cohort.cohort,
        child.band,
        count(*) as number
    from child
    cross join pupil_cohort
        on pupil_cohort.period = child.period
        and pupil_cohort.pupil_key = child.pupil_key
        and pupil_cohort.cohort in ('csw', 'cla', 'cin_cpp', 'peers')
    group by pupil_cohort.period, pupil_cohort.cohort, child.band
),
counted as (
    select
        banded.academic_year,
        banded.cohort,
        band.value as band,
        sum(iif(banded.band = band.value, banded.number, 0)) as number,
        sum(banded.number) as children,
        sum(iif(banded.band >= 4, banded.number, 0)) as persistent,
        sum(iif(banded.band = 6, banded.number, 0)) as severe
    from banded
    cross join json_each('[1, 2, 3, 4, 5, 6]') as band
    group by banded.academic_year, banded.cohort, band.value
)
select counted.academic_year, counted.cohort, counted.band, counted.number
from counted
cross join context
inner join shown_metric as persistent
    on persistent.period = counted.academic_year
    and persistent.level = 'county'
    and persistent.entity = context.la_code
    and persistent.cohort = counted.cohort
    and persistent.breakdown = 'none'
    and persistent.breakdown_value = ''
    and persistent.metric = 'persistent_absence'
left join shown_metric as severe
    on severe.period = counted.academic_year
    and severe.level = 'county'
    and severe.entity = context.la_code
    and severe.cohort = counted.cohort
    and severe.breakdown = 'none'
    and severe.breakdown_value = ''
    and severe.metric = 'severe_absence'
where persistent.denominator = counted.children
    and coalesce(persistent.numerator, counted.persistent) = counted.persistent
    and coalesce(severe.numerator, counted.severe) = counted.severe;

insert into raw_cell (topic, choice, academic_year, cohort, band, number)
select 'attendance', choice.value, academic_year, cohort, band, number
from (
    select
        raw_absence.*,
        (
            select count(distinct other.cohort)
            from raw_absence as other
            where other.academic_year = raw_absence.academic_year
                and other.cohort in ('csw', 'cla', 'cin_cpp')
        ) as ours
    from raw_absence
)
cross join json_each('[1, 2]') as choice
where cohort in ('csw', 'peers') or (choice.value = 1 and ours = 3);

insert into raw_cut (topic, academic_year, cohort, band)
select
    'attendance', shown_metric.period, shown_metric.cohort,
    iif(shown_metric.metric = 'severe_absence', 5, 3)
from context
inner join shown_metric
    on shown_metric.level = 'county'
    and shown_metric.entity = context.la_code
    and shown_metric.cohort in ('csw', 'cla', 'cin_cpp', 'peers')
    and shown_metric.breakdown = 'none'
    and shown_metric.metric in ('persistent_absence', 'severe_absence')
inner join released_year on released_year.academic_year = shown_metric.period
where shown_metric.numerator is not null;

-- Where a figure is withheld, bands that come to it would tell it: as if it were of one child.
insert into raw_told (topic, choice, mask, bits, number)
select distinct 'attendance', cell.choice, cut.bit, cut.bit, 1
from (
    select distinct choice, academic_year, cohort
    from raw_cell
    where topic = 'attendance'
) as cell
cross join (select 3 as band, 4 as bit union all select 5, 16) as cut
where not exists (
    select 1
    from raw_cut
    where raw_cut.topic = 'attendance'
        and raw_cut.academic_year = cell.academic_year
        and raw_cut.cohort = cell.cohort
        and raw_cut.band = cut.band
);

insert into shown_band (topic, academic_year, cohort, least, most, number)
with recursive
topic as (
    select topic, choice, max(band) as bands from raw_cell group by topic, choice
),
-- A bit for each two neighbours: whether they are apart.
way (topic, choice, bands, bits) as (
    select topic, choice, bands, 0 from topic
    union all
    select topic, choice, bands, bits + 1 from way where bits + 1 < 1 << (bands - 1)
),
placed as materialized (
    select
        way.topic,
        way.choice,
        way.bits,
        band.value as band,
        (
            select count(*)
            from json_each('[1, 2, 3, 4, 5, 6]') as before
            where before.value < band.value and (way.bits >> (before.value - 1)) & 1
        ) as place
    from way
    inner join json_each('[1, 2, 3, 4, 5, 6]') as band on band.value <= way.bands
),
apart as (
    select topic, choice, bits, max(place) + 1 as bands
    from placed
    group by topic, choice, bits
),
-- What is told by each way: the bands as they stand together, cut where published figures cut
-- them, and what follows from them.
told as (
    select placed.topic, placed.choice, placed.bits, sum(raw_cell.number) as number
    from placed
    inner join raw_cell
        on raw_cell.topic = placed.topic
        and raw_cell.choice = placed.choice
        and raw_cell.band = placed.band
    group by
        placed.topic, placed.choice, placed.bits, placed.place, raw_cell.academic_year,
        raw_cell.cohort,
        (
            select count(*)
            from raw_cut
            where raw_cut.topic = raw_cell.topic
                and raw_cut.academic_year = raw_cell.academic_year
                and raw_cut.cohort = raw_cell.cohort
                and raw_cut.band < raw_cell.band
        )
    union all
    select way.topic, way.choice, way.bits, raw_told.number
    from way
    inner join raw_told
        on raw_told.topic = way.topic
        and raw_told.choice = way.choice
        and way.bits & raw_told.mask = raw_told.bits
),
allowed as (
    select told.topic, told.choice, told.bits
    from told
    cross join context
    group by told.topic, told.choice, told.bits
    having not max(told.number between 1 and context.suppress_below - 1)
),
-- Those in care stand for themselves where that leaves four bands or more.
chosen as (
    select
        allowed.*,
        row_number() over (
            partition by allowed.topic
            order by
                (
                    allowed.choice = 1
                    and (allowed.topic <> 'attendance' or apart.bands >= 4)
                ) desc,
                allowed.choice desc,
                apart.bands desc,
                allowed.bits desc
        ) as place
    from allowed
    inner join apart
        on apart.topic = allowed.topic
        and apart.choice = allowed.choice
        and apart.bits = allowed.bits
)
select
    raw_cell.topic,
    raw_cell.academic_year,
    raw_cell.cohort,
    min(raw_cell.band),
    max(raw_cell.band),
    sum(raw_cell.number)
from chosen
inner join placed
    on placed.topic = chosen.topic
    and placed.choice = chosen.choice
    and placed.bits = chosen.bits
inner join raw_cell
    on raw_cell.topic = placed.topic
    and raw_cell.choice = placed.choice
    and raw_cell.band = placed.band
where chosen.place = 1
group by raw_cell.topic, raw_cell.academic_year, raw_cell.cohort, placed.place;

drop table raw_cell;
drop table raw_cut;
drop table raw_told;
drop table raw_attended;
drop table raw_absence;

-- shown_kind: how many there are of kinds without an order.
--
-- topic   placement: children looked after at the year's end, by where they live;
--         unaccompanied: the same, by whether they came alone, seeking asylum (yes, no);
--         spending: pounds of pupil premium plus allocated for children looked after at the
--         year's end, by what was bought; ' not spent' is what is left of them
-- kind    '' for all others together
-- number  children, or pounds
-- rule    a kind is shown where in each year it is of no child or of suppress_below or more; the
--         others stand together, and where they too are few the next smallest goes with them. No
--         pounds of a year in which nearly all who were in care had any: a child's are known
create temp table shown_kind (
    topic text not null,
    academic_year text not null,
    kind text not null,
    number real not null,
    primary key (topic, academic_year, kind)
) strict, without rowid;

create temp table raw_kind (
    topic text not null,
    academic_year text not null,
    kind text not null,
    children integer not null,
    number real not null,
    primary key (topic, academic_year, kind)
) strict, without rowid;

insert into raw_kind (topic, academic_year, kind, children, number)
select
    'placement', raw_care.academic_year, coalesce(code_name.name, ''), count(*), count(*)
from raw_care
left join code_name
    on code_name.code_set = 'placements' and code_name.code = raw_care.placement_type
group by raw_care.academic_year, coalesce(code_name.name, '');

-- Where nobody is said to have come alone nothing is known of it.
insert into raw_kind (topic, academic_year, kind, children, number)
select
    'unaccompanied', academic_year, iif(is_unaccompanied, 'yes', 'no'), count(*), count(*)
from raw_care
where exists (select 1 from raw_care as any_child where any_child.is_unaccompanied)
group by academic_year, is_unaccompanied;

-- Whose premium was spent on nothing is no secret beside whose was: what is left is of all.
insert into raw_kind (topic, academic_year, kind, children, number)
with
allocated as (
    select
        raw_care.academic_year,
        raw_care.pupil_key,
        sum(fct_funding.allocated) as pounds
    from raw_care
    inner join fct_funding
        on fct_funding.pupil_key = raw_care.pupil_key
        and fct_funding.fund = 'PPP'
        and fct_funding.financial_year = raw_care.academic_year
    group by raw_care.academic_year, raw_care.pupil_key
),
spent as (
    select
        allocated.academic_year,
        fct_intervention.type as kind,
        count(distinct allocated.pupil_key) as children,
        sum(coalesce(fct_intervention.cost, 0)) as pounds
    from allocated
    inner join fct_intervention
        on fct_intervention.pupil_key = allocated.pupil_key
        and fct_intervention.fund = 'PPP'
        and fct_intervention.start_date >= substr(allocated.academic_year, 1, 4) || '-04-01'
        and fct_intervention.start_date
            < (substr(allocated.academic_year, 1, 4) + 1) || '-04-01'
    group by allocated.academic_year, fct_intervention.type
),
whole as (
    select
        allocated.academic_year,
        count(*) as children,
        sum(allocated.pounds) as pounds,
        (
            select count(*)
            from raw_care
            where raw_care.academic_year = allocated.academic_year
        ) - count(*) as without
    from allocated
    group by allocated.academic_year
),
whole_shown as (
    select whole.*
    from whole
    cross join context
    where not whole.without between 1 and context.suppress_below - 1
)
select 'spending', spent.academic_year, spent.kind, spent.children, spent.pounds
from spent
inner join whole_shown on whole_shown.academic_year = spent.academic_year
union all
select
    'spending',
    whole_shown.academic_year,
    ' not spent',
    whole_shown.children,
    whole_shown.pounds - coalesce(
        (
            select sum(spent.pounds)
            from spent
            where spent.academic_year = whole_shown.academic_year
        ),
        0
    )
from whole_shown;

insert into shown_kind (topic, academic_year, kind, number)
with
kind as (
    select
        raw_kind.topic,
        raw_kind.kind,
        sum(raw_kind.children) as children,
        raw_kind.kind = ''
            or max(raw_kind.children between 1 and context.suppress_below - 1) as is_small
    from raw_kind
    cross join context
    group by raw_kind.topic, raw_kind.kind
),
ranked as (
    select
        kind.*,
        row_number() over (
            partition by kind.topic order by kind.is_small, kind.children desc, kind.kind
        ) as place
    from kind
),
-- How many stand alone, the largest; of what is left each year has enough, or nobody.
alone as (
    select topic, place from ranked where not is_small
    union all
    select distinct topic, 0 from ranked
),
left_over as (
    select
        alone.topic,
        alone.place,
        raw_kind.academic_year,
        -- The same few may have had several things bought: no fewer than had the commonest.
        iif(alone.topic = 'spending', max(raw_kind.children), sum(raw_kind.children)) as children
    from alone
    inner join ranked on ranked.topic = alone.topic and ranked.place > alone.place
    inner join raw_kind on raw_kind.topic = ranked.topic and raw_kind.kind = ranked.kind
    group by alone.topic, alone.place, raw_kind.academic_year
),
chosen as (
    select alone.topic, max(alone.place) as place
    from alone
    cross join context
    where not exists (
        select 1
        from left_over
        where left_over.topic = alone.topic
            and left_over.place = alone.place
            and left_over.children between 1 and context.suppress_below - 1
    )
    group by alone.topic
)
select
    raw_kind.topic,
    raw_kind.academic_year,
    iif(ranked.place <= chosen.place, raw_kind.kind, ''),
    sum(raw_kind.number)
from chosen
inner join ranked on ranked.topic = chosen.topic
inner join raw_kind on raw_kind.topic = ranked.topic and raw_kind.kind = ranked.kind
where chosen.place > 0
group by
    raw_kind.topic, raw_kind.academic_year, iif(ranked.place <= chosen.place, raw_kind.kind, '');

drop table raw_kind;
drop table raw_care;

-- name: outcome
-- shown_outcome: what became of permanent exclusions.
--
-- cohort    all, or csw: those with a social worker at the year's end
-- least, most  the first and last academic year that stand together
-- notified  begun in them, whatever became of them
-- stands    as published
-- pending, undone  still under review; withdrawn, or overturned or reinstated on review: null
--           where only both together, which follow from the others, may be shown
-- rule      what stands is published, and so are suspensions and all exclusions begun together: of
--           what is left of either kind there is none, or it is of suppress_below children or
--           more, among all, those with a social worker and the others. Years go two by two, the
--           first an odd one: of two the first stands alone if it may, and so then may the
--           second; else both stand together, if they may. So it is told of a year alike in every
--           edition, and no two of them can be taken from each other
create temp table shown_outcome (
    cohort text not null,
    least text not null,
    most text not null,
    notified integer not null,
    stands integer not null,
    pending integer,
    undone integer,
    primary key (cohort, least)
) strict, without rowid;

insert into shown_outcome (cohort, least, most, notified, stands, pending, undone)
with
event as materialized (
    select
        released_year.academic_year,
        fct_exclusion.pupil_key,
        fct_exclusion.category,
        fct_exclusion.counted,
        fct_exclusion.is_pending,
        exists (
            select 1
            from pupil_cohort as ours
            where ours.period = released_year.academic_year
                and ours.cohort = 'csw'
                and ours.pupil_key = fct_exclusion.pupil_key
        ) as is_ours
    from released_year
    inner join fct_exclusion
        on fct_exclusion.start_date between released_year.start_date and released_year.end_date
        and fct_exclusion.category in ('PERM', 'SUSP')
    inner join pupil_cohort
        on pupil_cohort.period = released_year.academic_year
        and pupil_cohort.cohort = 'all'
        and pupil_cohort.pupil_key = fct_exclusion.pupil_key
),
span (least, most, year, is_one) as (
    select academic_year, academic_year, year, 1 from released_year
    union all
    select first.academic_year, second.academic_year, first.year, 0
    from released_year as first
    inner join released_year as second on second.year = first.year + 1
    where first.year % 2 = 1
),
side (name) as (values ('all'), ('csw'), ('rest')),
counted as (
    select
        span.least,
        span.most,
        span.year,
        span.is_one,
        side.name as side,
        sum(category = 'PERM') as notified,
        sum(category = 'PERM' and counted) as stands,
        sum(category = 'PERM' and is_pending) as pending,
        sum(category = 'PERM' and not counted and not is_pending) as undone,
        count(distinct iif(category = 'PERM' and not counted, pupil_key, null)) as left_over,
        count(distinct iif(category = 'PERM' and is_pending, pupil_key, null))
            as pending_children,
        count(distinct iif(category = 'PERM' and not counted and not is_pending, pupil_key, null))
            as undone_children,
        count(distinct iif(category = 'SUSP' and not counted, pupil_key, null))
            as left_over_suspended
    from span
    inner join event on event.academic_year between span.least and span.most
    inner join side
        on side.name = 'all'
        or (side.name = 'csw' and event.is_ours)
        or (side.name = 'rest' and not event.is_ours)
    group by span.least, span.most, span.year, span.is_one, side.name
),
judged as (
    select
        counted.*,
        not (
            counted.left_over between 1 and context.suppress_below - 1
            or counted.left_over_suspended between 1 and context.suppress_below - 1
        ) as is_enough,
        not (
            counted.pending_children between 1 and context.suppress_below - 1
            or counted.undone_children between 1 and context.suppress_below - 1
        ) as is_apart
    from counted
    cross join context
),
published as (
    select
        span.least,
        span.most,
        shown_metric.cohort as side,
        sum(shown_metric.numerator) as stands,
        count(shown_metric.numerator) = (
            select count(*)
            from released_year
            where released_year.academic_year between span.least and span.most
        ) as is_whole
    from span
    inner join released_year on released_year.academic_year between span.least and span.most
    cross join context
    inner join shown_metric
        on shown_metric.period = released_year.academic_year
        and shown_metric.level = 'county'
        and shown_metric.entity = context.la_code
        and shown_metric.cohort in ('all', 'csw')
        and shown_metric.breakdown = 'none'
        and shown_metric.breakdown_value = ''
        and shown_metric.metric = 'permanent_exclusion_rate'
    group by span.least, span.most, shown_metric.cohort
),
allowed as (
    select
        judged.*,
        judged.is_enough
        and published.is_whole
        and published.stands = judged.stands
        and (
            judged.side = 'all'
            or coalesce(
                (
                    select others.is_enough
                    from judged as others
                    where others.least = judged.least
                        and others.most = judged.most
                        and others.is_one = judged.is_one
                        and others.side = 'rest'
                ),
                1
            )
        ) as is_shown,
        judged.is_apart and (
            judged.side = 'all'
            or coalesce(
                (
                    select others.is_apart
                    from judged as others
                    where others.least = judged.least
                        and others.most = judged.most
                        and others.is_one = judged.is_one
                        and others.side = 'rest'
                ),
                1
            )
        ) as is_told_apart
    from judged
    inner join published
        on published.least = judged.least
        and published.most = judged.most
        and published.side = judged.side
)
select
    side,
    least,
    most,
    notified,
    stands,
    iif(is_told_apart, pending, null),
    iif(is_told_apart, undone, null)
from allowed
where is_shown
    and notified > 0
    and (
        (is_one and year % 2 = 1)
        or is_one = exists (
            select 1
            from allowed as first
            where first.side = allowed.side
                and first.is_one
                and first.is_shown
                and first.year = allowed.year - (allowed.year + 1) % 2
        )
    );

-- name: quality
-- shown_quality: what the figures of a year rest on. No child is counted here: shares are in whole
-- per cent, rounded down, and of few records 98% says that it is all but one.
--
-- schools  of the county, open now; marked_schools: that have marks of the year
-- marked   of the sessions that they expected, those with a mark
-- matched  of the children in social care records, those known to a school: of all records; '[c]'
--          where so few are not that their number is small
create temp table shown_quality (
    academic_year text primary key,
    schools integer not null,
    marked_schools integer not null,
    marked integer,
    matched any
) strict, without rowid;

insert into shown_quality (academic_year, schools, marked_schools, marked, matched)
select
    released_year.academic_year,
    count(*),
    coalesce(sum(load_coverage.held > 0), 0),
    100 * sum(load_coverage.held) / nullif(sum(load_coverage.expected), 0),
    (
        select
            iif(
                sum(load_match.how = 'none') between 1 and context.suppress_below - 1,
                '[c]',
                100 * sum(load_match.how <> 'none') / nullif(count(*), 0)
            )
        from load_match
    )
from released_year
cross join context
inner join dim_school
    on dim_school.la_code = context.la_code and dim_school.status like 'Open%'
left join load_coverage
    on load_coverage.school_key = dim_school.school_key
    and load_coverage.period = released_year.academic_year
group by released_year.academic_year;

-- name: source
-- shown_source: the extracts that a metric's figures are made of, and since when there have been
-- any: null where none has ever come.
create temp table shown_source (
    metric text not null,
    type text not null,
    first_sent text,
    primary key (metric, type)
) strict, without rowid;

insert into shown_source (metric, type, first_sent)
select dim_metric.id, extract_type.type, min(substr(load_reach.first_sent, 1, 10))
from dim_metric
inner join metric_reads
    on metric_reads.metric_key = dim_metric.metric_key and metric_reads.use = 'figure'
inner join extract_type
    on (extract_type.relation = metric_reads.relation and extract_type.relation <> '')
    -- Marks are strings that several types fill.
    or (
        metric_reads.relation = 'mark_string'
        and extract_type.relation = ''
        and extract_type.is_fact = 1
    )
left join load_reach
    on load_reach.type = extract_type.type and load_reach.school_key is null
group by dim_metric.id, extract_type.type;

-- shown_provisional: the measures of a year of whose results, or of others of their stage, not all
-- are final.
create temp table shown_provisional (
    academic_year text not null,
    metric text not null,
    primary key (academic_year, metric)
) strict, without rowid;

insert into shown_provisional (academic_year, metric)
select distinct result.academic_year, dim_metric.id
from (
    select distinct
        result.academic_year,
        lower(substr(result.measure, 1, instr(result.measure || '_', '_') - 1)) as stage
    from (
        select fct_assessment.academic_year, fct_assessment.measure
        from released_year
        inner join fct_assessment
            on fct_assessment.academic_year = released_year.academic_year
        group by fct_assessment.academic_year, fct_assessment.pupil_key, fct_assessment.measure
        having max(fct_assessment.version) = 'P' and min(fct_assessment.version) = 'P'
    ) as result
) as result
inner join dim_metric
    on substr(dim_metric.id, 1, instr(dim_metric.id || '_', '_') - 1) = result.stage;
