-- figures: what tests/bench/sums.sql adds up, of the product's own marts. upn.csv
-- says of whom.
create temp table upn (upn text, pupil integer, until text);
.mode csv
.import upn.csv upn
.mode list
create temp view figures as
select
    pupil_key as pupil,
    urn,
    possible,
    authorised,
    unauthorised
from fct_attendance
inner join dim_school using (school_key)
where period = '2023/24'
    and basis = 'marks'
    and pupil_key in (select pupil from upn where until <> '');
create temp view cohort as
select pupil_key as pupil, cohort
from pupil_cohort
where period = '2023/24';
