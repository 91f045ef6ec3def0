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
-- is_taken_in  0 where it has rows and every one of them is rejected: it says nothing
create table content (
    content_id integer primary key,
    sha256 text not null unique,
    type text not null,
    status text not null check (status in ('loaded', 'held', 'withdrawn')),
    is_released integer not null default 0 check (is_released in (0, 1)),
    stamp text not null,
    order_key text not null generated always as (stamp || ' ' || sha256) stored,
    encoding integer not null, -- of enum encoding
    row_count integer not null default 0,
    is_taken_in integer not null default 1 check (is_taken_in in (0, 1))
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

-- content_birth: dates of birth of a content as far as the as-of date matters (details 86): last
-- was taken, null: none was; ahead is the first that was after it, null: none was. From last up to
-- the day before ahead its rows say the same, else it is read again.
create table content_birth (
    content_id integer primary key references content,
    last text,
    ahead text
) strict;

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
-- Of a string no day is looked at that is not asked about.
create index mark_day_place on mark_day (bucket, date, position, session);

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
