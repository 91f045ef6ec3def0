-- absence_near: nearly persistently absent.
--
-- label       Absence near 10%
-- definition  Absent for 8% to under 10% of the pupil's own possible sessions of the academic year
--             so far, at all schools, of 20 or more. Since the first day that the running total
--             was there without a break. Value: per cent absent. Limit: 10.
-- source      DfE, Working together to improve school attendance; 10% is its persistent absence
-- words       {absent:count} of {possible:count} sessions missed this year, {value:decimal}%
-- data        attendance
-- day         possible >= 20 and 100 * absent >= 8 * possible and 10 * absent < possible
select
    absence_outlook.pupil_key,
    absence_outlook.since,
    absence_outlook.value,
    10 as "limit",
    absence_outlook.sessions_to_10,
    absence_outlook.can_recover
from absence_outlook
where absence_outlook.reason = 'absence_near'
