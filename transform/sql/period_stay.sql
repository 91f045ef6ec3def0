-- period_stay: the statements of its module, each by its name.

-- name: period_stay
-- period_stay: the period at hand, for the selects of metrics: a row a pupil and school with
-- a stay begun by the end of the window. That of a finished year, to 31 July, goes on after its
-- reference date R. Filled before they run, where one reads it.
--
-- is_on_roll  1 where on roll at the school on R (status C or M; details 10, 18, 46)
-- was_on_roll 1 where on roll there on some day of the window, by the status on R
-- is_own      1 where the school is the pupil's own on R: that of a fact without a URN
--             (details 22)
-- is_main     1 where the stay is there that breakdowns use (details 25)
-- age         whole years on the 31 August before the academic year; null: not known
-- nc_year, sen_status, fsm  of that stay, else of the latest at the school begun by R, else of
--             one begun after it; as of R (details 15)
create temp table if not exists period_stay (
    pupil_key integer not null,
    school_key integer not null,
    is_on_roll integer not null,
    was_on_roll integer not null,
    is_own integer not null,
    age integer,
    nc_year text,
    sen_status text,
    fsm text,
    is_main integer not null,
    primary key (pupil_key, school_key)
) strict, without rowid;

-- name: put_period_stay
-- One row of period_stay; ?1 to ?10 in its order.
insert into temp.period_stay (
    pupil_key, school_key, is_on_roll, was_on_roll, is_own, age, nc_year, sen_status, fsm,
    is_main
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

-- name: period_move
-- period_move: the changes of school of the period's academic year up to R: a row a stay of
-- status C or M begun from 1 August on whose pupil's latest C or M stay begun before it was
-- at another school (details 32, 61). An academy at the LAESTAB of the school that it was
-- made of is no other school. Filled with period_stay.
--
-- entry_date       the day of entry
-- left_school_key  the school of the stay before it
-- left_date        that stay's last day; 9999-12-31 while it goes on
create temp table if not exists period_move (
    pupil_key integer not null,
    school_key integer not null,
    entry_date text not null,
    left_school_key integer not null,
    left_date text not null,
    primary key (pupil_key, school_key, entry_date)
) strict, without rowid;

-- name: put_period_move
-- One row of period_move; ?1 to ?5 in its order.
insert into temp.period_move (pupil_key, school_key, entry_date, left_school_key, left_date)
values (?1, ?2, ?3, ?4, ?5)
