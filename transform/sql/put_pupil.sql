insert into dim_pupil (
    pupil_key, upn, child_id, surname, forename, date_of_birth, sex, ethnicity,
    ethnicity_group, temporary_upn
)
values (
    ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
    (
        select code_value.value
        from code_value
        where code_value.name = 'ethnicity_group'
            and code_value.code = ?8
    ),
    coalesce(substr(?2, 13) not between '0' and '9', 0)
)
on conflict (pupil_key) do update set
    upn = excluded.upn,
    child_id = excluded.child_id,
    surname = excluded.surname,
    forename = excluded.forename,
    date_of_birth = excluded.date_of_birth,
    sex = excluded.sex,
    ethnicity = excluded.ethnicity,
    ethnicity_group = excluded.ethnicity_group,
    temporary_upn = excluded.temporary_upn
