-- published_measure: which measure of ours a figure of the DfE's published files is: the rows
-- of benchmarks/*.ini, each figure of each group as a whole and of each split.
--
-- indicator   the figure's column, upper case
-- filters     what the line's other columns must say: name=value;name=value
-- filters_key  of them, as in the rows of the files
-- time_identifier  upper case
-- data_set    the file of the config that says it
-- title       of the data set
-- measure     a metric of ours, or a name for what is none
-- cohort      of ours; it begins with dfe_ where it is none
-- breakdown   none, or as in mart_metric
-- numerator, denominator  columns of the same line, '' for none
-- definition  in what the published figure is another than ours; '' in nothing that is known
create table if not exists published_measure (
    indicator text not null,
    filters_key text not null,
    filters text not null,
    time_identifier text not null,
    data_set text not null,
    title text not null,
    measure text not null,
    unit text not null,
    cohort text not null,
    breakdown text not null,
    breakdown_value text not null,
    numerator text not null,
    denominator text not null,
    definition text not null,
    primary key (indicator, filters_key, time_identifier)
) strict, without rowid;
create index if not exists published_measure_measure on published_measure (measure, cohort);
