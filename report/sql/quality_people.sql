-- quality_people: children whom one system knows and another does not, and stays that no
-- extract lists any more: counts only.
with finding (place, name, meaning, people) as (
    select 1, 'Not matched', 'In social care records, not found in any pupils list',
        coalesce((select people from load_note where kind = 'unmatched'), 0)
    union all
    select 2, 'Several candidates', 'In social care records, more than one pupil fits',
        coalesce((select people from load_note where kind = 'ambiguous'), 0)
    union all
    select 3, 'Link across an adoption', 'A former UPN that may not be followed',
        coalesce((select people from load_note where kind = 'adoption_link'), 0)
    union all
    select 4, 'Temporary UPN', 'Known under a temporary UPN only',
        (select count(*) from dim_pupil where temporary_upn = 1)
    union all
    select 5, 'No UPN', 'Known by a social care id only',
        (select count(*) from dim_pupil where upn is null)
    union all
    select 6, 'No date of birth', 'In no figure that is limited by age',
        (select count(*) from dim_pupil where date_of_birth is null)
)
select name, meaning, people
from finding
order by place;
