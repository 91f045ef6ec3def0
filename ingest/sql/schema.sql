-- schema: what ingest owns, but for the tables of the extract types (school, enrolment,
-- suspension, ...), which are made from their descriptions in ingest/types/.

-- name: has_sizes
-- The sizes below stand as they are said.
select count(*)
from sqlite_stat1
where (tbl, idx, stat) = ('mark_string', 'mark_string', '300000000 20000 40 1')

-- name: sizes
-- What SQLite is to take mark_string for: 20,000 strings of a bucket, 40 of one school's in it, and
-- more in all than it would ever read for a Bloom filter. Told nothing it takes ten rows for a
-- bucket's, and reads buckets for a pupil. It is said, and not measured: so a question has the same
-- plan in every county and on every night.
delete from sqlite_stat1 where tbl = 'mark_string';
insert into sqlite_stat1 (tbl, idx, stat)
values ('mark_string', 'mark_string', '300000000 20000 40 1');
analyze sqlite_schema;

-- name: kept
-- What cannot be made again from the archive: the contents accepted, the keys given, the
-- record of runs. A table that another version of the program made keeps its rows.

-- content: bytes that arrived, once each; they lie in the archive under their SHA-256.
--
-- type       of extract, or a list of them where rows of several are in it; '' where it is
--            of none that is known now
-- status     loaded; held (waits for a release); withdrawn
-- stamp      its extract time, YYYY-MM-DDTHH:MM:SS: the latest it was sent with
-- order_key  of two rows with one key the one whose content has the greater wins
create table content (
    content_id integer primary key,
    sha256 text not null unique,
    type text not null,
    status text not null check (status in ('loaded', 'held', 'withdrawn')),
    is_released integer not null default 0 check (is_released in (0, 1)),
    stamp text not null,
    order_key text not null generated always as (stamp || ' ' || sha256) stored,
    encoding integer not null, -- of enum encoding
    row_count integer not null default 0
) strict;
create index content_type on content (type, order_key);

-- content_stamp: every extract time a content was sent with (details 1, 15, 46), and the path
-- that it then had below the inbox, the first by name where there were several: who its sender
-- is where the file does not say it (details 76).
create table content_stamp (
    content_id integer not null references content,
    stamp text not null,
    path text not null default '',
    primary key (content_id, stamp)
) strict, without rowid;

-- inbox_file: files met, so that one that has not changed is not even hashed.
create table inbox_file (
    path text primary key,
    size integer not null,
    modified_ns integer not null,
    inode integer not null,
    sha256 text not null,
    status text not null
) strict, without rowid;

-- inbox_trouble: what was held, refused or incomplete when the inbox was last read; a file
-- that has been taken away is no trouble any more.
create table inbox_trouble (
    path text primary key
) strict, without rowid;

-- school_ident, ident: keys, given at first sight, never changed or given again.
create table school_ident (
    school_key integer primary key,
    urn text not null unique
) strict;
create table ident (
    ident_key integer primary key,
    kind text not null check (kind in ('upn', 'child')),
    id text not null,
    unique (kind, id)
) strict;

-- setting: configuration that rows in the warehouse depend on.
create table setting (
    name text primary key,
    value text not null
) strict, without rowid;

-- erased_id: who was forgotten, as keyed digests of their ids (ingest/keep/tomb.h).
--
-- digest  of a UPN or a child's id
-- role    gone: nothing of theirs is taken in; other: somebody else, whose rows named one of them
-- run_id  that noted it; 0: a receipt of the archive
create table erased_id (
    digest text primary key,
    role text not null check (role in ('gone', 'other')),
    run_id integer not null
) strict, without rowid;

-- erased_content: contents that rows of who was forgotten were taken out of.
--
-- old_sha256  as it came; its bytes are nowhere any more
-- new_sha256  what is left; '' where nothing is
-- type        of extract, as in content
-- rows        that went
-- line        of the first of them
-- column      what said whose they were
-- is_sent     1: it came with them after they were forgotten
-- run_id      that wrote what is left; 0: a receipt of the archive tells of it
create table erased_content (
    erased_content_id integer primary key,
    old_sha256 text not null,
    new_sha256 text not null,
    type text not null,
    rows integer not null,
    line integer not null,
    "column" text not null,
    is_sent integer not null check (is_sent in (0, 1)),
    run_id integer not null,
    unique (old_sha256, new_sha256)
) strict;
create index erased_content_new on erased_content (new_sha256);

-- erased_receipt: receipts in the archive that the warehouse goes by.
create table erased_receipt (
    name text primary key
) strict, without rowid;

-- load_run: a run of the program that was committed.
--
-- run_id       in the order of runs
-- started_at, finished_at  in UTC
-- as_of        the last day that counted
-- version      of the program
-- status       done; partial: some files were held, refused or incomplete
-- files        rows of load_file
-- rows_read, rows_loaded, rows_rejected  of those files
create table load_run (
    run_id integer primary key,
    started_at text not null,
    finished_at text,
    as_of text not null,
    version text not null,
    status text not null,
    files integer not null default 0,
    rows_read integer not null default 0,
    rows_loaded integer not null default 0,
    rows_rejected integer not null default 0
) strict;

