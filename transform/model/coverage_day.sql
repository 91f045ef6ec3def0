-- coverage_day: a row a school and school day (Monday to Friday inside a half term) up to the
-- as-of date on which it expected anyone whose attendance the figures count, or has any mark.
--
-- pupils     whom it expected, each for two sessions: on its roll with status C, M or S, aged
--            5 to 15 on the 31 August, those of year 11 not in the sixth half term
-- held       of those sessions: with any mark, under any of the pupil's numbers, at the school
--            or at another of its LAESTAB
-- is_marked  1 for a day on which any mark of anyone is held, of whatever age
-- is_inset   1 for a day without one that a day with marks follows in its year, or the year's
--            end: the first five such days of a year are taken for days on which the school was
--            closed to pupils, and are no gap (INSET: five in a year are usual)
create table if not exists coverage_day (
    school_key integer not null references school_ident,
    date text not null,
    pupils integer not null,
    held integer not null check (held between 0 and 2 * pupils),
    is_marked integer not null check (is_marked in (0, 1)),
    is_inset integer not null check (is_inset in (0, 1)),
    primary key (school_key, date)
) strict, without rowid;
