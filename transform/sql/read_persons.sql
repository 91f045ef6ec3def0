select
    dim_pupil.pupil_key,
    coalesce(dim_pupil.date_of_birth, ''),
    pupil_stay.stays
from dim_pupil
left join pupil_stay on pupil_stay.pupil_key = dim_pupil.pupil_key
order by dim_pupil.pupil_key
