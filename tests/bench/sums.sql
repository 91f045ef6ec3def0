-- sums: the six sums that all programs must come to, from figures (a row a pupil
-- and school: possible, authorised, unauthorised) and cohort (pupil, cohort):
-- sessions possible, attended, absent with leave and without; pupils who missed a
-- tenth, by cohort; the same of a school's own sessions, by school.
with pupil_sums as (
    select pupil, sum(possible) as possible, sum(authorised + unauthorised) as absent
    from figures
    group by pupil
)
select 'possible' as sum_of, 'all' as place, sum(possible) as number from figures
union all
select 'attended', 'all', sum(possible - authorised - unauthorised) from figures
union all
select 'authorised', 'all', sum(authorised) from figures
union all
select 'unauthorised', 'all', sum(unauthorised) from figures
union all
select 'persistent', cohort, sum(case when absent * 10 >= possible then 1 else 0 end)
from pupil_sums
inner join cohort on cohort.pupil = pupil_sums.pupil
group by cohort
union all
select
    'persistent',
    cast(urn as varchar),
    sum(case when (authorised + unauthorised) * 10 >= possible then 1 else 0 end)
from figures
group by urn
order by 1, 2;
