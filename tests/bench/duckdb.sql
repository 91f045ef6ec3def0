-- DuckDB: all marks into a star that is kept, then the figures.
set threads = 2;
create table upn as
select * from read_csv('upn.csv', auto_detect = false, header = false, delim = ',',
    quote = '"', escape = '"', nullstr = '',
    columns = {'upn': 'VARCHAR', 'pupil': 'INTEGER', 'until': 'DATE'});
create table cohort as
select * from read_csv('cohort.csv', auto_detect = false, header = false, delim = ',',
    quote = '"', escape = '"',
    columns = {'pupil': 'INTEGER', 'cohort': 'VARCHAR'});
create table meaning as
select row_number() over () as meaning, given.*
from read_csv('meaning.csv', auto_detect = false, header = false, delim = ',',
    quote = '"', escape = '"',
    columns = {'mark': 'VARCHAR', 'possible': 'INTEGER', 'authorised': 'INTEGER',
        'unauthorised': 'INTEGER'}) as given;
create table pupil as select distinct pupil, until from upn;
create table mark as
select
    upn.pupil,
    csv.urn,
    csv.date,
    csv.session = 'PM' as is_afternoon,
    meaning.meaning
from read_csv('new/inbox/*/attendance_*.csv', auto_detect = false, header = true,
    delim = ',', quote = '"', escape = '"',
    columns = {'urn': 'INTEGER', 'upn': 'VARCHAR', 'date': 'DATE',
        'session': 'VARCHAR', 'mark': 'VARCHAR'}) as csv
inner join upn on upn.upn = csv.upn
inner join meaning on meaning.mark = csv.mark;
create table figures as
select
    mark.pupil,
    mark.urn,
    count(*) as possible,
    sum(meaning.authorised) as authorised,
    sum(meaning.unauthorised) as unauthorised
from mark
inner join meaning on meaning.meaning = mark.meaning
inner join pupil on pupil.pupil = mark.pupil
where meaning.possible = 1
    and mark.date < pupil.until
group by mark.pupil, mark.urn;
