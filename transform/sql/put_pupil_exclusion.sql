insert into mart_pupil_exclusion (
    academic_year, pupil_key, suspensions, permanent_exclusions, permanent_pending,
    lunchtimes, days_autumn, days_spring, days_summer, days_year, days_term, days_to_15,
    days_to_45, reasons, cohorts, schools
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
