-- pupil_stay: a person's stays at schools with the attributes that each extract gave, in
-- the form the transform reads a whole county's in a fraction of a second.
--
-- stays  bytes; transform/people/stay.h has the code. What analysts read is fct_enrolment
create table if not exists pupil_stay (
    pupil_key integer primary key references ident,
    stays blob not null
) strict;
