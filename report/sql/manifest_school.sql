-- manifest_school: how fresh each school's data is.
--
-- reads   dim_school, load_freshness
select json_object(
    'urn', dim_school.urn,
    'pupils_sent', load_freshness.pupils_sent,
    'attendance_to', load_freshness.attendance_to,
    'attendance_sent', load_freshness.attendance_sent
)
from load_freshness
inner join dim_school on dim_school.school_key = load_freshness.school_key
order by dim_school.urn;
