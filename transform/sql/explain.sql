-- explain: the statements of its module, each by its name.

-- name: read_place
select
    entity.level,
    entity.entity
from entity
where entity.entity_key = ?1

-- name: read_cohort
select dim_cohort.cohort_key
from dim_cohort
where dim_cohort.id = ?1

-- name: read_period
-- What a period's figures were made of.
select
    dim_period.start_date,
    dim_period.end_date,
    dim_period.reference_date,
    dim_period.roll_date
from dim_period
where dim_period.period_key = ?1

-- name: read_cell
select
    metric_cell.numerator,
    metric_cell.denominator
from metric_cell
inner join dim_metric on dim_metric.metric_key = metric_cell.metric_key
where metric_cell.period_key = ?1
    and metric_cell.entity_key = ?2
    and dim_metric.id = ?3
    and metric_cell.breakdown_key = 0
    and metric_cell.cohort_key = ?4

-- name: want_pupil
insert into temp.wanted_person (pupil_key)
values (?1)

-- name: want_cohort
insert into temp.wanted_person (pupil_key)
select pupil_cohort_span.pupil_key
from dim_period
inner join pupil_cohort_span
    on pupil_cohort_span.from_key <= dim_period.reference_key
    and pupil_cohort_span.to_key >= dim_period.reference_key
where dim_period.period_key = ?1
    and (pupil_cohort_span.cohorts >> ?2) & 1 = 1

-- name: list_school_tables
-- The tables behind a metric that say at which school a person is. Marks do not: their sums
-- do (attendance), which are found by the school.
select
    metric_reads.relation,
    max(columns.name = 'pupil_key') as by_person
from metric_reads
inner join dim_metric on dim_metric.metric_key = metric_reads.metric_key
cross join pragma_table_info(metric_reads.relation) as columns
where dim_metric.id = ?1
group by metric_reads.relation
having max(columns.name = 'school_key')
    and max(columns.name in ('pupil_key', 'ident_key'))
    and not max(columns.name = 'bucket')
order by metric_reads.relation

-- name: keep_cohort
delete from temp.wanted_person
where pupil_key not in (
    select pupil_cohort_span.pupil_key
    from dim_period
    inner join pupil_cohort_span
        on pupil_cohort_span.from_key <= dim_period.reference_key
        and pupil_cohort_span.to_key >= dim_period.reference_key
    where dim_period.period_key = ?1
        and (pupil_cohort_span.cohorts >> ?2) & 1 = 1
)

-- name: list_schools
-- The school that a place is.
select school_ident.school_key
from entity
inner join school_ident on school_ident.urn = entity.entity
where entity.entity_key = ?1
    and entity.level = 'school'
