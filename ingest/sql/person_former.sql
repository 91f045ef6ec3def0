-- FormerUPN as any row of a stay ever gave it, and whether a child of the former UPN was
-- adopted, which forbids the link.
with adopted as (
    select upn
    from social_care
    where end_reason in ('E11', 'E12')
        and upn is not null
    union
    select ssda_header.upn
    from ssda_header
    inner join ssda_episode on ssda_episode.ident_key = ssda_header.ident_key
    where ssda_episode.rec in ('E11', 'E12')
        and ssda_header.upn is not null
)
select distinct
    former_upn.ident_key,
    former_upn.former_upn,
    former_upn.former_upn in (select adopted.upn from adopted) as is_adopted
from former_upn
