-- wanted: the statements of its module, each by its name.

-- name: wanted_person
-- wanted_person: of whom the spine is to know (transform/people/wanted.h).
create temp table if not exists wanted_person (
    pupil_key integer primary key
) strict
