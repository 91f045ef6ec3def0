-- dim_period: a row a period that has begun by the as-of date.
--
-- period_key     year * 100 + 0 (year), 1..3 (terms), 11..16 (half terms), 21 (year to date),
--                22..24 (terms to date); a week is 10000000 + its ISO year * 100 + its number
-- id             2025/26, 2025/26 autumn, 2025/26 HT1, 2025-W37; 2024/25 to date, 2024/25
--                spring to date: as far as today's school day is of its own year or term
-- label          for people
-- grain          year, term, half_term, week, to_date
-- start_date     its first day
-- end_date       its last day, cut at the as-of date
-- academic_year  that it lies in: 2025/26
-- reference_date  R: on which cohorts and attributes are looked at
-- roll_date      on which pupils on roll are counted
-- complete       1 where its whole window lies on or before the as-of date
-- reference_key  orders reference dates, and academic years where two fall on one day
create table if not exists dim_period (
    period_key integer primary key,
    id text not null unique,
    label text not null,
    grain text not null check (grain in ('year', 'term', 'half_term', 'week', 'to_date')),
    start_date text not null,
    end_date text not null,
    academic_year text not null,
    reference_date text not null,
    roll_date text not null,
    complete integer not null check (complete in (0, 1)),
    reference_key integer not null
) strict;
