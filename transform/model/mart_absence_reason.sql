-- mart_absence_reason: absent sessions by code, and the possible sessions they are a
-- share of; year, term and half term (details 27, 48).
--
-- period    id in dim_period
-- level     county, district, adviser or school
-- cohort    id in dim_cohort
-- code      of the mark
-- sessions  absent with it, over 0
-- possible  sessions of the cohort there, but for those of attendance summaries, which tell no codes
create view if not exists mart_absence_reason as
select
    dim_period.id as period,
    entity.level,
    entity.entity,
    dim_cohort.id as cohort,
    reason.key as code,
    reason.value as sessions,
    reason_cell.possible
from dim_period
cross join entity
cross join reason_cell
    on reason_cell.period_key = dim_period.period_key
    and reason_cell.entity_key = entity.entity_key
inner join dim_cohort on dim_cohort.cohort_key = reason_cell.cohort_key
inner join json_each(reason_cell.sessions) as reason;
