-- Every person there is, and every one there was.
delete from pupil_asked;

insert into pupil_asked (pupil_key)
select person.pupil_key
from person
union
select dim_pupil.pupil_key
from dim_pupil;
