-- adviser_child: repeat suspensions child by child at an adviser's schools: days used of
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
