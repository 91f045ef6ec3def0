-- markcode: the statements of its module, each by its name.

-- name: read_mark_codes
select mark_code.symbol, mark_code.mark
from mark_code
