-- exclusion: the statements of its module, each by its name.

-- name: drop_pupil_exclusions
delete from mart_pupil_exclusion
where academic_year = ?1

-- name: put_pupil_exclusion
insert into mart_pupil_exclusion (
    academic_year, pupil_key, suspensions, permanent_exclusions, permanent_pending,
    lunchtimes, days_autumn, days_spring, days_summer, days_year, days_term, days_to_15,
    days_to_45, reasons, cohorts, schools
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)

-- name: read_exclusions
select
    fct_exclusion.pupil_key,
    fct_exclusion.school_key,
    fct_exclusion.category,
    fct_exclusion.start_date,
    coalesce(fct_exclusion.sessions, 0),
    fct_exclusion.counted,
    fct_exclusion.is_pending,
    coalesce(fct_exclusion.reason1, ''),
    coalesce(fct_exclusion.reason2, ''),
    coalesce(fct_exclusion.reason3, '')
from fct_exclusion
