-- newly_persistent: become persistently absent.
--
-- label       Newly persistently absent
-- definition  Absent for 10% or more of the pupil's own possible sessions of the academic year so
--             far, at all schools, of 20 or more, and not so at the end of the last half term of
--             the year that ended before the day; in the first half term all are new. Since the
--             first day that it held without a break. Value: per cent absent. Limit: 10.
-- source      DfE, Pupil absence in schools: methodology, persistent absence
-- words       {absent:count} of {possible:count} sessions missed this year, {value:decimal}%
-- data        attendance
-- day         possible >= 20 and 10 * absent >= possible
--             and not (end_possible > 0 and 10 * end_absent >= end_possible)
select
    absence_outlook.pupil_key,
    absence_outlook.since,
    absence_outlook.value,
    10 as "limit",
    absence_outlook.sessions_to_10,
    absence_outlook.can_recover
from absence_outlook
where absence_outlook.reason = 'newly_persistent'
