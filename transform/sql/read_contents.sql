select content.content_id
from content
order by content.order_key
