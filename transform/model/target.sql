-- target: what the county wants a figure to come to: its targets.csv.
--
-- metric         in dim_metric
-- cohort         in dim_cohort
-- academic_year  whose figure it is
-- target         in the metric's unit
-- label          who set it; '' where the county does not say
create table if not exists target (
    metric text not null,
    cohort text not null,
    academic_year text not null,
    target real not null,
    label text not null,
    primary key (metric, cohort, academic_year)
) strict, without rowid;
