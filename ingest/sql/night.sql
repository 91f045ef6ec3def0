-- night: the statements of its module, each by its name.

-- name: record
insert into load_file (
    run_id, path, sha256, type, extract_time, status, rows_read, rows_loaded,
    rows_duplicate, rows_superseded, rows_rejected, lines_skipped, message
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)

-- name: add_counts
update load_file
set
    rows_read = rows_read + ?3,
    rows_loaded = rows_loaded + ?4,
    rows_duplicate = rows_duplicate + ?5,
    rows_superseded = rows_superseded + ?6,
    rows_rejected = rows_rejected + ?7
where run_id = ?1
    and path = ?2

-- name: word_tonight
select status
from load_file
where run_id = ?1
    and path = ?2

-- name: take_back
delete from load_file
where run_id = :run
    and path = :path;

delete from inbox_trouble
where path = :path

-- name: put_trouble
insert into inbox_trouble (path)
values (:path)
on conflict do nothing

-- name: newest_word
-- What was last said of a file.
select status, message, run_id
from load_file
where path = ?1
order by run_id desc
limit 1

-- name: remember
insert into inbox_file (path, size, modified_ns, inode, sha256, status)
values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict do update set
    size = excluded.size,
    modified_ns = excluded.modified_ns,
    inode = excluded.inode,
    sha256 = excluded.sha256,
    status = excluded.status

-- name: standing
-- How a file stands that has not changed since it was met: settled (loaded or withdrawn),
-- held, unknown (accepted, and of no type that is known now); else it was not taken in: what
-- it was then, refused or incomplete.
select
    case
        when content.content_id is null then inbox_file.status
        when content.status = 'withdrawn' then 'settled'
        when content.type = '' then 'unknown'
        when content.status = 'held' then 'held'
        else 'settled'
    end as standing,
    inbox_file.sha256
from inbox_file
left join content on content.sha256 = inbox_file.sha256
where inbox_file.path = ?1
    and inbox_file.size = ?2
    and inbox_file.modified_ns = ?3
    and inbox_file.inode = ?4
