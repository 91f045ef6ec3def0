-- The peer that anybody has: the sqlite3 shell's .import, an index, SQL.
pragma synchronous = off;
create table mark_row (urn text, upn text, date text, session text, mark text);
create table upn (upn text primary key, pupil integer, until text) without rowid;
create table cohort (pupil integer, cohort text);
create table meaning (
    mark text primary key,
    possible integer,
    authorised integer,
    unauthorised integer
) without rowid;
.mode csv
.import upn.csv upn
.import cohort.csv cohort
.import meaning.csv meaning
