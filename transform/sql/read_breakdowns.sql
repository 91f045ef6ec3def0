select breakdown_key, breakdown, value
from dim_breakdown
order by breakdown_key
