-- ledger.c: all that controlled packs may say, whoever asks: details 95, and the schools' pages.
-- What is not listed here is released nowhere.

-- name: schema
-- released_cohort: the cohorts that figures are released of.
--
-- worth         how much is lost with one of its figures: when one more must go, the cheapest does
-- at_schools    the same at schools, where funnels are of those who had a social worker in the last
--               six years; 0 where its figures are not released there
-- in_breakdowns, in_weeks  whether they are there
--
-- released_at_schools: the metrics of a school's page, of its own edition and of the table of
-- schools.
--
-- worth    as above; all are multiplied
-- cohorts  whose figures. Never peers': a school's pupils less them and ours are one or two who were
--          looked after, whose days could be told. Results are of all pupils alone, for ours are too
--          few in a year group
create temp table released_cohort (
    cohort text primary key,
    worth real not null,
    in_breakdowns integer not null,
    at_schools real not null,
    in_weeks integer not null
) strict, without rowid;

insert into released_cohort (cohort, worth, in_breakdowns, at_schools, in_weeks)
values
    ('all', 16, 1, 16, 0),
    ('peers', 14, 1, 0, 1),
    ('csw', 14, 1, 4, 1),
    ('cla', 8, 1, 0, 0),
    ('ever6', 3, 1, 10, 0),
    ('cin_cpp', 2, 0, 0, 0),
    ('cla12', 2, 0, 0, 0),
    ('pla', 2, 0, 0, 0),
    ('formerly', 1, 0, 0, 0);

create temp table released_at_schools (
    metric text primary key,
    worth real not null,
    cohorts text not null
) strict, without rowid;

insert into released_at_schools (metric, worth, cohorts)
values
    ('attendance_rate', 3, 'all csw ever6'),
    ('ehcp', 0.5, 'all csw ever6'),
    ('eyfs_gld', 0.5, 'all'),
    ('ks2_rwm', 0.5, 'all'),
    ('ks4_em4', 0.5, 'all'),
    ('late_rate', 0.5, 'all csw ever6'),
    ('permanent_exclusion_rate', 1, 'all csw ever6'),
    ('persistent_absence', 3, 'all csw ever6'),
    ('phonics_y1', 0.5, 'all'),
    ('repeat_suspended_pupils', 1, 'all csw ever6'),
    ('sen_support', 0.5, 'all csw ever6'),
    ('suspended_pupils', 4, 'all csw ever6'),
    ('suspension_days', 1, 'all csw ever6'),
    ('suspension_rate', 2, 'all csw ever6'),
    ('unauthorised_absence_rate', 1, 'all csw ever6');

-- released_care: metrics nearly all of whose children are looked after, as those of plans are: of
-- other cohorts they say the same of the same children and a few more, so that these give way.
create temp table released_care (
    metric text primary key
) strict, without rowid;

insert into released_care (metric)
select mart_metric.metric
from mart_metric
inner join dim_period on dim_period.id = mart_metric.period and dim_period.grain = 'year'
where mart_metric.level = 'county'
    and mart_metric.breakdown = 'none'
    and mart_metric.cohort in ('all', 'cla')
group by mart_metric.metric
having sum(iif(mart_metric.cohort = 'cla', mart_metric.denominator, 0))
    >= 0.8 * sum(iif(mart_metric.cohort = 'all', mart_metric.denominator, 0));

-- released_beside: metrics that go before what they stand beside: all exclusions begun less the
-- suspensions are permanent exclusions, and the suspensions are the headline; and so, of results at
-- 11, are reading, writing and mathematics together. Who was on roll at some time, less those who
-- are, are those who left: of how many moved the children on roll are not to be the price.
create temp table released_beside (metric text primary key) strict, without rowid;

insert into released_beside (metric)
values
    ('contact_on_record'),
    ('contacted_first'),
    ('in_year_moves'),
    ('ks2_math'),
    ('ks2_read'),
    ('ks2_writ');

-- released_place: where and when, a row a breakdown at a level and grain.
--
-- breakdown  'none' for the whole
-- worth      as above
create temp table released_place (
    level text not null,
    grain text not null,
    breakdown text not null,
    worth real not null,
    primary key (level, grain, breakdown)
) strict, without rowid;

insert into released_place (level, grain, breakdown, worth)
values
    ('county', 'year', 'none', 60),
    ('county', 'to_date', 'none', 60),
    ('county', 'term', 'none', 30),
    ('county', 'week', 'none', 8),
    ('district', 'year', 'none', 3),
    ('district', 'to_date', 'none', 3),
    ('school', 'year', 'none', 2),
    ('school', 'to_date', 'none', 2);

