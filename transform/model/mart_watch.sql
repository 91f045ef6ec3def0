-- mart_watch: a row a pupil and reason to look at them, as it is on the as-of date
-- (details 65); none for a child who has died.
--
-- pupil_key   in dim_pupil
-- school_key  the pupil's own school on the as-of date (details 22); null for none
-- reason      in dim_reason, which says what each is
-- since       the first day it held without a break to the as-of date
-- latest      the last day on which what the row says became worse, as dim_reason.again says;
--             since where nothing has
-- value, limit  the figure that is looked at, and what it is held against; dim_reason says
--             which they are; null where the reason is no figure
-- sessions_to_10  of an absence: how many more absent sessions until 10% of the year's
--             sessions, those so far and two a school day to come; 0 where it is reached
-- can_recover  of an absence: 1 where the year can still end below 10%, were no further session
--             missed; 0 where it cannot
-- cohorts     ids that the pupil is in on the as-of date; sorted and joined by ';'
create table if not exists mart_watch (
    reason text not null references dim_reason,
    pupil_key integer not null references ident,
    school_key integer references school_ident,
    since text not null,
    latest text not null,
    value real,
    "limit" real,
    sessions_to_10 integer,
    can_recover integer check (can_recover in (0, 1)),
    cohorts text not null,
    primary key (reason, pupil_key)
) strict, without rowid;
create index if not exists mart_watch_pupil on mart_watch (pupil_key);
