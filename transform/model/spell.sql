-- spell: a period on a plan or in care, from whichever source the config names for care.
--
-- end_date       of an open spell that the newest snapshot lacks: the date of the first
--                one after the last to list it, never before its start (details 3)
-- is_respite     short breaks, which never count as care
-- source         social_care rows as they are; ssda903: episodes of a child that touch or
--                overlap are one spell, short breaks apart, with the last episode's
--                reason to end (extracts.md, SSDA903)
create view if not exists spell as
with care as (
    select coalesce((
        select setting.value
        from setting
        where setting.name = 'transform.cla_source'
    ), 'social_care') as source
),
episode as (
    select
        ssda_episode.ident_key,
        ssda_episode.decom,
        coalesce(ssda_episode.dec, '9999-12-31') as dec,
        ssda_episode.rec,
        ssda_episode.ls,
        ssda_episode.place,
        ssda_episode.cin,
        exists (
            select 1
            from code_value
            where code_value.name = 'respite'
                and code_value.code = ssda_episode.ls
        ) as is_respite
    from ssda_episode
    where (select care.source from care) = 'ssda903'
),
marked as (
    select
        episode.*,
        coalesce(episode.decom > max(episode.dec) over (
            partition by episode.ident_key, episode.is_respite
            order by episode.decom, episode.dec
            rows between unbounded preceding and 1 preceding
        ), 1) as is_first
    from episode
),
numbered as (
    select
        marked.*,
        sum(marked.is_first) over (
            partition by marked.ident_key, marked.is_respite
            order by marked.decom, marked.dec
        ) as period
    from marked
),
ranked as (
    select
        numbered.*,
        min(numbered.decom) over whole as start_date,
        max(numbered.dec) over whole as last_date,
        row_number() over (
            partition by numbered.ident_key, numbered.is_respite, numbered.period
            order by numbered.dec desc, numbered.decom desc
        ) as place_from_end
    from numbered
    window whole as (partition by numbered.ident_key, numbered.is_respite, numbered.period)
)
select
    person.pupil_key,
    social_care.plan,
    social_care.start_date,
    coalesce(
        social_care.end_date,
        max(social_care.gone_date, social_care.start_date)
    ) as end_date,
    social_care.legal_status,
    social_care.need_code,
    social_care.end_reason,
    social_care.placement_type,
    social_care.uasc,
    social_care.respite_only,
    social_care.plan = 'CLA' and (
        coalesce(social_care.respite_only, 'N') = 'Y'
        or exists (
            select 1
            from code_value
            where code_value.name = 'respite'
                and code_value.code = social_care.legal_status
        )
    ) as is_respite,
    social_care.ident_key
from social_care
inner join person on person.ident_key = social_care.ident_key
where social_care.plan <> 'CLA'
    or (select care.source from care) = 'social_care'
union all
select
    person.pupil_key,
    'CLA' as plan,
    ranked.start_date,
    nullif(ranked.last_date, '9999-12-31') as end_date,
    ranked.ls as legal_status,
    ranked.cin as need_code,
    case when ranked.last_date < '9999-12-31' then ranked.rec end as end_reason,
    ranked.place as placement_type,
    null as uasc,
    case when ranked.is_respite then 'Y' else 'N' end as respite_only,
    ranked.is_respite,
    ranked.ident_key
from ranked
inner join person on person.ident_key = ranked.ident_key
where ranked.place_from_end = 1;
