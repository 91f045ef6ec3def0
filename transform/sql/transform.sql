-- transform: the statements of its module, each by its name.

-- name: begin_anew
-- Before everything is made again.
delete from attendance;

delete from reason_cell;

delete from mart_pupil_exclusion;

-- name: count_cells
select count(*)
from metric_cell
where metric_cell.period_key = ?1

-- name: count_changes
-- Whether ingest noted any change, whether one that concerns everything, and whether one
-- of the schools or advisers, which their hash tells apart.
select
    exists (select 1 from changed_pupil)
        or exists (select 1 from changed_marks)
        or exists (select 1 from changed_all),
    exists (
        select 1
        from changed_all
        where changed_all.reason not in ('school', 'adviser')
    )

-- name: drop_lost_reasons
-- Rows of schools that are none any more.
delete from reason_cell
where entity_key in (
    select entity.entity_key
    from entity
    where entity.level = 'school'
        and not exists (
            select 1
            from dim_school
            where dim_school.urn = entity.entity
        )
);

-- name: drop_lost_years
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

-- name: fill_entity
-- Entities that are new. reads code_value, dim_school, enrolment, suspension
insert or ignore into entity (level, entity)
values ('county', :la_code);

insert or ignore into entity (level, entity)
select 'school' as level, dim_school.urn as entity
from dim_school
where exists (
        select 1
        from enrolment
        where enrolment.school_key = dim_school.school_key
    )
    or exists (
        select 1
        from suspension
        where suspension.school_key = dim_school.school_key
    )
order by dim_school.urn;

insert or ignore into entity (level, entity)
select distinct 'district' as level, dim_school.district as entity
from dim_school
inner join entity as place
    on place.level = 'school'
    and place.entity = dim_school.urn
where dim_school.district is not null
order by dim_school.district;

insert or ignore into entity (level, entity)
select distinct 'adviser' as level, dim_school.adviser as entity
from dim_school
inner join entity as place
    on place.level = 'school'
    and place.entity = dim_school.urn
where dim_school.adviser is not null
order by dim_school.adviser;

-- name: fill_term_year
insert into term_year (year)
values (?1)
on conflict (year) do nothing

-- name: forget_changes
delete from changed_pupil;

delete from changed_marks;

delete from changed_relation;

delete from changed_all;

-- name: put_cohort
insert into dim_cohort (cohort_key, id, label)
values (?1, ?2, ?3)
on conflict (cohort_key) do update set
    id = excluded.id,
    label = excluded.label
where id <> excluded.id
    or label <> excluded.label

-- name: put_setting
insert into setting (name, value)
values (?1, ?2)
on conflict (name) do update set value = excluded.value
where value <> excluded.value

-- name: read_county
select entity.entity_key
from entity
where entity.level = 'county'
    and entity.entity = ?1

-- name: read_setting
select setting.value
from setting
where setting.name = ?1
