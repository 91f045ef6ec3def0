insert into pupil_cohort_span (pupil_key, from_key, to_key, cohorts)
values (?1, ?2, ?3, ?4)
