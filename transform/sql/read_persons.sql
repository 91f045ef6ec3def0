select dim_pupil.pupil_key, coalesce(dim_pupil.date_of_birth, '')
from dim_pupil
order by dim_pupil.pupil_key
