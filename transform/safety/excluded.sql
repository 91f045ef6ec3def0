-- excluded: permanently excluded, and at no other school since.
--
-- label       Permanently excluded, no school since
-- definition  A permanent exclusion that stands or is still under review, and no enrolment of any
--             kind begun after it, one that has ended since among them. Since the day it began.
-- source      details 101
-- again       Excluded again
-- told_by     suspensions PERM
with gone as (
    select
        fct_exclusion.pupil_key,
        fct_exclusion.school_key,
        fct_exclusion.start_date,
        fct_exclusion.is_pending,
        max(fct_exclusion.start_date) over (partition by fct_exclusion.pupil_key) as latest,
        row_number() over (
            partition by fct_exclusion.pupil_key
            order by fct_exclusion.start_date, fct_exclusion.is_pending, dim_school.urn
        ) as place
    from safety_child
    cross join fct_exclusion on fct_exclusion.pupil_key = safety_child.pupil_key
    inner join dim_school on dim_school.school_key = fct_exclusion.school_key
    where fct_exclusion.category = 'PERM'
        and (fct_exclusion.counted = 1 or fct_exclusion.is_pending = 1)
        and fct_exclusion.start_date <= :as_of
        and not exists (
            select 1
            from stay
            where stay.pupil_key = safety_child.pupil_key
                and stay.entry_date > fct_exclusion.start_date
                and stay.entry_date <= :as_of
        )
)
select
    gone.pupil_key,
    gone.school_key,
    max(gone.start_date, safety_child.since) as since,
    gone.latest,
    'Permanently excluded on {' || gone.start_date || '}'
        || iif(gone.is_pending = 1, ', under review', '') || '; no enrolment begun since.'
        as evidence,
    safety_child.plan,
    (
        select substr(max(load_sent.extract_time), 1, 10)
        from load_sent
        where load_sent.type = 'suspensions'
            and load_sent.is_taken_in = 1
    ) as data_date,
    safety_child.social_worker,
    safety_child.team
from gone
inner join safety_child on safety_child.pupil_key = gone.pupil_key
where gone.place = 1
