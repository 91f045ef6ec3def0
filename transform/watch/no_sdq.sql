-- no_sdq: no questionnaire of the year that the figures are about.
--
-- label       No strengths and difficulties questionnaire
-- definition  In care for twelve months on the latest 31 March by the day of the run and aged 4 to
--             16 then, without a score of the main carer's for the reporting year that ended that
--             31 March: who is missing from the metric sdq_completed. The reason why there is none
--             is no score, and a questionnaire dated after the day of the run does not count yet.
--             Since the first day without a break on which that was so of the 31 March before it.
-- source      DfE, Children looked after return: SDQ_SCORE
-- again       A new reporting year began
-- data        sdq
with recursive
-- The 31 March of which the figures are, and those before, as far back as someone of 16 was 4.
march (year) as (
    select substr(:as_of, 1, 4) - (substr(:as_of, 6) < '03-31')
    union all
    select march.year - 1
    from march
    where march.year > substr(:as_of, 1, 4) - (substr(:as_of, 6) < '03-31') - (16 - 4)
),
spell_of_care as (
    select
        spell.pupil_key,
        spell.start_date,
        coalesce(spell.end_date, '9999-12-31') as end_date
    from spell
    where spell.plan = 'CLA'
        and not spell.is_respite
        and coalesce(spell.end_date, '9999-12-31') > spell.start_date
),
-- Spells that touch or overlap are one period of care (details 17).
marked as (
    select
        spell_of_care.*,
        coalesce(spell_of_care.start_date > max(spell_of_care.end_date) over (
            partition by spell_of_care.pupil_key
            order by spell_of_care.start_date, spell_of_care.end_date
            rows between unbounded preceding and 1 preceding
        ), 1) as is_first
    from spell_of_care
),
numbered as (
    select
        marked.*,
        sum(marked.is_first) over (
            partition by marked.pupil_key
            order by marked.start_date, marked.end_date
        ) as number
    from marked
),
care as (
    select
        numbered.pupil_key,
        min(numbered.start_date) as start_date,
        max(numbered.end_date) as end_date
    from numbered
    group by numbered.pupil_key, numbered.number
),
eligible as (
    select
        care.pupil_key,
        march.year
    from march
    inner join care
        on care.start_date <= (march.year - 1) || '-03-31'
        and care.end_date > march.year || '-03-31'
    inner join dim_pupil on dim_pupil.pupil_key = care.pupil_key
    where march.year - substr(dim_pupil.date_of_birth, 1, 4)
        - (substr(dim_pupil.date_of_birth, 6) > '03-31') between 4 and 16
),
scored as (
    select
        fct_sdq.pupil_key,
        fct_sdq.reporting_year,
        min(coalesce(fct_sdq.completed_date, '')) as completed_date
    from fct_sdq
    where fct_sdq.respondent = 'CARER'
        and fct_sdq.score is not null
    group by fct_sdq.pupil_key, fct_sdq.reporting_year
),
-- Of the year after a 31 March the days before the score came, or all until the next.
stretch as (
    select
        eligible.pupil_key,
        eligible.year || '-03-31' as from_date,
        min(
            (eligible.year + 1) || '-03-30',
            :as_of,
            iif(
                scored.completed_date is null,
                '9999-12-31',
                coalesce(date(nullif(scored.completed_date, ''), '-1 day'), '')
            )
        ) as to_date
    from eligible
    left join scored
        on scored.pupil_key = eligible.pupil_key
        and scored.reporting_year = cast(eligible.year as text)
),
-- `reached`: the last day of those begun before it.
missing as (
    select
        stretch.pupil_key,
        stretch.from_date,
        stretch.to_date,
        max(stretch.to_date) over (
            partition by stretch.pupil_key
            order by stretch.from_date
            groups between unbounded preceding and 1 preceding
        ) as reached
    from stretch
    where stretch.from_date <= stretch.to_date
)
select
    missing.pupil_key,
    -- The last stretch that none before it reaches.
    max(iif(missing.reached >= date(missing.from_date, '-1 day'), null, missing.from_date))
        as since,
    max(missing.from_date) as latest
from missing
group by missing.pupil_key
having max(missing.to_date) = :as_of
