select content.order_key || ' ' || ident.id
from content, ident
where content.content_id = ?1
    and ident.ident_key = ?2
