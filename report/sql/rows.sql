-- Rows of tables whose figures are asked for by name (docs/packs.md): what each row is of. Of
-- metric, cohort, period, level, entity, breakdown and breakdown_value each names those that its
-- rows say; `position` orders them; all else is there to be shown.

-- name: measure
-- The measures that a pack names itself: {measures} are its (position, metric, cohort).
with chosen (position, metric, cohort) as (
    values {measures}
)
select
    chosen.position,
    chosen.metric,
    chosen.cohort,
    metric_name.name as measure,
    metric_name.label,
    metric_name.unit,
    coalesce(group_name.name, dim_cohort.label) as group_name,
    coalesce(group_name.short, dim_cohort.label) as group_short
from chosen
inner join metric_name on metric_name.metric = chosen.metric
inner join dim_cohort on dim_cohort.id = chosen.cohort
left join group_name on group_name.cohort = chosen.cohort;

-- name: district
-- The county's own districts.
select
    row_number() over (order by district) as position,
    'district' as level,
    district as entity,
    district as place
from (
    select distinct dim_school.district
    from dim_school
    inner join context on context.la_code = dim_school.la_code
    where dim_school.district is not null
);

-- name: phase
-- The phases of the county's schools.
select
    row_number() over (order by phase) as position,
    'phase' as breakdown,
    phase as breakdown_value,
    upper(substr(replace(phase, 'State-funded ', ''), 1, 1))
        || substr(replace(phase, 'State-funded ', ''), 2) as place
from (
    select distinct dim_school.phase
    from dim_school
    inner join context on context.la_code = dim_school.la_code
    where dim_school.phase is not null
);

-- name: school
-- The county's schools that are open.
select
    row_number() over (order by dim_school.name, dim_school.urn) as position,
    'school' as level,
    dim_school.urn as entity,
    dim_school.name as place,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    coalesce(dim_school.phase, '[x]') as phase,
    coalesce(dim_school.adviser, 'No adviser') as adviser
from dim_school
inner join context on context.la_code = dim_school.la_code
where dim_school.status like 'Open%';

-- name: year_group
-- Year groups, from reception on.
with recursive year_group (position, code) as (
    select 0, 'R'
    union all
    select position + 1, cast(position + 1 as text) from year_group where position < 14
)
select
    position,
    'ncyear' as breakdown,
    code as breakdown_value,
    iif(code = 'R', 'Reception', 'Year ' || code) as place
from year_group;

-- name: sen
-- Special educational needs.
with sen (position, code, name) as (
    values
        (1, 'E', 'Education, health and care plan'),
        (2, 'K', 'SEN support'),
        (3, 'N', 'No identified need')
)
select position, 'sen' as breakdown, code as breakdown_value, name as place from sen;

-- name: in_county
-- Schools of the county and elsewhere.
with side (position, code, name) as (
    values (1, 'Y', 'At schools of the county'), (2, 'N', 'At schools outside the county')
)
select position, 'in_county' as breakdown, code as breakdown_value, name as place from side;

-- name: term
-- Terms, the earliest first.
select position, period, name as place, short
from term_name;

-- name: year
-- Academic years, the earliest first; the last may be so far.
select
    row_number() over (order by start_date) as position,
    id as period,
    substr(id, 1, 4) || ' to 20' || substr(id, 6, 2) || iif(complete, '', ' so far') as place
from dim_period
where grain = 'year';

-- name: group
-- Groups of children as reports have them, those of whom there are figures.
select group_name.position, group_name.cohort, group_name.name as place, group_name.short
from group_name
where exists (
        select 1
        from context
        cross join {set}_beside as figure
            on figure.period = context.year
            and figure.level = 'county'
            and figure.entity = context.la_code
            and figure.cohort = group_name.cohort
    );
