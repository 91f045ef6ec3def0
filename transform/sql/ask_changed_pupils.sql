-- The persons that changed_pupil speaks of: as they are, and as an ident that has joined
-- another person once was one.
delete from pupil_asked;

insert into pupil_asked (pupil_key)
select person.pupil_key
from changed_pupil
inner join person on person.ident_key = changed_pupil.ident_key
union
select changed_pupil.ident_key
from changed_pupil;
