-- adviser_each: one row per education adviser.
select
    adviser,
    count(*) as schools
from dim_school
where adviser is not null and adviser <> ''
group by adviser
order by adviser;
