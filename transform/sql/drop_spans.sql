delete from pupil_cohort_span
where pupil_key = ?1
