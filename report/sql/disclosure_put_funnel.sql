-- disclosure_put_funnel: one school, as it may be shown.
insert into shown_funnel (
    metric, period, cohort, phase, urn, numerator, denominator, value, expected, lower_95,
    upper_95, lower_99_8, upper_99_8, flag, symbol
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);
