-- sdq: a row a child who had been in care for twelve months on D, the latest 31 March on or
-- before R, and was aged 4 to 16 then (metrics.md; details 31).
--
-- eligible  1
-- scored    a score of the main carer's for the reporting year that ended on D, not of a day
--           after that of the run (details 21)
-- told      it, or the reason why there is none
-- score     that score
-- concern   it is 17 or more
with reporting as (
    select substr(:reference, 1, 4) - (substr(:reference, 6) < '03-31') as year
),
told as (
    select
        fct_sdq.pupil_key,
        fct_sdq.score,
        fct_sdq.reason
    from fct_sdq
    where fct_sdq.respondent = 'CARER'
        and fct_sdq.reporting_year = (select reporting.year from reporting)
        and coalesce(has_come(fct_sdq.completed_date), 1)
)
select
    membership.pupil_key,
    own.school_key,
    1 as eligible,
    told.score is not null as scored,
    coalesce(told.score, told.reason) is not null as told,
    coalesce(told.score, 0) as score,
    coalesce(told.score >= 17, 0) as concern
from pupil_cohort as membership
cross join reporting
inner join dim_pupil on dim_pupil.pupil_key = membership.pupil_key
left join temp.period_stay as own
    on own.pupil_key = membership.pupil_key
    and own.is_own = 1
left join told on told.pupil_key = membership.pupil_key
where membership.period = :period
    and membership.cohort = 'cla12'
    and reporting.year - substr(dim_pupil.date_of_birth, 1, 4)
        - (substr(dim_pupil.date_of_birth, 6) > '03-31') between 4 and 16
