-- moved_twice: changed school again and again this year.
--
-- label       Changed school twice
-- definition  Changed main school twice or more often in this academic year, from 1 October to
--             the day of the run, as the metric in_year_moves counts. Since the day of entry at
--             the second of these schools. Value: changes. Limit: 2.
-- source      DfE, Outcomes for children in need: methodology
-- again       Changed school again
-- told_by     pupils
-- words       Changes of school this year: {value:count}, listed from {limit:count}
-- data        pupils
select
    move.pupil_key,
    max(iif(move.number = 2, move.entry_date, null)) as since,
    max(move.entry_date) as latest,
    count(*) as value,
    2 as "limit"
from (
    select
        period_move.pupil_key,
        period_move.entry_date,
        row_number() over (
            partition by period_move.pupil_key
            order by period_move.entry_date
        ) as number
    from temp.period_move
    where period_move.entry_date >= :year || '-10-01'
) as move
group by move.pupil_key
having count(*) >= 2
