create index mark_row_pupil on mark_row (upn, urn);
create table figures as
select
    upn.pupil,
    mark_row.urn,
    count(*) as possible,
    sum(authorised) as authorised,
    sum(unauthorised) as unauthorised
from mark_row
inner join upn on upn.upn = mark_row.upn
inner join meaning on meaning.mark = mark_row.mark
where meaning.possible = 1
    and mark_row.date < upn.until
group by upn.pupil, mark_row.urn;
.mode list
.separator |
