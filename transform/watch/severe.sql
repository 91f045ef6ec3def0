-- severe: absent for half of the time or more.
--
-- label       Severely absent
-- definition  Absent for 50% or more of the pupil's own possible sessions of the academic year so
--             far, at all schools, of 20 or more. Since the first day that the running total was
--             there without a break. Value: per cent absent. Limit: 50.
-- source      DfE, Pupil absence in schools: methodology, severe absence
-- words       {absent:count} of {possible:count} sessions missed this year, {value:decimal}%
-- data        attendance
-- day         possible >= 20 and 2 * absent >= possible
select
    absence_outlook.pupil_key,
    absence_outlook.since,
    absence_outlook.value,
    50 as "limit",
    absence_outlook.sessions_to_10,
    absence_outlook.can_recover
from absence_outlook
where absence_outlook.reason = 'severe'
