-- current_file: the files of a manifest with their digests.
select
    json_extract(file.value, '$.path') as path,
    json_extract(file.value, '$.sha256') as sha256
from json_each(:manifest, '$.files') as file
