-- manifest_file: a published file.
select json_object('path', ?1, 'sha256', ?2, 'bytes', ?3);
