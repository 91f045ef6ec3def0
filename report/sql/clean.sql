-- clean: what an earlier report in this connection left.
drop table if exists temp.context;
drop table if exists temp.shown_metric;
drop table if exists temp.shown_gap;
drop table if exists temp.shown_funnel;
drop table if exists temp.shown_week;
drop table if exists temp.group_name;
drop table if exists temp.term_name;
drop table if exists temp.code_name;
