-- span: the statements of its module, each by its name.

-- name: drop_spans
delete from pupil_cohort_span
where pupil_key = ?1

-- name: put_span
insert into pupil_cohort_span (pupil_key, from_key, to_key, cohorts)
values (?1, ?2, ?3, ?4)

-- name: read_pupil_spans
select
    pupil_cohort_span.pupil_key,
    pupil_cohort_span.from_key,
    pupil_cohort_span.to_key,
    pupil_cohort_span.cohorts
from pupil_cohort_span
where pupil_cohort_span.pupil_key = ?1
order by pupil_cohort_span.from_key

-- name: read_spans
select
    pupil_cohort_span.pupil_key,
    pupil_cohort_span.from_key,
    pupil_cohort_span.to_key,
    pupil_cohort_span.cohorts
from pupil_cohort_span
order by pupil_cohort_span.pupil_key, pupil_cohort_span.from_key
