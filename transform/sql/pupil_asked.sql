-- pupil_asked: the persons whose row of dim_pupil is to be made again.
create temp table if not exists pupil_asked (
    pupil_key integer primary key
) strict;
