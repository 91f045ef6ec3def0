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
create table dim_mark as
select row_number() over () as mark_key, given.*
from read_csv('meaning.csv', auto_detect = false, header = false, delim = ',',
    quote = '"', escape = '"',
    columns = {'mark': 'VARCHAR', 'possible': 'INTEGER', 'authorised': 'INTEGER',
        'unauthorised': 'INTEGER'}) as given;
create table dim_pupil as select distinct pupil, until from upn;
create table fct_mark as
select
    upn.pupil,
    sent.urn,
    sent.marked_on,
    sent.session = 'PM' as is_afternoon,
    dim_mark.mark_key
from read_csv('new/inbox/*/attendance_*.csv', auto_detect = false, header = true,
    delim = ',', quote = '"', escape = '"',
    columns = {'urn': 'INTEGER', 'upn': 'VARCHAR', 'marked_on': 'DATE',
        'session': 'VARCHAR', 'mark': 'VARCHAR'}) as sent
inner join upn on upn.upn = sent.upn
inner join dim_mark on dim_mark.mark = sent.mark;
create table figures as
select
    fct_mark.pupil,
    fct_mark.urn,
    count(*) as possible,
    sum(dim_mark.authorised) as authorised,
    sum(dim_mark.unauthorised) as unauthorised
from fct_mark
inner join dim_mark on dim_mark.mark_key = fct_mark.mark_key
inner join dim_pupil on dim_pupil.pupil = fct_mark.pupil
where dim_mark.possible = 1
    and fct_mark.marked_on < dim_pupil.until
group by fct_mark.pupil, fct_mark.urn;
