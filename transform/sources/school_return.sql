-- school_return: the schools with a return due (details 35: open on R, with a pupil on roll who
-- has a social worker), and what the year's return says; a school without one says nothing. A
-- date still to come counts for nothing but the review of a policy. Of what is said by being there
-- a blank tells nothing; of the rest ..._told is whether the return does.
with attended as (
    select distinct stay.school_key
    from temp.period_stay as stay
    inner join pupil_cohort as membership
        on membership.pupil_key = stay.pupil_key
        and membership.period = :period
        and membership.cohort = 'csw'
    where stay.is_on_roll = 1
)
select
    null as pupil_key,
    dim_school.school_key,
    coalesce(said.designated_teacher, '') <> '' as named,
    said.qualified_teacher is 'Y' as qualified,
    said.qualified_teacher is not null as qualified_told,
    coalesce(said.training_days >= 2, 0) as trained,
    said.training_days is not null as trained_told,
    coalesce(has_come(said.section1_date) and has_come(said.section2_date), 0) as reported,
    coalesce(said.designated_governor, '') <> '' as governed,
    coalesce(
        said.toolkit_training_date between
            (substr(:reference, 1, 4) - 1)
                || replace(substr(:reference, 5), '-02-29', '-02-28')
            and :reference,
        0
    ) as toolkit,
    coalesce(said.toolkit_training_date <= :reference, 0) as toolkit_told,
    coalesce(said.policy_review_due >= :reference, 0) as in_date,
    said.policy_review_due is not null as review_told,
    1 as due
from attended
cross join dim_school on dim_school.school_key = attended.school_key
left join fct_school_return as said
    on said.school_key = dim_school.school_key and said.academic_year = :academic_year
where dim_school.status like 'Open%'
    and coalesce(dim_school.open_date, '') <= :reference
    and coalesce(dim_school.close_date, '9') >= :reference
