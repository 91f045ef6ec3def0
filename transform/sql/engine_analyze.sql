-- Sizes of the dimensions, for the query planner.
analyze dim_period;
analyze dim_metric;
analyze dim_cohort;
analyze dim_breakdown;
analyze entity;
analyze gap_pair;
