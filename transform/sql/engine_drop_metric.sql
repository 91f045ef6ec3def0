-- A metric whose description is gone.
delete from metric_cell where metric_key = :metric_key;
delete from funnel_cell where metric_key = :metric_key;
delete from dim_metric where metric_key = :metric_key;
