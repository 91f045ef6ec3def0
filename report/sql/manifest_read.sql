-- manifest_read: when the manifest ?1 says that the pack ?2 was made.
select
    json_extract(entry.value, '$.as_of') as made_as_of,
    json_extract(entry.value, '$.run') as made_run
from json_each(
    case when json_valid(?1) then ?1 else '{}' end,
    '$.packs'
) as entry
where json_extract(entry.value, '$.pack') = ?2;
