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