-- run_seal: what was done in a run, and its seal, which no later edit of either row agrees
-- with: the SHA-256 of the seal of the run before it (64 zeros for the first) and of the run's
-- row as a JSON array, its columns in their order and then `event`.
--
-- run_id       in load_run
-- event        the command, with the SHA-256 of each content that it names; earlier: a run of a
--              version that kept no seals
-- seal         64 hexadecimal digits
create table run_seal (
    run_id integer primary key references load_run,
    event text not null,
    seal text not null
) strict;

-- load_file: a file met in a run that was new, had changed, or came again.
--
-- run_id       in load_run
-- path         below the inbox; bytes that are no text as \xNN
-- sha256       of its bytes; '' where it was not read
-- type         of extract; '' where it is not known
-- extract_time  the stamp in its name, else its modification time in UTC
-- status       loaded, unchanged, held, incomplete, refused
-- rows_read    loaded + duplicate + superseded + rejected
-- rows_loaded  new or changed in the warehouse
-- rows_duplicate  as a row already there, or as a later line
-- rows_superseded  a later extract's row is there, or a later line
-- rows_rejected  in that run; load_reject says what is rejected now
-- lines_skipped  titles, blank lines, footers
-- message      what a person should know of it
create table load_file (
    run_id integer not null references load_run,
    path text not null,
    sha256 text not null,
    type text not null,
    extract_time text not null,
    status text not null
        check (status in ('loaded', 'unchanged', 'held', 'incomplete', 'refused')),
    rows_read integer not null,
    rows_loaded integer not null,
    rows_duplicate integer not null,
    rows_superseded integer not null,
    rows_rejected integer not null,
    lines_skipped integer not null,
    message text not null,
    primary key (run_id, path),
    check (rows_read = rows_loaded + rows_duplicate + rows_superseded + rows_rejected)
) strict, without rowid;

-- name: made
-- What can: who is who, what is rejected, the marks.

-- content_school: which schools a content speaks of, and the dates of its marks: what to
-- read again from the archive when a roll changes or a content is withdrawn.
create table content_school (
    content_id integer not null references content,
    school_key integer not null references school_ident,
    first_date text not null,
    last_date text not null,
    primary key (school_key, content_id)
) strict, without rowid;

-- content_wait: rows of a content that wait for a school (urn) to be judged again.
create table content_wait (
    urn text not null,
    content_id integer not null references content,
    primary key (urn, content_id)
) strict, without rowid;

-- kept_key: keys of a snapshot's rows that were rejected though the key could be read: the
-- older row stays as it is (details 53), also when that older row comes later.
create table kept_key (
    type text not null,
    key blob not null,
    content_id integer not null references content,
    primary key (type, key, content_id)
) strict, without rowid;

-- content_lookup: tables that rows of a content were completed from, by keys in them: when one
-- changes the content is read again.
create table content_lookup (
    content_id integer not null references content,
    relation text not null,
    primary key (content_id, relation)
) strict, without rowid;

-- content_system: the school's system that wrote a content, where its shape tells.
create table content_system (
    content_id integer primary key references content,
    system text not null
) strict, without rowid;

-- content_part: the parts of its type's rows that a snapshot is the whole truth for (details
-- 3), with how many of them it has: '' for all; where the description divides them, a row each
-- value of that field, or the one that is the same in all of the file.
create table content_part (
    content_id integer not null references content,
    part text not null,
    row_count integer not null,
    primary key (content_id, part)
) strict, without rowid;

-- content_clash: what rows of one child in a content say differently and must say alike
-- (details 79), each value with the first line that has it: of two rows with one key only the
-- later is kept. name_folded: names that were compared, as they are (details 87).
create table content_clash (
    content_id integer not null references content,
    ident_key integer not null references ident,
    field text not null,
    value text not null,
    line integer not null,
    primary key (content_id, ident_key, field, value)
) strict, without rowid;
create table name_folded (
    name text primary key,
    folded text not null
) strict, without rowid;

-- content_telling: what each content says of each key of a type that keeps tellings, in force or
-- not: since when a sender has said of it what it says.
--
-- key_hash   of the type and the key's fields but for whose it is
-- said_hash  of all other fields
-- line       the last with the key
create table content_telling (
    content_id integer not null references content,
    ident_key integer not null references ident,
    key_hash integer not null,
    said_hash integer not null,
    line integer not null,
    primary key (content_id, ident_key, key_hash)
) strict, without rowid;

-- fact_first: since when a fact has been told, of types that keep it: the first day on which any
-- content in force was sent that has its key, whatever it said of it.
--
-- type        of extract
-- fact_date   its start
-- key_hash    of the type and the key's fields but for whose it is
-- kind        the first code in its key; '' where there is none
-- content_id  a content that told it on that day
create table fact_first (
    ident_key integer not null references ident,
    type text not null,
    fact_date text not null,
    key_hash integer not null,
    kind text not null,
    told_on text not null check (told_on <> ''),
    content_id integer not null references content,
    primary key (ident_key, type, fact_date, key_hash)
) strict, without rowid;
create index fact_first_content on fact_first (content_id);

-- person: which idents are one person (details 13); pupil_key is the least ident_key of
-- the person's idents.
create table person (
    ident_key integer primary key references ident,
    pupil_key integer not null references ident
) strict;
create index person_pupil on person (pupil_key);

