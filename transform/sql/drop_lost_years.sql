-- Rows of years that are no periods any more.
delete from attendance
where not exists (
    select 1
    from dim_period
    where dim_period.period_key = attendance.year * 100
);

delete from mart_pupil_exclusion
where not exists (
    select 1
    from dim_period
    where dim_period.grain = 'year'
        and dim_period.academic_year = mart_pupil_exclusion.academic_year
);
