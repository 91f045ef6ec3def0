-- strategic_repeat_finding: how few schools make up how much. No row where no school's
-- figure can be shown.
with
school as (
    select
        school_key,
        schools,
        children,
        suspensions,
        sum(suspensions) over () as total,
        sum(schools) over () as all_schools,
        sum(suspensions) over (
            order by school_key is null, suspensions desc, school_key
            rows between unbounded preceding and current row
        ) as running
    from shown_repeat
),
few as (
    select
        count(*) as few,
        max(running) as covered,
        max(total) as total,
        max(all_schools) as schools
    from school
    where school_key is not null and 2 * (running - suspensions) < total
)
select
    few,
    schools,
    total,
    (select sum(children) from shown_repeat) as children,
    100.0 * covered / total as share,
    case
        when few = schools then 'Children suspended again and again are at {few:word} schools'
        else '{few:Word} of {schools:count} schools ' || iif(few = 1, 'accounts', 'account')
            || ' for {share:count}% of repeat suspensions'
    end as title
from few
where few > 0;
