-- mart_answer: a row a row of a list of children that somebody has answered (the actions extract),
-- as of the as-of date; none where nobody has.
--
-- reason      in dim_reason
-- pupil_key   in dim_pupil
-- list        which list: that of mart_<list>
-- action      DONE, KNOWN, WRONG, SNOOZE: the answer in force
-- answered    its day: the first on which its sender gave it as it stands without a break to the
--             newest sending that holds it, or an earlier day that the answer itself names;
--             never after the as-of date
-- until       to which day it is to hold; null where it names none
-- state       closed, snoozed: the row is left out of its list; reopened: it is back
-- changed     why it is back, in a sentence without a name; null where it is not
create table if not exists mart_answer (
    reason text not null references dim_reason deferrable initially deferred,
    pupil_key integer not null references ident,
    list text not null,
    action text not null,
    answered text not null,
    until text,
    state text not null check (state in ('closed', 'snoozed', 'reopened')),
    changed text,
    primary key (reason, pupil_key),
    check ((state = 'reopened') = (changed is not null))
) strict, without rowid;
