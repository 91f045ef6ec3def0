-- adviser_now: the advisers of the newest advisers extract; what it lacks has gone.
create view if not exists adviser_now as
select
    adviser.school_key,
    adviser.adviser,
    adviser.email
from adviser
where adviser.gone_date is null;
