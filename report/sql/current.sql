-- current.c: whether what is published still stands.

-- name: words
-- What metrics are called and how they are explained.
select *
from dim_metric
order by id;

-- name: targets
-- What figures are to come to.
select *
from target
order by metric, cohort, academic_year;

-- name: published
-- What published figures are said to be.
select *
from published_measure
order by indicator, filters_key, time_identifier;

-- name: file
-- The files of a manifest with their digests.
select
    json_extract(file.value, '$.path') as path,
    json_extract(file.value, '$.sha256') as sha256
from json_each(:manifest, '$.files') as file
