-- strategic_absence_gap_finding: what the gap in persistent absence says: the latest
-- finished term beside the same a year before. No row before there is a term with one.
--
-- title  a template; a change is one where the interval of the difference of the two
--        gaps leaves out 0
with
gap as (
    select
        term_name.position,
        term_name.name,
        term_name.period,
        shown_gap.value,
        shown_gap.comparator_value,
        shown_gap.gap,
        shown_gap.gap_lower,
        shown_gap.gap_upper
    from term_name
    inner join shown_gap
        on shown_gap.period = term_name.period
        and shown_gap.metric = 'persistent_absence'
        and shown_gap.level = 'county'
        and shown_gap.cohort = 'csw'
        and shown_gap.comparator = 'peers'
        and shown_gap.breakdown = 'none'
    where shown_gap.gap is not null
),
ends as (
    select
        now.name as now_name,
        now.value,
        now.comparator_value,
        now.gap,
        now.gap_lower,
        now.gap_upper,
        (select name from gap order by position limit 1) as first_name,
        compare.gap as compare_gap,
        context.compare_words as compare_words,
        compare.gap - before.gap as change,
        sqrt(
            (compare.gap - compare.gap_lower) * (compare.gap - compare.gap_lower)
            + (before.gap_upper - before.gap) * (before.gap_upper - before.gap)
        ) as below,
        sqrt(
            (compare.gap_upper - compare.gap) * (compare.gap_upper - compare.gap)
            + (before.gap - before.gap_lower) * (before.gap - before.gap_lower)
        ) as above
    from gap as now
    cross join context
    left join gap as compare on compare.period = context.compare
    left join gap as before on before.period = context.before
    order by now.position desc
    limit 1
)
select
    now_name,
    first_name,
    value,
    comparator_value,
    gap,
    gap_lower,
    gap_upper,
    coalesce(compare_gap, '[x]') as compare_gap,
    compare_words,
    case
        when compare_gap is null
            then 'The persistent absence gap is {gap:abs} percentage points'
        when change is null or below is null
            then 'The persistent absence gap was {compare_gap:abs} points in the '
                || '{compare_words}'
        when change - below > 0
            then 'The persistent absence gap widened to {compare_gap:abs} points in the '
                || '{compare_words}'
        when change + above < 0
            then 'The persistent absence gap narrowed to {compare_gap:abs} points in the '
                || '{compare_words}'
        else 'The persistent absence gap was {compare_gap:abs} points in the '
            || '{compare_words}: no clear change in a year'
    end as title
from ends;
