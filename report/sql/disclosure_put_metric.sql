-- disclosure_put_metric: one figure, as it may be shown.
insert into shown_metric (
    period, level, entity, cohort, breakdown, breakdown_value, metric, numerator,
    denominator, value, lower, upper, symbol
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);
