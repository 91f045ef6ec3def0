-- no_sdq: no questionnaire yet that a return will ask for.
--
-- label       No strengths and difficulties questionnaire
-- definition  In cohort cla12 and aged 4 to 16 on its 31 March, without a score of the main
--             carer's, or the reason why there is none, for the reporting year that the day of
--             the run is in (1 April to 31 March). A questionnaire dated after that day does not
--             count yet. Since the reporting year began.
-- source      DfE, Children looked after return: SDQ_SCORE and SDQ_REASON
with reporting as (
    select
        substr(:as_of, 1, 4) + (substr(:as_of, 6) > '03-31') as year,
        substr(:as_of, 1, 4) - (substr(:as_of, 6) < '03-31') as d_year
)
select
    membership.pupil_key,
    (reporting.year - 1) || '-04-01' as since
from pupil_cohort as membership
cross join reporting
inner join dim_pupil on dim_pupil.pupil_key = membership.pupil_key
where membership.period = :period
    and membership.cohort = 'cla12'
    and reporting.d_year - substr(dim_pupil.date_of_birth, 1, 4)
        - (substr(dim_pupil.date_of_birth, 6) > '03-31') between 4 and 16
    and not exists (
        select 1
        from fct_sdq
        where fct_sdq.pupil_key = membership.pupil_key
            and fct_sdq.respondent = 'CARER'
            and fct_sdq.reporting_year = cast(reporting.year as text)
            and (fct_sdq.score is not null or fct_sdq.reason is not null)
            and coalesce(fct_sdq.completed_date <= :as_of, 1)
    )