-- person_linked: idents whose person has others too, kept by triggers: most have none, and what
-- asks for a person's other ids asks here first.
create table person_linked (
    ident_key integer primary key references ident deferrable initially deferred
) strict;
create trigger person_linked_came after insert on person
when exists (
    select 1
    from person
    where person.pupil_key = new.pupil_key
        and person.ident_key <> new.ident_key
)
begin
    insert or fail into person_linked (ident_key)
    select person.ident_key
    from person
    where person.pupil_key = new.pupil_key
    on conflict do nothing;
end;
create trigger person_linked_moved after update of pupil_key on person
when new.pupil_key <> old.pupil_key
begin
    delete from person_linked
    where person_linked.ident_key in (
        select person.ident_key
        from person
        where person.pupil_key in (old.pupil_key, new.pupil_key)
    );
    insert or fail into person_linked (ident_key)
    select person.ident_key
    from person
    where person.pupil_key in (old.pupil_key, new.pupil_key)
        and exists (
            select 1
            from person as other
            where other.pupil_key = person.pupil_key
                and other.ident_key <> person.ident_key
        );
end;
create trigger person_linked_gone after delete on person
begin
    delete from person_linked where person_linked.ident_key = old.ident_key;
    delete from person_linked
    where person_linked.ident_key in (
        select person.ident_key
        from person
        where person.pupil_key = old.pupil_key
            and not exists (
                select 1
                from person as other
                where other.pupil_key = person.pupil_key
                    and other.ident_key <> person.ident_key
            )
    );
end;

-- person_note: what the data team should look at.
--
-- kind       unmatched, ambiguous: a child without a UPN whom no pupil or more than one fits;
--            adoption_link: a former UPN that may not be followed; too_many: a link that would
--            give a person more than 20 UPNs or 20 ChildIDs, and was not made (details 105);
--            other_pupil: rows of a child have the UPN of one pupil and the names and birth of
--            another (details 79)
-- other_key  the UPN's at the link's other end, or the other pupil's; 0 where there is none,
--            or more than one
create table person_note (
    kind text not null check (
        kind in ('unmatched', 'ambiguous', 'adoption_link', 'too_many', 'other_pupil')
    ),
    ident_key integer not null references ident,
    other_key integer not null,
    primary key (kind, ident_key, other_key)
) strict, without rowid;

-- person_candidate: who a child of social care that is on no roll may be, for a person to decide
-- (ingest/load/candidate.h).
create table person_candidate (
    ident_key integer not null references ident,
    place integer not null check (place between 1 and 3),
    candidate_key integer not null references ident,
    reason text not null,
    primary key (ident_key, place)
) strict, without rowid;

-- mark_bucket, mark_day: how a position in a string of marks is a date and a session.
-- Buckets are fixed pieces of an academic year near its half terms; the weekdays of terms
-- come first in a bucket, then those of August, then its weekends.
create table mark_bucket (
    bucket integer primary key,
    first_date text not null,
    last_date text not null
) strict;
create table mark_day (
    bucket integer not null references mark_bucket,
    position integer not null,
    date text not null,
    session text not null check (session in ('AM', 'PM')),
    primary key (bucket, position)
) strict, without rowid;
create index mark_day_date on mark_day (date);

-- mark_code: one character for each mark, so that a position is a character.
create table mark_code (
    symbol text primary key,
    mark text not null unique
) strict, without rowid;

-- mark_source: a run-length pattern that says for each position of strings of a bucket and
-- school which content its mark came from: pairs of LEB128 numbers (positions, content_id).
create table mark_source (
    source_id integer primary key,
    bucket integer not null,
    school_key integer not null,
    pattern blob not null,
    unique (bucket, school_key, pattern)
) strict;

-- mark_string: the marks of a pupil at a school in a bucket; a space is no mark. Every
-- valid mark is kept: whether it is on roll is for the readers to ask.
create table mark_string (
    bucket integer not null references mark_bucket deferrable initially deferred,
    school_key integer not null references school_ident deferrable initially deferred,
    ident_key integer not null references ident deferrable initially deferred,
    marks text not null,
    source_id integer not null references mark_source deferrable initially deferred,
    primary key (bucket, school_key, ident_key)
) strict, without rowid;

-- mark_pupil: who has marks at which school. It is what a pupil's strings are found by: a tenth
-- of an index on them.
create table mark_pupil (
    school_key integer not null,
    ident_key integer not null,
    primary key (school_key, ident_key)
) strict, without rowid;
create index mark_pupil_ident on mark_pupil (ident_key);

-- mark_hidden: where two idents of one person hold a mark for one session of a school,
-- the position of the older one, which does not count.
create table mark_hidden (
    bucket integer not null,
    school_key integer not null,
    ident_key integer not null,
    position integer not null,
    primary key (bucket, school_key, ident_key, position)
) strict, without rowid;

-- hidden_now: what mark_hidden is to be. Ingest's own, empty between runs; no temporary table,
-- which would be in memory.
create table hidden_now (
    bucket integer not null,
    school_key integer not null,
    ident_key integer not null,
    position integer not null,
    primary key (bucket, school_key, ident_key, position)
) strict, without rowid;

