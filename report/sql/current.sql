-- current.c: whether what is published still stands.

-- name: words
-- What metrics are called and how they are explained.
select *
from dim_metric
order by id

-- name: file
-- The files of a manifest with their digests.
select
    json_extract(file.value, '$.path') as path,
    json_extract(file.value, '$.sha256') as sha256
from json_each(:manifest, '$.files') as file
