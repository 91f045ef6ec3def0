-- strategic_repeat: shown_repeat, most suspensions first, all others last.
--
-- kind        0 the schools that make up half, 1 the rest, 2 all others together
-- cumulative  share of all these suspensions, %
with
school as (
    select
        shown_repeat.*,
        dim_school.name,
        100.0 * sum(shown_repeat.suspensions) over (
            order by shown_repeat.school_key is null, shown_repeat.suspensions desc,
                dim_school.name
            rows between unbounded preceding and current row
        ) / sum(shown_repeat.suspensions) over () as cumulative,
        100.0 * shown_repeat.suspensions / sum(shown_repeat.suspensions) over () as share
    from shown_repeat
    left join dim_school on dim_school.school_key = shown_repeat.school_key
)
select
    coalesce(name, schools || ' other schools') || ' (' || children || ')' as label,
    coalesce(name, schools || ' other schools') as place,
    children,
    suspensions as value,
    cumulative,
    case
        when school_key is null then 2
        when cumulative - share < 50 then 0
        else 1
    end as kind,
    'Suspensions' as value_name
from school
order by school_key is null, suspensions desc, name;