-- What is expected in a funnel is the figure of its phase.
insert into released_place (level, grain, breakdown, worth)
select distinct 'county', 'year', breakdown, iif(breakdown = 'phase', 6, 1)
from dim_breakdown
where breakdown not in ('none', 'district');

-- Children at schools elsewhere, in a year to date.
insert into released_place (level, grain, breakdown, worth)
values ('county', 'to_date', 'in_county', 1);

-- released_entity: the county, its own districts and its own schools.
create temp table released_entity (
    level text not null,
    entity text not null,
    primary key (level, entity)
) strict, without rowid;

insert or ignore into released_entity (level, entity)
select 'county', la_code from context
union all
select 'district', dim_school.district
from dim_school
inner join context on context.la_code = dim_school.la_code
where dim_school.district is not null
union all
select 'school', dim_school.urn
from dim_school
inner join context on context.la_code = dim_school.la_code;

-- name: count
-- The counts of children, or of what happened to them, that metrics are made of.
--
-- is_count   a small one gives something away: a sum of scores does not
-- is_secret  but of whom it is must be known, or it may be one child's
-- is_open    of schools: what is left between two figures is no child
-- is_event   of a part, or of what happened: what is left of it between two periods tells of
--            somebody; who was on roll at some time tells of nobody
-- is_additive  a year's are its terms' together
-- children     to whom what happened belongs: what is left of it, and is theirs alone, must not be
--              known where they are few, however much it is
select
    id,
    kind <> 'sum' as is_count,
    kind = 'sum' and children is null as is_secret,
    kind = 'schools' as is_open,
    kind = 'events' or exists (
        select 1 from dim_count_part where dim_count_part.count = dim_count.id
    ) as is_event,
    kind = 'events' as is_additive,
    step,
    iif(kind = 'events', children, null)
from dim_count
order by id;

-- name: part
-- What a count is a part of, and where it is that without exactly another, which; and what results
-- lie within each other by what they are, which the measures have one file for.
with within (count, whole) as (
    values
        ('ks2_rwm_high_met', 'ks2_rwm_met'),
        ('ks4_em5_met', 'ks4_em4_met')
)
select
    dim_count_part.count,
    dim_count_part.whole,
    dim_count.less
from dim_count_part
inner join dim_count on dim_count.id = dim_count_part.count
union all
select within.count, within.whole, null
from within
inner join dim_count as part on part.id = within.count
inner join dim_count as whole on whole.id = within.whole
order by 1, 2;

-- name: same
-- What a count of the whole is in the breakdown by it: who has SEN support are all of those with K.
with same (count, breakdown, value, other) as (
    values
        ('ehcp', 'sen', 'E', 'here'),
        ('sen_support', 'sen', 'K', 'here')
)
select same.count, same.breakdown, same.value, same.other
from same
inner join dim_count as one on one.id = same.count
inner join dim_count as other on other.id = same.other
order by same.count;

-- name: over
-- What a count is never less than (dim_count_over).
select
    one.count,
    one.other,
    two.other,
    two.least
from dim_count_over as one
left join dim_count_over as two on two.count = one.count and two.place = 2
where one.place = 1
order by one.count;

-- name: metric
-- The counts that a metric's figures are, and the one that its reliability goes by.
select
    id,
    numerator_count,
    denominator_count,
    base_count
from dim_metric
order by id;

-- name: link
-- The counts that a metric shows, or rests on so that it is hidden with them: its own and its
-- base, the children they belong to, and what one of them is the rest without: of the two
-- either gives the other away beside their whole.
with own as (
    select
        dim_metric.id as metric,
        dim_count.id as count,
        dim_count.children,
        dim_count.less
    from dim_metric
    inner join dim_count
        on dim_count.id in (dim_metric.numerator_count, dim_metric.denominator_count)
)
select metric, count from own
union
select metric, children from own where children is not null
union
select metric, less from own where less is not null
union
select
    own.metric,
    dim_count.id
from own
inner join dim_count on dim_count.less = own.count
union
select id, base_count from dim_metric
order by 1, 2;

-- name: cohort
-- The cohorts, and their bits in a mix.
select
    released_cohort.cohort,
    dim_cohort.cohort_key
from released_cohort
inner join dim_cohort on dim_cohort.id = released_cohort.cohort
order by released_cohort.cohort;

-- name: mix
select cohorts, is_later from dim_cohort_mix order by cohorts;

-- name: period
-- The periods, and the days that they hold.
select
    id,
    grain,
    academic_year,
    cast(julianday(start_date) as integer),
    cast(julianday(end_date) as integer)
from dim_period
where grain in ('year', 'term', 'to_date', 'week')
order by id;

-- name: school
-- The district that a school lies in, and the breakdown value that its children count in.
select
    dim_school.urn,
    coalesce(dim_school.district, ''),
    'phase',
    coalesce(dim_school.phase, '')
