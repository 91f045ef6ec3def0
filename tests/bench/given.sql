-- given: what the peers are told, from the product's warehouse, as CSV.
--
-- upn.csv      every UPN with marks, its pupil, and the first day on which that
--              pupil's marks no longer count (nothing: none do)
-- cohort.csv   pupil, cohort, as of the year's reference date
-- meaning.csv  mark, and whether it is possible, absent with leave, without
--
-- Left out are pupils who were at two schools at once or guests somewhere: which
-- of two marks counts is a rule of the product's own.
.mode csv
create temp view pupil_once as
select pupil_key
from fct_enrolment
group by pupil_key
having min(status in ('C', 'M', 'S')) = 1
except
select one.pupil_key
from fct_enrolment as one
inner join fct_enrolment as other
    on other.pupil_key = one.pupil_key
    and (other.school_key, other.entry_date) <> (one.school_key, one.entry_date)
    and other.entry_date <= coalesce(one.leaving_date, '9999-12-31')
    and one.entry_date <= coalesce(other.leaving_date, '9999-12-31');

.once upn.csv
select
    load_upn.upn,
    load_upn.pupil_key,
    case
        when load_upn.pupil_key not in (select pupil_key from pupil_once) then ''
        when date_of_birth not between '2007-09-01' and '2018-08-31' then ''
        when date_of_birth < '2008-09-01' then '2024-06-03'
        else '9999-12-31'
    end
from load_upn
inner join dim_pupil using (pupil_key)
where load_upn.type = 'attendance'
group by load_upn.upn;

.once cohort.csv
select pupil_key, cohort
from pupil_cohort
where period = '2023/24';

.once meaning.csv
select
    mark,
    is_possible,
    meaning = 'authorised_absence',
    meaning = 'unauthorised_absence'
from mark_meaning
where '2024-07-18' between valid_from and valid_to;
