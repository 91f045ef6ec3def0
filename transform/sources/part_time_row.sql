-- part_time_row: part-time timetables open on R, at their school, and what is on record of
-- their being agreed and reviewed.
--
-- agreed_told  it is agreed, or all whose yes would do have said no
-- review_told  it has an end and its review is still to come, or the review has passed
with care as (
    select pupil_key
    from pupil_cohort
    where period = :period and cohort = 'cla'
)
select
    fct_provision.pupil_key,
    fct_provision.school_key,
    fct_provision.agreed_by_virtual_school is 'Y'
        or (
            fct_provision.agreed_by_social_worker is 'Y'
            and fct_provision.pupil_key not in (select care.pupil_key from care)
        ) as agreed,
    fct_provision.end_date is not null
        and coalesce(fct_provision.review_date >= :reference, 0) as in_review,
    fct_provision.agreed_by_virtual_school is 'Y'
        or fct_provision.agreed_by_virtual_school is not null
        and fct_provision.pupil_key in (select care.pupil_key from care)
        or fct_provision.agreed_by_social_worker is 'Y'
        and fct_provision.pupil_key not in (select care.pupil_key from care)
        or fct_provision.agreed_by_virtual_school is not null
        and fct_provision.agreed_by_social_worker is not null as agreed_told,
    coalesce(
        fct_provision.review_date < :reference
            or (fct_provision.review_date is not null and fct_provision.end_date is not null),
        0
    ) as review_told,
    1 as listed
from fct_provision
where fct_provision.type = 'PART_TIME'
    and fct_provision.start_date <= :reference
    and (fct_provision.end_date is null or fct_provision.end_date > :reference)
