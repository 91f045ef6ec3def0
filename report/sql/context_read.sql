-- context_read: the one row that every text may name.
select * from context;
