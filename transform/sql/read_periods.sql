select period_key
from dim_period
order by period_key
