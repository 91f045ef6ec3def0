-- advisers: the queries of the pack.

-- name: setup
-- school_figure: this year's figures of each school, not controlled: advisers work with
-- these children.
create temp table school_figure (
    urn text not null,
    figure text not null, -- cohort.metric
    numerator real not null,
    denominator real not null,
    value real not null,
    primary key (urn, figure)
) strict, without rowid;

insert into school_figure (urn, figure, numerator, denominator, value)
select entity, cohort || '.' || metric, numerator, denominator, value
from mart_metric
inner join context on context.year = mart_metric.period
where level = 'school' and breakdown = 'none' and cohort in ('all', 'csw', 'ever6')
    and metric in (
        'attendance_rate', 'persistent_absence', 'severe_absence', 'suspended_pupils',
        'repeat_suspended_pupils', 'suspension_rate', 'permanent_exclusion_rate'
    );

-- school_funnel: this year's schools outside a funnel's limits.
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

-- name: each
-- One row per education adviser.
select
    adviser,
    count(*) as schools
from dim_school
where adviser is not null and adviser <> ''
group by adviser
order by adviser;

-- name: school
-- An adviser's schools on one page.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.phase, '[x]') as phase,
    max(iif(figure = 'all.suspended_pupils', denominator, 0)) as roll,
    max(iif(figure = 'csw.suspended_pupils', denominator, 0)) as ours,
    max(iif(figure = 'ever6.suspended_pupils', denominator, 0)) as ever,
    coalesce(max(iif(figure = 'ever6.attendance_rate', value, null)), '[z]') as attendance,
    coalesce(max(iif(figure = 'ever6.persistent_absence', numerator, null)), '[z]')
        as persistent,
    coalesce(max(iif(figure = 'ever6.severe_absence', numerator, null)), '[z]') as severe,
    coalesce(max(iif(figure = 'ever6.suspended_pupils', numerator, null)), '[z]')
        as suspended,
    coalesce(max(iif(figure = 'ever6.repeat_suspended_pupils', numerator, null)), '[z]')
        as again,
    coalesce(max(iif(figure = 'ever6.suspension_rate', numerator, null)), '[z]')
        as suspensions,
    coalesce(max(iif(figure = 'ever6.permanent_exclusion_rate', numerator, null)), '[z]')
        as permanent,
    coalesce(
        (
            select flag_name.short
            from school_funnel
            inner join flag_name on flag_name.flag = school_funnel.flag
            where school_funnel.urn = dim_school.urn
                and school_funnel.cohort = 'ever6'
                and school_funnel.metric = 'suspended_pupils'
        ),
        'Within or too few'
    ) as limits,
    coalesce(load_freshness.attendance_to, '[x]') as attendance_to
from dim_school
left join school_figure on school_figure.urn = dim_school.urn
left join load_freshness on load_freshness.school_key = dim_school.school_key
where dim_school.adviser = :adviser
group by dim_school.urn
order by dim_school.name, dim_school.urn;

-- name: funnel
-- An adviser's schools above a funnel's limits this year.
select
    dim_school.name,
    dim_school.urn,
    school_funnel.phase,
    metric_name.label as measure,
    coalesce(group_name.name, school_funnel.cohort) as group_name,
    school_funnel.numerator,
    school_funnel.denominator,
    school_funnel.value,
    school_funnel.expected,
    school_funnel.upper_95,
    school_funnel.upper_99_8,
    flag_name.meaning as compared
from school_funnel
inner join flag_name on flag_name.flag = school_funnel.flag
inner join dim_school on dim_school.urn = school_funnel.urn
inner join metric_name on metric_name.metric = school_funnel.metric
left join group_name on group_name.cohort = school_funnel.cohort
where dim_school.adviser = :adviser and school_funnel.flag like 'above%'
order by
    flag_name.position,
    (school_funnel.value - school_funnel.expected) * sqrt(school_funnel.denominator) desc,
    dim_school.name,
    school_funnel.metric,
    school_funnel.cohort;

-- name: summary
-- What an adviser's schools come to, one row for texts.
select
    count(distinct repeat_child.pupil_key) as children,
    count(distinct repeat_child.school_key) as schools_with
from dim_school
left join repeat_child on repeat_child.school_key = dim_school.school_key
where dim_school.adviser = :adviser;

-- name: child
-- Repeat suspensions child by child at an adviser's schools: days used of
-- the 5 and 15 days a term at one school, and of the 45 a year at all.
--
-- state  what the days used mean: over 15 in a term the governors must meet, over 5 the
--        parents may ask them to; 45 in a year is the most there can be
with
limit_used as (
    select
        repeat_child.*,
        dim_school.name as school,
        15 - mart_pupil_exclusion.days_to_15 as days_term,
        mart_pupil_exclusion.days_year,
        mart_pupil_exclusion.suspensions,
        mart_pupil_exclusion.permanent_exclusions,
        mart_pupil_exclusion.permanent_pending,
        mart_pupil_exclusion.reasons,
        mart_pupil_exclusion.cohorts
    from repeat_child
    inner join dim_school on dim_school.school_key = repeat_child.school_key
    cross join context
    inner join mart_pupil_exclusion
        on mart_pupil_exclusion.academic_year = context.year
        and mart_pupil_exclusion.pupil_key = repeat_child.pupil_key
    where dim_school.adviser = :adviser
)
select
    limit_used.school,
    coalesce(dim_pupil.surname, '[x]') as surname,
    coalesce(dim_pupil.forename, '[x]') as forename,
    coalesce(dim_pupil.upn, dim_pupil.child_id, '[x]') as upn,
    coalesce(
        (
            select fct_enrolment.nc_year
            from fct_enrolment
            where fct_enrolment.pupil_key = limit_used.pupil_key
                and fct_enrolment.school_key = limit_used.school_key
            order by fct_enrolment.entry_date desc
            limit 1
        ),
        '[x]'
    ) as nc_year,
    coalesce(
        (
            select group_concat(short, ', ')
            from (
                select group_name.short
                from group_name
                where group_name.cohort in ('cla', 'cpp', 'cin', 'formerly', 'pla')
                    and ';' || limit_used.cohorts || ';'
                        like '%;' || group_name.cohort || ';%'
                order by group_name.position
            )
        ),
        '[z]'
    ) as groups,
    limit_used.here,
    limit_used.suspensions,
    limit_used.last_date,
    limit_used.days_term,
    limit_used.days_year,
    case
        when limit_used.permanent_pending > 0 then 'Permanent exclusion pending'
        when limit_used.permanent_exclusions > 0 then 'Permanently excluded'
        when limit_used.days_year > 45 then 'Past 45 days in the year'
        when limit_used.days_year >= 40 then 'Near 45 days in the year'
        when limit_used.days_term > 15 then 'Past 15 days: governors must meet'
        when limit_used.days_term >= 13 then 'Near 15 days in the term'
        when limit_used.days_term > 5 then 'Past 5 days: parents may ask governors to meet'
        when limit_used.days_term >= 3 then 'Near 5 days in the term'
        else 'None near'
    end as state,
    coalesce(
        (
            select group_concat(name, ', ')
            from (
                select code_name.name
                from code_name
                where code_name.code_set = 'exclusion_reasons'
                    and ';' || limit_used.reasons || ';' like '%;' || code_name.code || ';%'
                order by code_name.name
            )
        ),
        '[x]'
    ) as reasons
from limit_used
inner join dim_pupil on dim_pupil.pupil_key = limit_used.pupil_key
order by
    limit_used.school, limit_used.days_year desc, dim_pupil.surname, dim_pupil.forename,
    limit_used.pupil_key;
