-- guard.c: what may be read.

-- name: relation
-- All that the warehouse has.
select name from sqlite_schema where type in ('table', 'view');

-- name: public
-- What analysts may read, the years that have rows and no terms, files that wait, which tables
-- and types of extracts a metric is made of, the figures that no mart has, as what a child is on a
-- roll on a day, and which schools were one another.
select name
from sqlite_schema
where type in ('table', 'view')
    and (
        name glob 'dim_*'
        or name glob 'fct_*'
        or name glob 'mart_*'
        or name glob 'load_*'
        or name glob 'attendance_*'
        or name in (
            'benchmark',
            'extract_type',
            'file_waiting',
            'gap_figure',
            'mark_meaning',
            'metric_figure',
            'metric_reads',
            'comparator_area',
            'coverage_day',
            'period_pair',
            'published_comparator',
            'published_measure',
            'pupil_cohort',
            'school_near',
            'stay_status',
            'target',
            'year_without_terms'
        )
    );

-- name: controlled
-- What a pack under disclosure control may read besides the tables of what is shown:
-- places, days and words, what others have published and what is aimed at: no figure of ours
-- and no child.
select name
from sqlite_schema
where name in (
    'benchmark',
    'dim_cohort',
    'dim_count',
    'dim_metric',
    'dim_period',
    'dim_promise',
    'dim_school',
    'load_freshness',
    'period_pair',
    'published_comparator',
    'target'
);
