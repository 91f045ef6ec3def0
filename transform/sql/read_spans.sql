select
    pupil_cohort_span.pupil_key,
    pupil_cohort_span.from_key,
    pupil_cohort_span.to_key,
    pupil_cohort_span.cohorts
from pupil_cohort_span
order by pupil_cohort_span.pupil_key, pupil_cohort_span.from_key