-- load_reject: what is rejected or set aside now: a row taken in later leaves it.
--
-- sha256   of the content, in load_file and the archive
-- line     physical line on which the record starts, from 1
-- column   the contract's name; '' for the row as a whole
-- rule     of the closed list
-- rows     how many: marks of a string by the line
-- effect   row: it is not taken in; value: it is, with a blank in this column
-- message  without names and dates of birth
create table load_reject (
    sha256 text not null references content (sha256),
    line integer not null,
    "column" text not null,
    rule text not null,
    rows integer not null check (rows > 0),
    effect text not null check (effect in ('row', 'value')),
    message text not null,
    primary key (sha256, line, rule, "column")
) strict, without rowid;

-- load_freshness: one row per school that any extract speaks of: when its newest pupils
-- and attendance extracts were made, and the last day its marks reach.
--
-- school_key       in dim_school
-- pupils_sent      extract time of its newest roll
-- attendance_sent  extract time of its newest marks
-- attendance_to    the last day its marks reach
--
-- An extract every row of which is rejected says nothing.
create view load_freshness as
with rejected as (
    select load_reject.sha256, sum(load_reject.rows) as rows
    from load_reject
    where load_reject.effect = 'row'
    group by load_reject.sha256
)
select
    content_school.school_key,
    max(case when instr(' ' || content.type || ' ', ' pupils ') then content.stamp end) as pupils_sent,
    max(case when instr(content.type, 'attendance') then content.stamp end)
        as attendance_sent,
    max(case when instr(content.type, 'attendance') then content_school.last_date end)
        as attendance_to
from content_school
inner join content on content.content_id = content_school.content_id
-- Read for what it is to have changed: ingest/sql/stale.sql.
left join content_stamp
    on content_stamp.content_id = content.content_id
    and content_stamp.stamp = content.stamp
left join rejected on rejected.sha256 = content.sha256
where content.status = 'loaded'
    and (content.row_count = 0 or coalesce(rejected.rows, 0) < content.row_count)
group by content_school.school_key;

-- load_sent: one row per content that counts and school that it speaks of; one where it speaks of
-- none.
--
-- sha256       of the content, in load_file and load_reject
-- type         of extract, or a list of them
-- extract_time  the latest it was sent with
-- school_key   in dim_school; null where it speaks of no school
-- first_date, last_date  of its marks there; '' where it has none
-- system       the school's system that wrote it; '' where that is not known
-- is_taken_in  0 where every row of it is rejected
create view load_sent as
with rejected as (
    select load_reject.sha256, sum(load_reject.rows) as rows
    from load_reject
    where load_reject.effect = 'row'
    group by load_reject.sha256
)
select
    content.sha256,
    content.type,
    content.stamp as extract_time,
    content_school.school_key,
    content_school.first_date,
    content_school.last_date,
    coalesce(content_system.system, '') as system,
    content.row_count = 0 or coalesce(rejected.rows, 0) < content.row_count as is_taken_in
from content_school
inner join content on content.content_id = content_school.content_id
left join content_system on content_system.content_id = content.content_id
-- Read for what it is to have changed: ingest/sql/stale.sql.
left join content_stamp
    on content_stamp.content_id = content.content_id
    and content_stamp.stamp = content.stamp
left join rejected on rejected.sha256 = content.sha256
where content.status = 'loaded'
    and content.type <> ''
union all
select
    content.sha256,
    content.type,
    content.stamp as extract_time,
    null as school_key,
    '' as first_date,
    '' as last_date,
    coalesce(content_system.system, '') as system,
    content.row_count = 0 or coalesce(rejected.rows, 0) < content.row_count as is_taken_in
from content
left join content_system on content_system.content_id = content.content_id
left join rejected on rejected.sha256 = content.sha256
where content.status = 'loaded'
    and content.type <> ''
    and content.content_id not in (select content_school.content_id from content_school)
    -- Nor of what is to be read again once a school comes: it may be refused until then.
    and content.content_id not in (select content_wait.content_id from content_wait);

-- load_reach: one row per type of extract and school that any speaks of, and one of all schools
-- together: from when on the warehouse has anything of it. A figure of 0 before the first fact, or
-- of a school that has no row, is no record of nothing.
--
-- type         of extract
-- school_key   in dim_school; null: of all that came, for schools or none
-- first_fact, last_fact  the first and last day or year that its rows or marks are of; null where
--              they have none
-- first_sent   the earliest extract time of what counts now; null where none names the school
-- newest_sent  the latest
create view load_reach as
with named as materialized (
    -- Few kinds of content beside all that was sent: what each is called is looked at once.
    select
        kind.types,
        extract_type.type
    from (select distinct content.type as types from content) as kind
    inner join extract_type
        on instr(' ' || kind.types || ' ', ' ' || extract_type.type || ' ') > 0
),
sent as (
    select
        named.type,
        load_sent.school_key,
        load_sent.extract_time,
        nullif(load_sent.first_date, '') as first_date,
        nullif(load_sent.last_date, '') as last_date
    from load_sent
    inner join named on named.types = load_sent.type
    where load_sent.is_taken_in = 1
),
told as (
    select
        sent.type,
        sent.school_key,
        sent.first_date as first_fact,
        sent.last_date as last_fact,
        sent.extract_time as first_sent,
        sent.extract_time as newest_sent
    from sent
    union all
    select
        fact_told.type,
        fact_told.school_key,
        fact_told.first_fact,
        fact_told.last_fact,
        null as first_sent,
        null as newest_sent
    from fact_told
)
select
    told.type,
    told.school_key,
    min(told.first_fact) as first_fact,
    max(told.last_fact) as last_fact,
    min(told.first_sent) as first_sent,
    max(told.newest_sent) as newest_sent
