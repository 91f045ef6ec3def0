-- dim_pupil: a row a person that any accepted row speaks of.
--
-- upn         the newest, permanent before temporary, never one that another row of the
--             person calls a former one (details 13)
-- others      as the latest row says that says anything, pupils extracts before social
--             care (details 14)
create table if not exists dim_pupil (
    pupil_key integer primary key references ident,
    upn text,
    child_id text,
    surname text,
    forename text,
    date_of_birth text,
    sex text,
    ethnicity text,
    ethnicity_group text,
    temporary_upn integer not null check (temporary_upn in (0, 1))
) strict;
