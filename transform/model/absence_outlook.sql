-- absence_outlook: what absence_held comes to, for the reasons of mart_watch.
--
-- reason      in dim_reason
-- pupil_key   in dim_pupil
-- since       the first day it held without a break
-- value       sessions absent, in per cent of those possible; unrounded
-- sessions_to_10  how many more absent sessions until 10% of the sessions of the year, those so
--             far and those to come: 0 where there are as many already
-- can_recover  1 where the year ends below 10%, were no further session missed
create view if not exists absence_outlook as
select
    absence_held.reason,
    absence_held.pupil_key,
    absence_held.since,
    100.0 * absence_held.absent / absence_held.possible as value,
    max(0, (absence_held.possible + absence_held.to_come + 9) / 10 - absence_held.absent)
        as sessions_to_10,
    10 * absence_held.absent < absence_held.possible + absence_held.to_come as can_recover
from absence_held;