from told
where told.school_key is not null
group by told.type, told.school_key
union all
select
    told.type,
    null as school_key,
    min(told.first_fact) as first_fact,
    max(told.last_fact) as last_fact,
    min(told.first_sent) as first_sent,
    max(told.newest_sent) as newest_sent
from told
group by told.type;

-- roll_sent: every time a pupils file that speaks of a school was sent, the newest as place 1:
-- each time the same bytes were sent is a file (details 81).
create view roll_sent as
select
    content_school.school_key,
    content.content_id,
    content_stamp.stamp,
    row_number() over (
        partition by content_school.school_key
        order by content_stamp.stamp desc, content.sha256 desc
    ) as place
from content_school
inner join content on content.content_id = content_school.content_id
inner join content_stamp on content_stamp.content_id = content.content_id
where instr(' ' || content.type || ' ', ' pupils ')
    and content.status = 'loaded';

-- unlisted_stay: stays without a leaving date that the school's two newest pupils files no longer
-- list under any of the person's UPNs.
--
-- status  of the stay
create view unlisted_stay as
with newest as (
    select distinct
        roll_sent.school_key,
        roll_sent.content_id
    from roll_sent
    where roll_sent.place <= 2
)
select
    enrolment_now.pupil_key,
    enrolment_now.school_key,
    enrolment_now.entry_date,
    enrolment_now.status
from enrolment_now
where enrolment_now.leaving_date is null
    and enrolment_now.status <> 'P'
    and not exists (
        select 1
        from person as twin
        cross join enrolment as other
            on other.school_key = enrolment_now.school_key
            and other.ident_key = twin.ident_key
            and other.entry_date = enrolment_now.entry_date
        inner join newest
            on newest.school_key = other.school_key
            and newest.content_id = other.seen_id
        where twin.pupil_key = enrolment_now.pupil_key
    );

-- load_unlisted: one row per school: stays without a leaving date that its two newest
-- pupils files no longer list under any of the person's UPNs, each time the same bytes were
-- sent being a file (details 81).
--
-- school_key  in dim_school
-- enrolments  such stays
create view load_unlisted as
select
    unlisted_stay.school_key,
    count(*) as enrolments
from unlisted_stay
group by unlisted_stay.school_key;

-- file_waiting: files whose newest word is trouble, as long as they lie in the inbox with it or
-- are held.
create view file_waiting as
select
    newest.path,
    newest.status,
    newest.message
from load_file as newest
where newest.status in ('held', 'incomplete', 'refused')
    and newest.run_id = (
        select max(other.run_id)
        from load_file as other
        where other.path = newest.path
    )
    and (
        newest.path in (select inbox_trouble.path from inbox_trouble)
        or newest.status = 'held'
    )
    and not exists (
        select 1
        from content
        where content.sha256 = newest.sha256
            and content.status <> 'held'
            and content.type <> ''
    );

-- child_known: children of social care or of the statutory return, by their ids.
create view child_known as
select ident_key from social_care
union
select ident_key from ssda_header
union
select ident_key from ssda_episode
union
select ident_key from identity where gone_date is null;

-- child_adopted, upn_adopted: whose care ended in adoption, and the UPNs that any record gives
-- such a child: nothing joins the new identity with the old (details 13).
create view child_adopted as
select ident_key from social_care where end_reason in ('E11', 'E12')
union
select ident_key from ssda_episode where rec in ('E11', 'E12');
create view upn_adopted as
select social_care.upn
from social_care
inner join child_adopted on child_adopted.ident_key = social_care.ident_key
where social_care.upn is not null
union
select ssda_header.upn
from ssda_header
inner join child_adopted on child_adopted.ident_key = ssda_header.ident_key
where ssda_header.upn is not null
union
select identity.upn
from identity
inner join child_adopted on child_adopted.ident_key = identity.ident_key
where identity.gone_date is null;

-- ident_adopted, person_adopted: whom any record says to have been adopted: a row of the old
-- identity, the school's of the new one, or of both. Nobody is shown beside another who may be the
-- same (details 13). The first has not those of whom a roll says it.
create view ident_adopted as
select child_adopted.ident_key
from child_adopted
union
select ident.ident_key
from upn_adopted
cross join ident on ident.kind = 'upn' and ident.id = upn_adopted.upn
union
select former_upn.ident_key
from former_upn
where former_upn.former_upn in (select upn_adopted.upn from upn_adopted);
create view person_adopted as
select person.pupil_key
from ident_adopted
cross join person on person.ident_key = ident_adopted.ident_key
union
select person.pupil_key
from enrolment_said
inner join person on person.ident_key = enrolment_said.ident_key
where enrolment_said.post_looked_after = 'A';

-- roll_newest: the newest pupils file of each school.
create view roll_newest as
select
    sent.school_key,
    sent.content_id
from (
    select
        content_school.school_key,
        content.content_id,
        row_number() over (
            partition by content_school.school_key
            order by content.order_key desc
        ) as place
    from content_school
    inner join content on content.content_id = content_school.content_id
    where instr(' ' || content.type || ' ', ' pupils ')
        and content.status = 'loaded'
) as sent
where sent.place = 1;

