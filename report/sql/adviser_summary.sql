-- adviser_summary: what an adviser's schools come to, one row for texts.
select
    count(distinct repeat_child.pupil_key) as children,
    count(distinct repeat_child.school_key) as schools_with
from dim_school
left join repeat_child on repeat_child.school_key = dim_school.school_key
where dim_school.adviser = :adviser;
