-- current.c: whether what is published still stands.

-- name: run
-- Whether what a manifest says was published still stands: the run it came
-- from, its version and day, and that no run since has changed anything.
select
    json_extract(:manifest, '$.version') = :version
        and json_extract(:manifest, '$.as_of') = :as_of
        and not exists (
            select 1
            from run_change
            where run_change.run_id > json_extract(:manifest, '$.run')
        ) as is_current

-- name: file
-- The files of a manifest with their digests.
select
    json_extract(file.value, '$.path') as path,
    json_extract(file.value, '$.sha256') as sha256
from json_each(:manifest, '$.files') as file
