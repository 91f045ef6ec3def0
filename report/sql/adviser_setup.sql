-- adviser_setup: this year's figures of each school, not controlled: advisers work with
-- these children.
drop table if exists temp.school_figure;
create temp table school_figure (
    urn text not null,
    cohort text not null,
    metric text not null,
    numerator real not null,
    denominator real not null,
    value real not null,
    primary key (urn, cohort, metric)
) strict, without rowid;

insert into school_figure (urn, cohort, metric, numerator, denominator, value)
select entity, cohort, metric, numerator, denominator, value
from mart_metric
inner join context on context.year = mart_metric.period
where level = 'school' and breakdown = 'none' and cohort in ('all', 'csw', 'ever6')
    and metric in (
        'attendance_rate', 'persistent_absence', 'severe_absence', 'suspended_pupils',
        'repeat_suspended_pupils', 'suspension_rate', 'permanent_exclusion_rate'
    );

-- school_funnel: this year's schools outside a funnel's limits.
drop table if exists temp.school_funnel;
create temp table school_funnel (
    urn text not null,
    cohort text not null,
    metric text not null,
    phase text not null,
    numerator real not null,
    denominator real not null,
    value real not null,
    expected real not null,
    upper_95 real not null,
    upper_99_8 real not null,
    flag text not null,
    primary key (urn, cohort, metric)
) strict, without rowid;

insert into school_funnel (
    urn, cohort, metric, phase, numerator, denominator, value, expected, upper_95,
    upper_99_8, flag
)
select urn, cohort, metric, phase, numerator, denominator, value, expected, upper_95,
    upper_99_8, flag
from mart_funnel
inner join context on context.year = mart_funnel.period
where flag <> 'within';

-- repeat_child: children who had a social worker in the last six years, or were looked
-- after, and were suspended repeat_threshold times or more this year, at each school that
-- suspended them.
drop table if exists temp.repeat_child;
create temp table repeat_child (
    pupil_key integer not null,
    school_key integer not null,
    here integer not null, -- suspensions at this school
    last_date text not null,
    primary key (school_key, pupil_key)
) strict, without rowid;

insert into repeat_child (pupil_key, school_key, here, last_date)
select
    fct_exclusion.pupil_key,
    fct_exclusion.school_key,
    count(*),
    max(fct_exclusion.start_date)
from context
inner join dim_period on dim_period.id = context.year
inner join mart_pupil_exclusion
    on mart_pupil_exclusion.academic_year = context.year
    and mart_pupil_exclusion.suspensions >= context.repeat_threshold
    and (
        ';' || mart_pupil_exclusion.cohorts || ';' like '%;ever6;%'
        or ';' || mart_pupil_exclusion.cohorts || ';' like '%;pla;%'
    )
inner join fct_exclusion
    on fct_exclusion.pupil_key = mart_pupil_exclusion.pupil_key
    and fct_exclusion.category = 'SUSP'
    and fct_exclusion.counted = 1
    and fct_exclusion.start_date between dim_period.start_date and context.as_of
group by fct_exclusion.pupil_key, fct_exclusion.school_key;
