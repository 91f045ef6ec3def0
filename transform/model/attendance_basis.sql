-- attendance_basis: of how many pupils a place's attendance figures rest on what; year, term,
-- half term and, of earlier years, to date.
--
-- period  id in dim_period
-- level   county, district, adviser or school
-- entity  the LA code, the district's or adviser's name, the URN
-- cohort  id in dim_cohort
-- basis   summary, census: pupils of whom any school's figures are counts of that kind
--         (attendance_counts); marks: all others with a possible session
-- pupils  how many, over 0
-- edge    a pupil with summaries at one school and the census's counts at another is in both
create view if not exists attendance_basis as
with shown as (
    select
        attendance_counted.period,
        entity.level,
        entity.entity,
        pupil_cohort.cohort,
        attendance_counted.basis,
        attendance_counted.pupil_key
    from attendance_counted
    inner join dim_school on dim_school.school_key = attendance_counted.school_key
    inner join entity
        on entity.level = 'county'
        or (entity.level = 'district' and entity.entity = dim_school.district)
        or (entity.level = 'adviser' and entity.entity = dim_school.adviser)
        or (entity.level = 'school' and entity.entity = dim_school.urn)
    inner join pupil_cohort
        on pupil_cohort.period = attendance_counted.period
        and pupil_cohort.pupil_key = attendance_counted.pupil_key
    where attendance_counted.period not glob '*-W*'
)
select
    mart_metric.period,
    mart_metric.level,
    mart_metric.entity,
    mart_metric.cohort,
    'marks' as basis,
    cast(mart_metric.denominator as integer) - coalesce(without.pupils, 0) as pupils
from mart_metric
left join (
    select
        shown.period,
        shown.level,
        shown.entity,
        shown.cohort,
        count(distinct shown.pupil_key) as pupils
    from shown
    group by
        shown.period,
        shown.level,
        shown.entity,
        shown.cohort
) as without
    on without.period = mart_metric.period
    and without.level = mart_metric.level
    and without.entity = mart_metric.entity
    and without.cohort = mart_metric.cohort
where mart_metric.metric = 'persistent_absence'
    and mart_metric.breakdown = 'none'
    and mart_metric.denominator > coalesce(without.pupils, 0)
union all
select
    shown.period,
    shown.level,
    shown.entity,
    shown.cohort,
    shown.basis,
    count(distinct shown.pupil_key) as pupils
from shown
group by
    shown.period,
    shown.level,
    shown.entity,
    shown.cohort,
    shown.basis;
