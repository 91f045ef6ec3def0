-- renew: the statements of its module, each by its name.

-- name: read_bases
select name, value
from setting
where name glob 'ingest.type.*'
    or name = 'ingest.program'

-- name: put_basis
insert into setting (name, value)
values (?1, ?2)

-- name: forget
delete from setting
where name = 'ingest.type.' || :type

-- name: forget_all
delete from setting
where name glob 'ingest.type.*'
    or name = 'ingest.program'

-- name: read_files
-- Files of the inbox with these bytes.
select path
from inbox_file
where sha256 = ?1
order by path

-- name: drop_contents
-- What the contents of a type gave, but for its table's rows.
create temp table if not exists dropped_content (
    content_id integer primary key,
    sha256 text not null
) strict;
delete from temp.dropped_content;
insert into temp.dropped_content (content_id, sha256)
select content_id, sha256
from content
where instr(' ' || type || ' ', ' ' || :type || ' ');
delete from load_reject where sha256 in (select sha256 from temp.dropped_content);
delete from content_wait where content_id in (select content_id from temp.dropped_content);
delete from kept_key where content_id in (select content_id from temp.dropped_content);
delete from content_clash where content_id in (select content_id from temp.dropped_content);
delete from content_telling where content_id in (select content_id from temp.dropped_content);
delete from fact_first where content_id in (select content_id from temp.dropped_content);
delete from content_lookup where content_id in (select content_id from temp.dropped_content);
delete from content_system where content_id in (select content_id from temp.dropped_content);
delete from content_birth where content_id in (select content_id from temp.dropped_content);
delete from content_part where content_id in (select content_id from temp.dropped_content);
delete from content_number where content_id in (select content_id from temp.dropped_content);
delete from content_school where content_id in (select content_id from temp.dropped_content);

-- name: drop_marks
delete from mark_hidden;
delete from mark_pupil;
delete from mark_string;
delete from mark_source;

-- name: drop_states
-- What is kept of stays beside their rows; it comes with them.
delete from enrolment_state;
delete from enrolment_before;
delete from former_upn;
delete from roll_stay;
