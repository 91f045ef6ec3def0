-- One school in a funnel; the parameters are named by position in transform/engine/funnel.c.
insert into funnel_cell (
    period_key, metric_key, cohort_key, entity_key, phase,
    phase_numerator, phase_denominator, lower_95, upper_95, lower_99_8, upper_99_8
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
