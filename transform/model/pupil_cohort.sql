-- pupil_cohort: a row a period, cohort and pupil in it on the period's reference date.
--
-- period     id in dim_period
-- cohort     id in dim_cohort
-- pupil_key  in dim_pupil
create view if not exists pupil_cohort as
select
    dim_period.id as period,
    dim_cohort.id as cohort,
    pupil_cohort_span.pupil_key
from dim_period
inner join pupil_cohort_span
    on pupil_cohort_span.from_key <= dim_period.reference_key
    and pupil_cohort_span.to_key >= dim_period.reference_key
inner join dim_cohort
    on (pupil_cohort_span.cohorts >> dim_cohort.cohort_key) & 1 = 1;
