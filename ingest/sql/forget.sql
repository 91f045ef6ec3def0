-- forget: the statements of its module, each by its name.

-- name: begin
-- Whose ids they are, and of rows of theirs, as "heading:id"; names: of one row each, those that stand in it.
create temp table forgotten_id (
    kind text not null check (kind in ('upn', 'child', 'record')),
    id text not null,
    primary key (kind, id)
) strict, without rowid;
create temp table forgotten_name (
    names text primary key -- a line each
) strict, without rowid;
insert into temp.forgotten_id (kind, id) values ('upn', :upn);
insert into temp.forgotten_id (kind, id)
select ident.kind, ident.id
from person
inner join ident on ident.ident_key = person.ident_key
where person.pupil_key in (
    select twin.pupil_key
    from ident as asked
    inner join person as twin on twin.ident_key = asked.ident_key
    where asked.kind = 'upn'
        and asked.id = :upn
    union
    select twin.pupil_key
    from former_upn
    inner join person as twin on twin.ident_key = former_upn.ident_key
    where former_upn.former_upn = :upn
        and :upn not in (select upn_adopted.upn from upn_adopted)
        and not exists (
            select 1 from ident as asked where asked.kind = 'upn' and asked.id = :upn
        )
)
on conflict do nothing;

-- name: keys
select ident.ident_key
from temp.forgotten_id
inner join ident on ident.kind = forgotten_id.kind and ident.id = forgotten_id.id

-- name: ids
select kind, id
from temp.forgotten_id
where kind <> 'record'
order by kind, id

-- name: is_record
select 1
from temp.forgotten_id
where kind = 'record'
    and id = ?1

-- name: names
select names from temp.forgotten_name

-- name: is_another
-- Somebody's who is known, and not who is forgotten.
select 1
from ident
where kind = ?1
    and id = ?2
    and not exists (
        select 1
        from temp.forgotten_id
        where forgotten_id.kind = ident.kind and forgotten_id.id = ident.id
    )

-- name: texts
-- What files were called, and what was said of them.
select path from load_file
union
select message from load_file
union
select path from content_stamp
union
select path from inbox_file

-- name: put_text
update or replace load_file set path = :now where path = :before;
update load_file set message = :now where message = :before;
update content_stamp set path = :now where path = :before;
delete from inbox_file where path = :before;
delete from inbox_trouble where path = :before;

-- name: still_there
-- Files of the inbox that still hold what went from the archive.
select count(*)
from inbox_file
where sha256 in (
    select erased_content.old_sha256
    from erased_content
    where erased_content.run_id = ?1
)

-- name: went
-- By type: how many rows, of how many contents.
select type, sum(rows), count(*)
from erased_content
where run_id = ?1
    and not is_sent
group by type
order by type

-- name: has_receipt
select 1
where exists (select 1 from erased_id where run_id = ?1)
    or exists (select 1 from erased_content where run_id = ?1 and not is_sent)
    or exists (
        select 1
        from setting
        where name = 'erased.before_run'
            and value = cast(?1 as text)
    )
