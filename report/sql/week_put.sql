-- week_put: one week of shown_week.
insert into shown_week (
    position, week, start_date, school_days, value, comparator_value, gap, mean, lower,
    upper, is_baseline, mark, signal
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);