-- roll_saying: what the newest pupils files say of the dates of birth and surnames of UPNs that
-- they do not say alike (details 79): in one file, or in two schools'.
--
-- field   date_of_birth, surname
-- folded  the value as it is compared
-- place   the school; null where only an earlier line of a file says it
-- line    of that line
create view roll_saying as
with
newest as materialized (select roll_newest.content_id from roll_newest),
listed as not materialized (
    select
        enrolment.ident_key,
        enrolment.school_key,
        enrolment.surname,
        enrolment.date_of_birth
    from enrolment
    where enrolment.status <> 'P'
        and enrolment.seen_id in (select newest.content_id from newest)
),
clash as (
    select
        content_clash.ident_key,
        content_clash.field,
        content_clash.value,
        content_clash.line
    from content_clash
    where content_clash.content_id in (select newest.content_id from newest)
),
-- Most UPNs have one row ever, which says nothing against itself.
several as (
    select enrolment.ident_key
    from enrolment
    group by enrolment.ident_key
    having count(*) > 1
),
looked_at as (
    select several.ident_key
    from several
    cross join listed on listed.ident_key = several.ident_key
    group by several.ident_key
    having min(listed.surname) <> max(listed.surname)
        or min(listed.date_of_birth) <> max(listed.date_of_birth)
    union
    select clash.ident_key from clash
),
told as (
    select
        listed.ident_key,
        'date_of_birth' as field,
        listed.date_of_birth as value,
        listed.school_key,
        null as line
    from looked_at
    cross join listed on listed.ident_key = looked_at.ident_key
    union
    select
        listed.ident_key,
        'surname' as field,
        listed.surname as value,
        listed.school_key,
        null as line
    from looked_at
    cross join listed on listed.ident_key = looked_at.ident_key
    where listed.surname is not null
    union
    select
        clash.ident_key,
        clash.field,
        clash.value,
        null as school_key,
        clash.line
    from clash
),
folded as (
    select
        told.*,
        iif(told.field = 'surname', coalesce(name_folded.folded, told.value), told.value)
            as folded
    from told
    left join name_folded on name_folded.name = told.value
)
select
    folded.ident_key,
    folded.field,
    folded.value,
    folded.folded,
    school.name as place,
    folded.line
from folded
left join school on school.school_key = folded.school_key
where (folded.ident_key, folded.field) in (
    select
        other.ident_key,
        other.field
    from folded as other
    group by other.ident_key, other.field
    having count(distinct other.folded) > 1
);

-- crosswalk_clash: what the newest crosswalk gives a child in two rows: it settles nothing then.
create view crosswalk_clash as
select
    content_clash.ident_key,
    content_clash.value as upn
from content_clash
inner join identity
    on identity.ident_key = content_clash.ident_key
    and identity.content_id = content_clash.content_id
where content_clash.field = 'upn'
    and identity.gone_date is null;

-- person_finding: all that the data team should look at: person_note, and what rows in force
-- and the newest files say against each other (details 79).
--
-- kind       of person_note, of no_roll: a child with a UPN on no roll that ever came;
--            upn_births, upn_surnames: one UPN with two of them, births also with its former
--            one; child_upns: one ChildID with
--            the UPNs of two; child_births: one CHILD of the return with two dates of birth
-- ident_key  whose it is
-- other_key  of person_note
-- detail     what is said, where not by other_key
create view person_finding as
with
roll as materialized (
    select
        roll_saying.ident_key,
        roll_saying.field,
        roll_saying.value,
        roll_saying.folded,
        roll_saying.place,
        roll_saying.line
    from roll_saying
),
of_rolls as materialized (
    select
        roll.ident_key,
        roll.value,
        coalesce(min(roll.place), 'line ' || min(roll.line)) as place
    from roll
    where roll.field = 'date_of_birth'
    group by roll.ident_key, roll.value
),
formerly as materialized (
    select distinct
        former_upn.ident_key,
        ident.id,
        here.date_of_birth,
        former_upn.former_upn,
        there.date_of_birth as former_birth
    from former_upn
    inner join ident on ident.ident_key = former_upn.ident_key
    inner join ident as old on old.kind = 'upn' and old.id = former_upn.former_upn
    inner join enrolment as here on here.ident_key = former_upn.ident_key
    inner join enrolment as there on there.ident_key = old.ident_key
    where here.date_of_birth <> there.date_of_birth
        and former_upn.former_upn not in (select upn_adopted.upn from upn_adopted)
),
-- What is said of the dates of birth of UPNs that have two: in the newest pupils files, or one
-- by the UPN and another by what it calls its former one. origin: 0 of a roll, 1 of the UPN
-- itself where no roll has said it, 2 of a former one.
birth (ident_key, origin, value, place) as (
    select
        of_rolls.ident_key,
        0 as origin,
        of_rolls.value,
        of_rolls.place
    from of_rolls
    union all
    select
        formerly.ident_key,
        1 as origin,
        formerly.date_of_birth as value,
        formerly.id as place
    from formerly
    where (formerly.ident_key, formerly.date_of_birth) not in (
        select
            of_rolls.ident_key,
            of_rolls.value
        from of_rolls
    )
    group by formerly.ident_key, formerly.date_of_birth
    union all
    select
        formerly.ident_key,
        2 as origin,
        formerly.former_birth as value,
        'formerly ' || formerly.former_upn as place
    from formerly
    group by formerly.ident_key, formerly.former_upn, formerly.former_birth
)
select
    person_note.kind,
    person_note.ident_key,
    person_note.other_key,
    '' as detail
