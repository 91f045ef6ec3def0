-- code_value: the code sets of the config folder that views and scripts need, one row a
-- code and what it means there.
--
-- name  ethnicity_group          ethnicity -> major group
--       publication_phase        SP and PR, and names of phases (letters only, lower case)
--       respite                  legal statuses of short breaks
--       previously_looked_after  end reasons of care: adoption, guardianship, arrangements
--       outcome_not_counted      outcomes after which an exclusion does not count
--       outcome_pending          outcomes that are not final
--       met_when                 measures -> what a result must be: >=100, =1 or codes
--       result_excluded          measures -> codes of no result (left, missing)
create table if not exists code_value (
    name text not null,
    code text not null,
    value text not null,
    primary key (name, code)
) strict, without rowid;
