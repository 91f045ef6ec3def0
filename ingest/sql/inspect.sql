-- inspect: the statements of its module, each by its name.

-- name: contents
-- What the warehouse has, or its journal (journal.sql#begin).
select sha256
from content
union
select sha256
from temp.journal_content
order by 1

-- name: count
select count(*)
from (
    select sha256 from content
    union
    select sha256 from temp.journal_content
)

-- name: is_content
select
    exists (select 1 from content where sha256 = ?1)
    or exists (select 1 from temp.journal_content where sha256 = ?1)

-- name: is_receipt
select exists (select 1 from erased_receipt where name = ?1)

-- name: receipts
select name
from erased_receipt
order by name

-- name: own
select sha256
from content
order by sha256

-- name: journal_seen
select count(*) || ' contents, sent ' || (select count(*) from temp.journal_stamp) || ' times'
from temp.journal_content

-- name: differences
-- What of warehouse and journal is not as in the other.
with
    held as (
        select
            content.sha256,
            content_stamp.stamp,
            content_stamp.path
        from content_stamp
        inner join content on content.content_id = content_stamp.content_id
    ),

    difference as (
        select
            sha256,
            'is in the warehouse and not in the journal' as what
        from content
        where sha256 not in (select sha256 from temp.journal_content)
        union all
        select
            sha256,
            'is in the journal and not in the warehouse'
        from temp.journal_content
        where sha256 not in (select sha256 from content)
        union all
        select
            content.sha256,
            'is ' || content.status || ' in the warehouse and ' || said.status
            || ' in the journal'
        from content
        inner join temp.journal_content as said on said.sha256 = content.sha256
        where content.status <> said.status
        union all
        select
            content.sha256,
            'was released by one of warehouse and journal alone'
        from content
        inner join temp.journal_content as said on said.sha256 = content.sha256
        where content.is_released <> said.is_released
        union all
        select
            held.sha256,
            'was sent at ' || held.stamp || ' by the warehouse and not by the journal'
        from held
        left join temp.journal_stamp as said
            on said.sha256 = held.sha256 and said.stamp = held.stamp
        where said.sha256 is null
            and held.sha256 in (select sha256 from temp.journal_content)
        union all
        select
            said.sha256,
            'was sent at ' || said.stamp || ' by the journal and not by the warehouse'
        from temp.journal_stamp as said
        left join held on held.sha256 = said.sha256 and held.stamp = said.stamp
        where held.sha256 is null
            and said.sha256 in (select sha256 from content)
        union all
        select
            said.sha256,
            'was sent at ' || said.stamp || ' under another name by the journal'
        from temp.journal_stamp as said
        inner join held on held.sha256 = said.sha256 and held.stamp = said.stamp
        where held.path <> said.path
            and said.path <> ''
    )

select
    sha256,
    what
from difference
order by sha256, what
