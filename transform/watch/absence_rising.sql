-- absence_rising: around 10% and rising.
--
-- label       Absence rising
-- definition  Absent for 8% to 12% of the pupil's own possible sessions of the academic year so
--             far, at all schools, of 20 or more, and for a larger share of the last half term
--             that is over than of the one before it, which may be one of the year before. Since
--             the first day that both held without a break. Value: per cent absent in the year.
--             Limit: 10.
-- source      DfE, Working together to improve school attendance; 10% is its persistent absence
-- words       {absent:count} of {possible:count} sessions missed this year, {value:decimal}%, more
--             of the last half term than of the one before
-- data        attendance
-- day         possible >= 20 and 100 * absent >= 8 * possible and 100 * absent <= 12 * possible
--             and last_possible > 0 and former_possible > 0
--             and last_absent * former_possible > former_absent * last_possible
select
    absence_outlook.pupil_key,
    absence_outlook.since,
    absence_outlook.value,
    10 as "limit",
    absence_outlook.sessions_to_10,
    absence_outlook.can_recover
from absence_outlook
where absence_outlook.reason = 'absence_rising'