from person_note
union all
select
    'no_roll' as kind,
    known.ident_key,
    0 as other_key,
    group_concat(known.id) as detail
from (
    select
        child_known.ident_key,
        ident.id
    from child_known -- few beside all UPNs: they lead
    cross join person on person.ident_key = child_known.ident_key
    cross join person as twin on twin.pupil_key = person.pupil_key
    cross join ident on ident.ident_key = twin.ident_key and ident.kind = 'upn'
    where not exists (
        select 1
        from person as other
        inner join enrolment on enrolment.ident_key = other.ident_key
        where other.pupil_key = person.pupil_key
    )
    order by 1, 2
) as known
group by known.ident_key
union all
select
    'upn_surnames' as kind,
    told.ident_key,
    0 as other_key,
    group_concat(told.value || ' (' || told.place || ')', '; ') as detail
from (
    select
        roll.ident_key,
        roll.folded,
        min(roll.value) as value,
        coalesce(min(roll.place), 'line ' || min(roll.line)) as place
    from roll
    where roll.field = 'surname'
    group by roll.ident_key, roll.folded
    order by 1, 2
) as told
group by told.ident_key
union all
select
    'upn_births' as kind,
    told.ident_key,
    0 as other_key,
    group_concat(told.value || ' (' || told.place || ')', '; ') as detail
from (
    select
        birth.ident_key,
        birth.origin,
        birth.value,
        birth.place
    from birth
    order by 1, 2, 3, 4
) as told
group by told.ident_key
union all
select
    'child_upns' as kind,
    told.ident_key,
    0 as other_key,
    group_concat(told.upn, '; ') as detail
from (
    select social_care.ident_key, social_care.upn
    from social_care
    where social_care.gone_date is null
        and social_care.upn is not null
    union
    select content_clash.ident_key, content_clash.value
    from content_clash
    inner join social_care
        on social_care.ident_key = content_clash.ident_key
        and social_care.content_id = content_clash.content_id
    where content_clash.field = 'upn'
        and social_care.gone_date is null
    union
    select crosswalk_clash.ident_key, crosswalk_clash.upn
    from crosswalk_clash
    union
    select ssda_header.ident_key, ssda_header.upn
    from ssda_header
    where ssda_header.upn is not null
    order by 1, 2
) as told
left join ident on ident.kind = 'upn' and ident.id = told.upn
left join person on person.ident_key = ident.ident_key
where told.ident_key not in (
    select identity.ident_key from identity where identity.gone_date is null
)
    or told.ident_key in (select crosswalk_clash.ident_key from crosswalk_clash)
group by told.ident_key
having count(distinct coalesce(person.pupil_key, told.upn)) > 1
union all
select
    'child_births' as kind,
    clash.ident_key,
    0 as other_key,
    group_concat(clash.value, '; ') as detail
from (
    select
        content_clash.ident_key,
        content_clash.value
    from content_clash
    inner join ssda_header
        on ssda_header.ident_key = content_clash.ident_key
        and ssda_header.content_id = content_clash.content_id
    where content_clash.field = 'date_of_birth'
    order by 1, 2
) as clash
group by clash.ident_key;

-- load_note: how many people the data team should look at, by kind.
--
-- kind    of load_contradiction, or unmatched, ambiguous, adoption_link, too_many; whose UPN is
--         on no roll is unmatched too (details 79)
-- people  whom it is about
create view load_note as
with about as materialized (
    select
        person_finding.kind,
        person_finding.ident_key
    from person_finding
)
select
    about.kind,
    count(distinct about.ident_key) as people
from about
where about.kind <> 'unmatched'
group by about.kind
union all
select
    'unmatched' as kind,
    unmatched.people
from (
    select count(distinct about.ident_key) as people
    from about
    where about.kind in ('unmatched', 'no_roll')
) as unmatched
where unmatched.people > 0;

-- load_contradiction: one row per child and thing that two records say differently, or that one
-- says against another, each other pupil being a thing of its own (details 79): nothing is guessed, a person is to settle it. Whoever was
-- adopted is counted in load_note and not here: two names may be the old and the new.
--
-- kind       upn_births, upn_surnames: one UPN has two in one file or two schools' newest, or
--            another birth than the UPN that it calls its former one;
--            child_upns: one ChildID has the UPNs of two pupils; other_pupil: rows have one
--            pupil's UPN and another's names and birth; child_births: one CHILD of the return
--            has two dates of birth; no_roll: a child's UPN is on no roll that ever came
-- pupil_key  in dim_pupil: whose it counts as
-- id         the UPN or ChildID that it is about
-- other_key  in dim_pupil: the other pupil; null where there is none, or more than one
-- detail     what the records say
create view load_contradiction as
with adopted as materialized (select person_adopted.pupil_key from person_adopted)
select
    person_finding.kind,
    person.pupil_key,
    ident.id,
    other.pupil_key as other_key,
    person_finding.detail
from person_finding
inner join ident on ident.ident_key = person_finding.ident_key
inner join person on person.ident_key = person_finding.ident_key
left join person as other on other.ident_key = person_finding.other_key
where person_finding.kind in (
        'upn_births', 'upn_surnames', 'child_upns', 'other_pupil', 'child_births', 'no_roll'
    )
    and person.pupil_key not in (select adopted.pupil_key from adopted)
    and coalesce(other.pupil_key not in (select adopted.pupil_key from adopted), 1);

