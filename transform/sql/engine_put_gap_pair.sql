insert or ignore into gap_pair (cohort_key, comparator_key) values (?1, ?2)
