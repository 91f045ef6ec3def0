-- dim_pupil: a row a person that any accepted row speaks of.
--
-- pupil_key    ours, given at first sight and kept
-- upn          the newest, permanent before temporary, never one that another row of the
--              person calls a former one (details 13); null where none is known
-- child_id     of the case system or the statutory return; null where none is known
-- surname, forename, date_of_birth, sex, ethnicity  as the latest row says that says
--              anything, pupils extracts before social care (details 14)
-- ethnicity_group  the code's major group (codes/ethnicity.csv)
-- temporary_upn    1 where the UPN is a temporary one
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
create index if not exists dim_pupil_upn on dim_pupil (upn);