from released_entity
inner join dim_school on dim_school.urn = released_entity.entity
where released_entity.level = 'school'
order by dim_school.urn;

-- name: figure
-- Every figure that is released, place by place. How many children a week's rests on no other
-- figure says: those have an interval that rest on ten (details 40). Of a school few metrics are
-- released, each of which is looked up; of the county and districts most, so that all are read.
--
-- also     the district that a figure is shown as: children at schools of others are one group,
--          but for a county that has a district of that name
-- is_own   whether it is shown as what it is of as well
-- worth    what is lost with it
with
period as materialized (
    select
        id,
        grain,
        grain = 'year' or id = academic_year || ' to date' as is_everywhere
    from dim_period
    where grain in (select grain from released_place)
),
untold as materialized (select metric, period from dim_metric_untold),
elsewhere as materialized (
    select 'Outside the county' as district
    where not exists (
            select 1
            from released_entity
            where released_entity.level = 'district'
                and released_entity.entity = 'Outside the county'
        )
),
metric as materialized (
    select
        dim_metric.id,
        released_at_schools.worth as at_schools,
        ' ' || released_at_schools.cohorts || ' ' as cohorts,
        released_care.metric is not null as is_care,
        released_beside.metric is not null as is_beside,
        dim_metric.id in (select metric from untold) as is_untold
    from dim_metric
    left join released_at_schools on released_at_schools.metric = dim_metric.id
    left join released_care on released_care.metric = dim_metric.id
    left join released_beside on released_beside.metric = dim_metric.id
),
cell as (
    select
        metric_figure.*,
        period.grain,
        metric_figure.breakdown = 'in_county' and metric_figure.breakdown_value = 'N'
            as is_elsewhere
    from period
    cross join released_entity
    cross join metric_figure
        on metric_figure.period = period.id
        and metric_figure.level = released_entity.level
        and metric_figure.entity = released_entity.entity
    where released_entity.level <> 'school'
        and (released_entity.level = 'county' or period.is_everywhere)
    union all
    select
        metric_figure.*,
        period.grain,
        0 as is_elsewhere
    from period
    cross join released_entity
    cross join released_at_schools
    cross join metric_figure
        on metric_figure.period = period.id
        and metric_figure.level = released_entity.level
        and metric_figure.entity = released_entity.entity
        and metric_figure.metric = released_at_schools.metric
        and metric_figure.breakdown = 'none'
        and metric_figure.breakdown_value = ''
    where released_entity.level = 'school'
        and period.is_everywhere
        and instr(' ' || released_at_schools.cohorts || ' ', ' ' || metric_figure.cohort || ' ')
)
select
    cell.period,
    cell.level,
    cell.entity,
    cell.breakdown,
    cell.breakdown_value,
    cell.cohort,
    cell.metric,
    cell.numerator,
    cell.denominator,
    cell.value,
    cell.lower,
    cell.upper,
    iif(cell.is_elsewhere, (select elsewhere.district from elsewhere), null) as also,
    cell.is_mart and (cell.breakdown = 'none' or released_cohort.in_breakdowns) as is_own,
    released_place.worth * iif(
        cell.level = 'school',
        released_cohort.at_schools * metric.at_schools,
        released_cohort.worth
    ) * iif(
        not metric.is_care or cell.cohort in ('cla', 'cla12'), 1, 0.05
    ) * iif(
        metric.is_beside, 0.1, 1
    ) as worth
from cell
cross join released_place
    on released_place.level = cell.level
    and released_place.grain = cell.grain
    and released_place.breakdown = cell.breakdown
cross join released_cohort
    on released_cohort.cohort = cell.cohort
    and (cell.breakdown = 'none' or cell.is_elsewhere or released_cohort.in_breakdowns)
    and (cell.level <> 'school' or released_cohort.at_schools > 0)
    and (cell.grain <> 'week' or released_cohort.in_weeks)
cross join metric on metric.id = cell.metric
left join figure_silent as silent
    on silent.level = cell.level
    and silent.entity = cell.entity
    and silent.breakdown = cell.breakdown
    and silent.breakdown_value = cell.breakdown_value
    and silent.period = cell.period
    and silent.metric = cell.metric
where (
        cell.grain <> 'week'
        or (cell.metric = 'attendance_rate' and cell.lower is not null)
    )
    and (cell.is_mart or cell.is_elsewhere)
    and not (
        metric.is_untold
        and (cell.metric, cell.period) in (select metric, period from untold)
    )
    and (silent.metric is null or cell.numerator <> 0)
order by
    cell.period, cell.level, cell.entity, cell.breakdown, cell.breakdown_value, cell.cohort,
    cell.metric;
