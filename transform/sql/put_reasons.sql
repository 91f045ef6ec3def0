insert into reason_cell (period_key, entity_key, cohort_key, possible, sessions)
values (?1, ?2, ?3, ?4, ?5)
