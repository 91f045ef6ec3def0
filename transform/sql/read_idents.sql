select person.ident_key, person.pupil_key
from person
