select
    dim_pupil.upn,
    dim_pupil.child_id,
    dim_pupil.surname,
    dim_pupil.forename,
    dim_pupil.date_of_birth,
    dim_pupil.sex,
    dim_pupil.ethnicity
from dim_pupil
where dim_pupil.pupil_key = ?1
