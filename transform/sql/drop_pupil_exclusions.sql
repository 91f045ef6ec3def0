delete from mart_pupil_exclusion
where academic_year = ?1
