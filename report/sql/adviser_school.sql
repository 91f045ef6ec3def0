-- adviser_school: an adviser's schools on one page.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.phase, '[x]') as phase,
    coalesce(roll.denominator, 0) as roll,
    coalesce(ours_roll.denominator, 0) as ours,
    coalesce(ever_roll.denominator, 0) as ever,
    coalesce(attendance.value, '[z]') as attendance,
    coalesce(persistent.numerator, '[z]') as persistent,
    coalesce(severe.numerator, '[z]') as severe,
    coalesce(ever_roll.numerator, '[z]') as suspended,
    coalesce(again.numerator, '[z]') as again,
    coalesce(suspensions.numerator, '[z]') as suspensions,
    coalesce(permanent.numerator, '[z]') as permanent,
    coalesce(
        (
            select iif(flag like 'above%', 'Above ', 'Below ')
                || iif(flag like '%99_8', '99.8%', '95%')
            from school_funnel
            where school_funnel.urn = dim_school.urn
                and school_funnel.cohort = 'ever6'
                and school_funnel.metric = 'suspended_pupils'
        ),
        'Within or too few'
    ) as limits,
    coalesce(load_freshness.attendance_to, '[x]') as attendance_to
from dim_school
left join school_figure as roll
    on roll.urn = dim_school.urn and roll.cohort = 'all'
    and roll.metric = 'suspended_pupils'
left join school_figure as ours_roll
    on ours_roll.urn = dim_school.urn and ours_roll.cohort = 'csw'
    and ours_roll.metric = 'suspended_pupils'
left join school_figure as ever_roll
    on ever_roll.urn = dim_school.urn and ever_roll.cohort = 'ever6'
    and ever_roll.metric = 'suspended_pupils'
left join school_figure as attendance
    on attendance.urn = dim_school.urn and attendance.cohort = 'ever6'
    and attendance.metric = 'attendance_rate'
left join school_figure as persistent
    on persistent.urn = dim_school.urn and persistent.cohort = 'ever6'
    and persistent.metric = 'persistent_absence'
left join school_figure as severe
    on severe.urn = dim_school.urn and severe.cohort = 'ever6'
    and severe.metric = 'severe_absence'
left join school_figure as again
    on again.urn = dim_school.urn and again.cohort = 'ever6'
    and again.metric = 'repeat_suspended_pupils'
left join school_figure as suspensions
    on suspensions.urn = dim_school.urn and suspensions.cohort = 'ever6'
    and suspensions.metric = 'suspension_rate'
left join school_figure as permanent
    on permanent.urn = dim_school.urn and permanent.cohort = 'ever6'
    and permanent.metric = 'permanent_exclusion_rate'
left join load_freshness on load_freshness.school_key = dim_school.school_key
where dim_school.adviser = :adviser
order by dim_school.name, dim_school.urn;
