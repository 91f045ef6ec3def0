select mark_code.symbol, mark_code.mark
from mark_code
