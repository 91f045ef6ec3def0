-- manifest.c: what manifest.json says.

-- name: head
-- The first lines of manifest.json.
select
    '"run": ' || json_quote(?1)
    || ',' || char(10) || '  "version": ' || json_quote(?2)
    || ',' || char(10) || '  "as_of": ' || json_quote(?3)
    || ',' || char(10) || '  "published_at": ' || json_quote(?4);

-- name: pack
-- When a pack was made.
select json_object('pack', ?1, 'as_of', ?2, 'run', ?3);

-- name: edition
-- A past edition of a pack that is kept.
select json_object('pack', ?1, 'edition', ?2, 'as_of', ?3, 'sha256', ?4);

-- name: school
-- How fresh each school's data is.
--
-- reads   dim_school, load_freshness
select json_object(
    'urn', dim_school.urn,
    'pupils_sent', load_freshness.pupils_sent,
    'attendance_to', nullif(load_freshness.attendance_to, ''),
    'attendance_sent', load_freshness.attendance_sent
)
from load_freshness
inner join dim_school on dim_school.school_key = load_freshness.school_key
order by dim_school.urn;

-- name: file
-- A published file.
select json_object('path', ?1, 'sha256', ?2, 'bytes', ?3);

-- name: read
-- When the manifest ?1 says that the pack ?2 was made.
select
    json_extract(entry.value, '$.as_of') as made_as_of,
    json_extract(entry.value, '$.run') as made_run
from json_each(
    case when json_valid(?1) then ?1 else '{}' end,
    '$.packs'
) as entry
where json_extract(entry.value, '$.pack') = ?2;

-- name: is_whole
-- 1 where the text ?1 is a manifest.
select
    case
        when json_valid(?1) then coalesce(json_type(?1, '$.files') = 'array', 0)
        else 0
    end;

-- name: files
-- The files that the manifest ?1 lists.
select
    json_extract(file.value, '$.path') as path,
    json_extract(file.value, '$.sha256') as sha256
from json_each(?1, '$.files') as file
order by 1;
