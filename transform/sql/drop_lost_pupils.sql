-- Persons of whom no row speaks any more.
delete from pupil_cohort_span
where pupil_key in (select pupil_asked.pupil_key from pupil_asked);

delete from dim_pupil
where pupil_key in (select pupil_asked.pupil_key from pupil_asked);

delete from pupil_asked;
