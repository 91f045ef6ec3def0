-- transform: the statements of its module, each by its name.

-- name: begin_anew
-- Before everything is made again.
delete from attendance;

delete from attendance_left;

delete from reason_cell;

delete from coverage_day;

delete from mart_pupil_exclusion;

-- name: count_changes
-- Whether ingest noted any change, and whether one that concerns everything.
select
    exists (select 1 from changed_fact)
        or exists (select 1 from changed_marks)
        or exists (select 1 from changed_relation)
        or exists (select 1 from changed_all),
    exists (select 1 from changed_all)

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

delete from coverage_day
where not exists (
    select 1
    from dim_school
    where dim_school.school_key = coverage_day.school_key
);

-- name: drop_lost_years
-- Rows of years that are no periods any more.
delete from attendance
where not exists (
    select 1
    from dim_period
    where dim_period.period_key = attendance.year * 100
);

delete from attendance_left
where not exists (
    select 1
    from dim_period
    where dim_period.period_key = attendance_left.year * 100
);

delete from coverage_day
where not exists (
    select 1
    from dim_period
    where dim_period.grain = 'year'
        and coverage_day.date between dim_period.start_date and dim_period.end_date
);

delete from mart_pupil_exclusion
where not exists (
    select 1
    from dim_period
    where dim_period.grain = 'year'
        and dim_period.academic_year = mart_pupil_exclusion.academic_year
);

-- name: fill_entity
-- Entities that are new: the county's own schools, and those elsewhere of which some extract
-- says what happened there. The county is one and keeps its key when its code is put right. A
-- warehouse may have had a place for each code: that of which no cell is goes.
delete from entity
where entity.entity_key in (
    select idle.entity_key
    from entity as idle
    inner join entity as other
        on other.level = idle.level
        and other.entity_key <> idle.entity_key
    where idle.level = 'county'
        and not exists (
            select 1
            from metric_cell
            where metric_cell.entity_key = idle.entity_key
        )
);

update entity
set entity = :la_code
where level = 'county'
    and entity <> :la_code;

insert or ignore into entity (level, entity)
values ('county', :la_code);

insert or ignore into entity (level, entity)
select 'school' as level, dim_school.urn as entity
from dim_school
where dim_school.la_code = :la_code
    or dim_school.school_key in (
        select content_school.school_key
        from extract_type
        inner join content
            on content.type = extract_type.type
            and content.status = 'loaded'
        inner join content_school on content_school.content_id = content.content_id
        where extract_type.is_fact
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
delete from changed_fact;

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

-- name: read_mixes
select count(*), coalesce(sum(cohorts * (1 + is_later)), 0)
from dim_cohort_mix

-- name: put_mix
insert into dim_cohort_mix (cohorts, is_later)
values (?1, ?2)

-- name: put_school_basis
insert into school_basis (school_key, says)
values (?1, ?2)
on conflict (school_key) do update set says = excluded.says
where says <> excluded.says

-- name: put_setting
insert into setting (name, value)
values (?1, ?2)
on conflict (name) do update set value = excluded.value
where value <> excluded.value

-- name: forget_settings
-- What results were made from, where there are none any more.
delete from setting
where name glob 'transform.*'

-- name: read_county
select entity.entity_key
from entity
where entity.level = 'county'
    and entity.entity = ?1

-- name: read_school_basis
select school_basis.says
from school_basis
where school_basis.school_key = ?1

-- name: read_setting
select setting.value
from setting
where setting.name = ?1
