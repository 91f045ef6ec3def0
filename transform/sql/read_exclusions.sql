select
    fct_exclusion.pupil_key,
    fct_exclusion.school_key,
    fct_exclusion.category,
    fct_exclusion.start_date,
    coalesce(fct_exclusion.sessions, 0),
    fct_exclusion.counted,
    fct_exclusion.is_pending,
    coalesce(fct_exclusion.reason1, ''),
    coalesce(fct_exclusion.reason2, ''),
    coalesce(fct_exclusion.reason3, '')
from fct_exclusion