-- load_match: one row per child of social care or of the statutory return: how its pupil was
-- found.
--
-- pupil_key  in dim_pupil
-- id         the ChildID
-- how        identity: by the crosswalk; upn: by a UPN of its rows or the return's; name: by
--            names and date of birth, which a person should confirm; none: on no roll that
--            ever came
create view load_match as
select
    person.pupil_key,
    (select ident.id from ident where ident.ident_key = child_known.ident_key) as id,
    case
        when not exists (
            select 1
            from person as twin
            inner join enrolment on enrolment.ident_key = twin.ident_key
            where twin.pupil_key = person.pupil_key
        ) then 'none'
        when exists (
            select 1
            from identity
            where identity.ident_key = child_known.ident_key
                and identity.gone_date is null
        ) then 'identity'
        when exists (
            select 1
            from social_care
            where social_care.ident_key = child_known.ident_key
                and social_care.upn is not null
        ) or exists (
            select 1
            from ssda_header
            where ssda_header.ident_key = child_known.ident_key
                and ssda_header.upn is not null
        ) then 'upn'
        else 'name'
    end as how
from child_known
inner join person on person.ident_key = child_known.ident_key;

-- load_contact: one row per person and plan in the newest social care file that has it: whom to
-- ring.
--
-- pupil_key      in dim_pupil
-- plan           CIN, CPP, CLA
-- id             the ChildID
-- social_worker, team  of the spell begun last that says so
-- data_date      the day of the file
create view load_contact as
select
    ranked.pupil_key,
    ranked.plan,
    ranked.id,
    ranked.social_worker,
    ranked.team,
    ranked.data_date
from (
    select
        person.pupil_key,
        social_care.plan,
        ident.id,
        social_care.social_worker,
        social_care.team,
        substr(content.stamp, 1, 10) as data_date,
        row_number() over (
            partition by person.pupil_key, social_care.plan
            order by
                coalesce(social_care.social_worker, social_care.team) is null,
                social_care.end_date is not null,
                social_care.start_date desc,
                ident.id
        ) as place
    from social_care
    inner join person on person.ident_key = social_care.ident_key
    inner join ident on ident.ident_key = social_care.ident_key
    inner join content on content.content_id = social_care.seen_id
    where social_care.gone_date is null
) as ranked
where ranked.place = 1;

-- load_upn: one row per type of extract and UPN that its rows in force give: whether a roll that
-- ever came has it. Rolls themselves aside.
--
-- type        of extract
-- upn         as it stands there
-- pupil_key   in dim_pupil; null where the UPN is nobody's, as another counts for its child
-- is_on_roll  1 where some roll has the person under some UPN
create view load_upn as
select
    upn_told.type,
    upn_told.upn,
    person.pupil_key,
    exists (select 1 from enrolment where enrolment.ident_key = person.ident_key) or exists (
        select 1 -- of the few that are on none by their own id
        from person as twin
        inner join enrolment on enrolment.ident_key = twin.ident_key
        where twin.pupil_key = person.pupil_key
    ) as is_on_roll
from upn_told
left join person on person.ident_key = upn_told.ident_key;

-- load_adoption_link: one row per school: UPNs of its lists that name a former UPN which leads
-- across an adoption and is never followed (details 13). Not whose they are.
--
-- school_key  in dim_school
-- links       such UPNs
create view load_adoption_link as
select
    former_upn.school_key,
    count(distinct former_upn.ident_key) as links
from former_upn
where former_upn.former_upn in (select upn_adopted.upn from upn_adopted)
group by former_upn.school_key;

-- load_adopted: one row per person whom any record says to have been adopted: in no list that
-- shows two records side by side, and none that tells a school's number of the one before.
--
-- pupil_key  in dim_pupil
create view load_adopted as
select distinct person_adopted.pupil_key
from person_adopted;

-- load_candidate: one row per child of social care on no roll and pupil whom it may be, for a
-- person to decide (outputs.md, Unmatched): at most three, the nearest first, and nobody who
-- was adopted.
--
-- pupil_key  in dim_pupil: the child
-- place      1 to 3
-- other_key  in dim_pupil: the pupil
-- reason     what agrees and what differs
create view load_candidate as
select
    person.pupil_key,
    person_candidate.place,
    other.pupil_key as other_key,
    person_candidate.reason
from person_candidate
inner join person on person.ident_key = person_candidate.ident_key
inner join person as other on other.ident_key = person_candidate.candidate_key;

-- load_unlinked: one row per link between two ids that was not made, because a person has at
-- most 20 UPNs and 20 ChildIDs (details 105).
--
-- pupil_key  in dim_pupil: of the id that is named first
-- id_kind    of that id: upn, child
-- id         the UPN whose row names a former UPN, or the ChildID
-- other_upn  the UPN at the other end; null where the link was one by names
create view load_unlinked as
select
    person.pupil_key,
    ident.kind as id_kind,
    ident.id,
    other.id as other_upn
from person_note
inner join ident on ident.ident_key = person_note.ident_key
inner join person on person.ident_key = person_note.ident_key
left join ident as other on other.ident_key = person_note.other_key
where person_note.kind = 'too_many';
