-- mart_pupil_exclusion: a row a pupil and year with any exclusion begun in it by the
-- as-of date, whatever came of it (details 28, 29, 47, 49); none for a child who has died.
--
-- academic_year  as in dim_period: 2025/26
-- pupil_key   in dim_pupil
-- suspensions, permanent_exclusions, lunchtimes  only those that stand
-- permanent_pending  permanent exclusions still under review
-- days_autumn, days_spring, days_summer, days_year  school days of SUSP and LNCH begun
--             then, whatever came of them
-- days_term   of the latest term begun by the year's reference date
-- days_to_15  15 less the most days of that term at any one school
-- days_to_45  45 less the days of the year at all schools
-- reasons, cohorts, schools  codes, ids and URNs, sorted and joined by ';'
create table if not exists mart_pupil_exclusion (
    academic_year text not null,
    pupil_key integer not null references ident,
    suspensions integer not null,
    permanent_exclusions integer not null,
    permanent_pending integer not null,
    lunchtimes integer not null,
    days_autumn real not null,
    days_spring real not null,
    days_summer real not null,
    days_year real not null,
    days_term real not null,
    days_to_15 real not null,
    days_to_45 real not null,
    reasons text not null,
    cohorts text not null,
    schools text not null,
    primary key (academic_year, pupil_key)
) strict, without rowid;
