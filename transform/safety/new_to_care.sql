-- new_to_care: ten working days in care, and no plan for school.
--
-- label       New to care, no plan meeting
-- definition  In care for ten working days or more, in a period of care (spells that touch are one,
--             short breaks aside) begun in the last 90 days, the day of the run being one, without
--             a completed personal education plan whose meeting was in it. Since the tenth working
--             day after its start: Monday to Friday, bank holidays among them, which the warehouse
--             does not know.
-- source      details 101; Promoting the education of looked-after children (DfE 2018), 17
with tenth as (
    select
        safety_child.*,
        date(
            safety_child.care_since,
            case strftime('%w', safety_child.care_since)
                when '6' then '+13 days'
                when '0' then '+12 days'
                else '+14 days'
            end
        ) as tenth_date
    from safety_child
    where safety_child.care_since > date(:as_of, '-90 days')
)
select
    tenth.pupil_key,
    max(tenth.tenth_date, tenth.since) as since,
    'In care since {' || tenth.care_since || '}; no plan meeting by {' || :as_of || '}.'
        as evidence,
    tenth.plan,
    coalesce((
        select substr(max(load_sent.extract_time), 1, 10)
        from load_sent
        where load_sent.type = 'peps'
            and load_sent.is_taken_in = 1
    ), tenth.data_date) as data_date,
    tenth.social_worker,
    tenth.team
from tenth
where tenth.tenth_date <= :as_of
    and not exists (
        select 1
        from fct_pep
        where fct_pep.pupil_key = tenth.pupil_key
            and fct_pep.status = 'COMPLETED'
            and fct_pep.meeting_date between tenth.care_since and :as_of
    )
