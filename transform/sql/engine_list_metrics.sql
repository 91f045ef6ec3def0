select
    metric_key,
    id
from dim_metric
order by metric_key
