-- strategic_district_finding: where the gap in persistent absence is widest. No row
-- where no district's gap can be shown.
--
-- title  a template: a place is named only where its gap is clear
with
district as (
    select shown_gap.entity as place, shown_gap.gap, shown_gap.gap_lower, shown_gap.value
    from shown_gap
    inner join context on context.year = shown_gap.period
    where shown_gap.metric = 'persistent_absence'
        and shown_gap.level = 'district'
        and shown_gap.cohort = 'csw'
        and shown_gap.comparator = 'peers'
        and shown_gap.breakdown = 'none'
        and shown_gap.gap is not null
    order by shown_gap.gap desc, shown_gap.entity
)
select
    place,
    gap,
    value,
    count(*) over () as places,
    sum(gap_lower > 0) over () as clear,
    case
        when gap_lower > 0
            then '{place} has the widest persistent absence gap: {gap} percentage points'
        else 'No district has a clear gap in persistent absence'
    end as title
from district
order by gap desc, place
limit 1;
