-- A warehouse as the first version with an archive left it: made by its program from the
-- files that tests/test_ingest_basis.c puts, and written out; of what the transform made
-- only the tables.
BEGIN TRANSACTION;
CREATE TABLE adviser (school_key integer not null references school_ident, adviser text not null, email text, content_id integer not null references content, seen_id integer not null references content, line integer not null, row_hash integer not null, primary key (school_key)) strict, without rowid;
INSERT INTO "adviser" VALUES(1,'C D',NULL,3,3,2,9214182246656610618);
CREATE TABLE attendance (
    year integer not null,
    school_key integer not null references school_ident,
    pupil_key integer not null references ident,
    figures text not null,
    weeks blob not null,
    primary key (year, school_key, pupil_key)
) strict, without rowid;
CREATE TABLE changed_all (
    reason text primary key
) strict, without rowid;
CREATE TABLE changed_marks (
    bucket integer not null,
    school_key integer not null,
    primary key (bucket, school_key)
) strict, without rowid;
CREATE TABLE changed_pupil (
    ident_key integer not null,
    school_key integer not null, -- 0 = all schools of the pupil
    from_date text not null,
    primary key (ident_key, school_key)
) strict, without rowid;
CREATE TABLE code_value (
    name text not null,
    code text not null,
    value text not null,
    primary key (name, code)
) strict, without rowid;
CREATE TABLE content (
    content_id integer primary key,
    sha256 text not null unique,
    type text not null,
    status text not null check (status in ('loaded', 'held', 'refused', 'withdrawn')),
    is_released integer not null default 0 check (is_released in (0, 1)),
    stamp text not null,
    order_key text not null generated always as (stamp || ' ' || sha256) stored,
    encoding integer not null, -- of enum encoding
    row_count integer not null default 0
) strict;
INSERT INTO "content" VALUES(1,'76cd8972cc3b5845f33feeda836bf48dd89aa20f16c458c790a51b58654a99cd','schools','loaded',0,'2025-09-01T00:00:00',0,0);
INSERT INTO "content" VALUES(2,'74822b7f75775a88784e4c743fc04846d17abe33f72eb505b45f97478d74cbda','pupils','loaded',0,'2025-09-01T00:00:00',0,0);
INSERT INTO "content" VALUES(3,'e12e8f4475ffbd5a4aaafdf6c5f7c3a6a542879ab6545629f26c4cc49a590287','advisers','loaded',0,'2025-09-01T00:00:00',0,1);
INSERT INTO "content" VALUES(4,'cfbb9ee97484c573861ae05cf9c15e0263fce99ab0da0f8944a3fc5964fd6137','social_care','loaded',0,'2025-09-10T00:00:00',0,3);
INSERT INTO "content" VALUES(5,'e8fbe7fc313e2f91bdae8b76360b08224bede2becff7e4f2862a5ffb34b2598e','social_care','held',0,'2025-09-11T00:00:00',0,1);
INSERT INTO "content" VALUES(6,'cdf78d8315086d76ddffeb00dc470cd0543f1874a5830e45b6a252528b4e2d72','suspensions','loaded',0,'2025-10-10T00:00:00',0,0);
INSERT INTO "content" VALUES(7,'8ae6f7a10634e400016587c92d5a9d61d03089a312d4dc78cec205c471886a82','attendance','loaded',0,'2025-09-10T00:00:00',0,0);
INSERT INTO "content" VALUES(8,'661726431aa9eb0cc1435e91abf85f77e082fd80c7a05d7b18d01c2f774591c1','attendance','withdrawn',0,'2025-09-12T00:00:00',0,0);
CREATE TABLE content_plan (
    content_id integer not null references content,
    plan text not null,
    row_count integer not null,
    primary key (content_id, plan)
) strict, without rowid;
CREATE TABLE content_school (
    content_id integer not null references content,
    school_key integer not null references school_ident,
    first_date text not null,
    last_date text not null,
    primary key (school_key, content_id)
) strict, without rowid;
INSERT INTO "content_school" VALUES(1,1,'','');
INSERT INTO "content_school" VALUES(2,1,'','');
INSERT INTO "content_school" VALUES(3,1,'','');
INSERT INTO "content_school" VALUES(6,1,'','');
INSERT INTO "content_school" VALUES(7,1,'2025-09-02','2025-09-02');
INSERT INTO "content_school" VALUES(1,2,'','');
CREATE TABLE content_stamp (
    content_id integer not null references content,
    stamp text not null,
    primary key (content_id, stamp)
) strict, without rowid;
INSERT INTO "content_stamp" VALUES(1,'2025-09-01T00:00:00');
INSERT INTO "content_stamp" VALUES(2,'2025-09-01T00:00:00');
INSERT INTO "content_stamp" VALUES(3,'2025-09-01T00:00:00');
INSERT INTO "content_stamp" VALUES(4,'2025-09-10T00:00:00');
INSERT INTO "content_stamp" VALUES(5,'2025-09-11T00:00:00');
INSERT INTO "content_stamp" VALUES(6,'2025-10-10T00:00:00');
INSERT INTO "content_stamp" VALUES(7,'2025-09-10T00:00:00');
INSERT INTO "content_stamp" VALUES(8,'2025-09-12T00:00:00');
CREATE TABLE content_wait (
    urn text not null,
    content_id integer not null references content,
    primary key (urn, content_id)
) strict, without rowid;
CREATE TABLE data_dictionary (
    relation text not null,
    "column" text not null,
    type text not null,
    meaning text not null,
    primary key (relation, "column")
) strict, without rowid;
CREATE TABLE dim_breakdown (
    breakdown_key integer primary key,
    breakdown text not null,
    value text not null,
    unique (breakdown, value)
) strict;
CREATE TABLE dim_cohort (
    cohort_key integer primary key,
    id text not null unique,
    label text not null
) strict;
CREATE TABLE dim_metric (
    metric_key integer primary key,
    id text not null unique,
    label text not null,
    unit text not null,
    scale real not null,
    definition text not null,
    numerator text not null,
    denominator text not null,
    source text not null,
    interval text not null,
    polarity text not null check (polarity in ('higher', 'lower', 'neither'))
) strict;
CREATE TABLE dim_period (
    period_key integer primary key,
    id text not null unique,
    label text not null,
    grain text not null check (grain in ('year', 'term', 'half_term', 'week')),
    start_date text not null,
    end_date text not null,
    academic_year text not null,
    reference_date text not null,
    roll_date text not null,
    complete integer not null check (complete in (0, 1)),
    reference_key integer not null
) strict;
CREATE TABLE dim_pupil (
    pupil_key integer primary key references ident,
    upn text,
    child_id text,
    surname text,
    forename text,
    date_of_birth text,
    sex text,
    ethnicity text,
    ethnicity_group text,
    temporary_upn integer not null check (temporary_upn in (0, 1))
) strict;
CREATE TABLE enrolment (school_key integer not null references school_ident, ident_key integer not null references ident, former_upn text, surname text, forename text, date_of_birth text not null, sex text, ethnicity text, language text, nc_year text, status text, entry_date text not null, leaving_date text, sen_status text, sen_need text, fsm text, fsm_ever6 text, idaci_decile integer, postcode text, young_carer text, post_looked_after text, content_id integer not null references content, line integer not null, row_hash integer not null, primary key (school_key, ident_key, entry_date)) strict, without rowid;
INSERT INTO "enrolment" VALUES(1,1,NULL,'A','B','2011-01-01','F','WBRI',NULL,'9','C','2025-09-01',NULL,'N',NULL,'N','N',NULL,NULL,NULL,NULL,2,2,4071216212465620264);
INSERT INTO "enrolment" VALUES(1,2,NULL,'A','B','2011-01-01','F','WBRI',NULL,'9','C','2025-09-01',NULL,'N',NULL,'N','N',NULL,NULL,NULL,NULL,2,3,7610035522643957230);
CREATE TABLE enrolment_state (
    school_key integer not null references school_ident,
    ident_key integer not null references ident,
    entry_date text not null,
    stamp text not null,
    nc_year text,
    status text,
    sen_status text,
    fsm text,
    idaci_decile integer,
    ethnicity text,
    primary key (school_key, ident_key, entry_date, stamp)
) strict, without rowid;
CREATE TABLE entity (
    entity_key integer primary key,
    level text not null check (level in ('county', 'district', 'adviser', 'school')),
    entity text not null,
    unique (level, entity)
) strict;
CREATE TABLE funnel_cell (
    period_key integer not null references dim_period,
    metric_key integer not null references dim_metric,
    cohort_key integer not null references dim_cohort,
    entity_key integer not null references entity,
    phase text not null,
    phase_numerator real not null,
    phase_denominator real not null,
    lower_95 integer not null,
    upper_95 integer not null,
    lower_99_8 integer not null,
    upper_99_8 integer not null,
    primary key (period_key, metric_key, cohort_key, entity_key)
) strict, without rowid;
CREATE TABLE gap_pair (
    cohort_key integer not null references dim_cohort,
    comparator_key integer not null references dim_cohort,
    primary key (cohort_key, comparator_key)
) strict, without rowid;
CREATE TABLE ident (
    ident_key integer primary key,
    kind text not null check (kind in ('upn', 'child')),
    id text not null,
    unique (kind, id)
) strict;
INSERT INTO "ident" VALUES(1,'upn','L919400024001');
INSERT INTO "ident" VALUES(2,'upn','A919400024002');
INSERT INTO "ident" VALUES(3,'child','K1');
INSERT INTO "ident" VALUES(4,'child','K2');
INSERT INTO "ident" VALUES(5,'child','K3');
CREATE TABLE identity (ident_key integer not null references ident, upn text not null, content_id integer not null references content, seen_id integer not null references content, line integer not null, row_hash integer not null, primary key (ident_key)) strict, without rowid;
CREATE TABLE inbox_file (
    path text primary key,
    size integer not null,
    modified_ns integer not null,
    inode integer not null,
    sha256 text not null,
    status text not null
) strict, without rowid;
INSERT INTO "inbox_file" VALUES('advisers_20250901.csv',23,1795885698121933333,11231360,'e12e8f4475ffbd5a4aaafdf6c5f7c3a6a542879ab6545629f26c4cc49a590287','loaded');
INSERT INTO "inbox_file" VALUES('care_20250910.csv',166,1795885698121875347,11231358,'cfbb9ee97484c573861ae05cf9c15e0263fce99ab0da0f8944a3fc5964fd6137','loaded');
INSERT INTO "inbox_file" VALUES('care_20250911.csv',102,1795885698121904310,11231359,'e8fbe7fc313e2f91bdae8b76360b08224bede2becff7e4f2862a5ffb34b2598e','held');
INSERT INTO "inbox_file" VALUES('marks_20250910.csv',175,1795885698121817662,11231356,'8ae6f7a10634e400016587c92d5a9d61d03089a312d4dc78cec205c471886a82','loaded');
INSERT INTO "inbox_file" VALUES('marks_20250912.csv',63,1795885698616909319,11231398,'661726431aa9eb0cc1435e91abf85f77e082fd80c7a05d7b18d01c2f774591c1','loaded');
INSERT INTO "inbox_file" VALUES('odd.csv',27,1795885698121969387,11231361,'c9ee2cedc117e5a63ba0a571f6e1719a9b5494d23d5f95e14d41a13feab2b1ad','refused');
INSERT INTO "inbox_file" VALUES('pupils_20250901.csv',249,1795885698121786035,11231355,'74822b7f75775a88784e4c743fc04846d17abe33f72eb505b45f97478d74cbda','loaded');
INSERT INTO "inbox_file" VALUES('schools_20250901.csv',234,1795885698121749470,11231354,'76cd8972cc3b5845f33feeda836bf48dd89aa20f16c458c790a51b58654a99cd','loaded');
INSERT INTO "inbox_file" VALUES('susp_20251010.csv',148,1795885698121846614,11231357,'cdf78d8315086d76ddffeb00dc470cd0543f1874a5830e45b6a252528b4e2d72','loaded');
CREATE TABLE kept_key (
    type text not null,
    key blob not null,
    content_id integer not null references content,
    primary key (type, key, content_id)
) strict, without rowid;
CREATE TABLE load_file (
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
INSERT INTO "load_file" VALUES(1,'advisers_20250901.csv','e12e8f4475ffbd5a4aaafdf6c5f7c3a6a542879ab6545629f26c4cc49a590287','advisers','2025-09-01T00:00:00','loaded',1,1,0,0,0,0,'');
INSERT INTO "load_file" VALUES(1,'care_20250910.csv','cfbb9ee97484c573861ae05cf9c15e0263fce99ab0da0f8944a3fc5964fd6137','social_care','2025-09-10T00:00:00','loaded',3,3,0,0,0,0,'');
INSERT INTO "load_file" VALUES(1,'care_20250911.csv','e8fbe7fc313e2f91bdae8b76360b08224bede2becff7e4f2862a5ffb34b2598e','social_care','2025-09-11T00:00:00','held',0,0,0,0,0,0,'1 rows where the one before had 3; ''vschool release'' lets it in');
INSERT INTO "load_file" VALUES(1,'marks_20250910.csv','8ae6f7a10634e400016587c92d5a9d61d03089a312d4dc78cec205c471886a82','attendance','2025-09-10T00:00:00','loaded',4,2,0,0,2,0,'');
INSERT INTO "load_file" VALUES(1,'odd.csv','c9ee2cedc117e5a63ba0a571f6e1719a9b5494d23d5f95e14d41a13feab2b1ad','','2026-11-28T17:08:18','refused',0,0,0,0,0,0,'its headings are of no known type');
INSERT INTO "load_file" VALUES(1,'pupils_20250901.csv','74822b7f75775a88784e4c743fc04846d17abe33f72eb505b45f97478d74cbda','pupils','2025-09-01T00:00:00','loaded',2,2,0,0,0,0,'');
INSERT INTO "load_file" VALUES(1,'schools_20250901.csv','76cd8972cc3b5845f33feeda836bf48dd89aa20f16c458c790a51b58654a99cd','schools','2025-09-01T00:00:00','loaded',2,2,0,0,0,0,'');
INSERT INTO "load_file" VALUES(1,'susp_20251010.csv','cdf78d8315086d76ddffeb00dc470cd0543f1874a5830e45b6a252528b4e2d72','suspensions','2025-10-10T00:00:00','loaded',2,1,0,0,1,0,'');
INSERT INTO "load_file" VALUES(2,'marks_20250912.csv','661726431aa9eb0cc1435e91abf85f77e082fd80c7a05d7b18d01c2f774591c1','attendance','2025-09-12T00:00:00','loaded',1,1,0,0,0,0,'');
CREATE TABLE load_reject (
    sha256 text not null references content (sha256),
    line integer not null,
    "column" text not null,
    rule text not null,
    rows integer not null check (rows > 0),
    message text not null,
    primary key (sha256, line, rule, "column")
) strict, without rowid;
INSERT INTO "load_reject" VALUES('8ae6f7a10634e400016587c92d5a9d61d03089a312d4dc78cec205c471886a82',3,'Mark','unknown_mark',1,'''Q9'' is not a mark on 2025-09-02');
INSERT INTO "load_reject" VALUES('8ae6f7a10634e400016587c92d5a9d61d03089a312d4dc78cec205c471886a82',5,'URN','unknown_school',1,'''100009'' is not in the schools extract');
INSERT INTO "load_reject" VALUES('cdf78d8315086d76ddffeb00dc470cd0543f1874a5830e45b6a252528b4e2d72',3,'Reason1','bad_code',1,'''ZZ'' is not one of the codes');
CREATE TABLE load_run (
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
INSERT INTO "load_run" VALUES(1,'2026-11-28T17:08:18Z','2026-11-28T17:08:18Z','2026-01-16','0.1.0','partial',8,14,11,3);
INSERT INTO "load_run" VALUES(2,'2026-11-28T17:08:18Z','2026-11-28T17:08:18Z','2026-01-16','0.1.0','done',1,1,1,0);
INSERT INTO "load_run" VALUES(3,'2026-11-28T17:08:18Z','2026-11-28T17:08:19Z','2026-01-16','0.1.0','done',0,0,0,0);
CREATE TABLE mark_bucket (
    bucket integer primary key,
    first_date text not null,
    last_date text not null
) strict;
INSERT INTO "mark_bucket" VALUES(16200,'2025-08-01','2025-10-27');
CREATE TABLE mark_code (
    symbol text primary key,
    mark text not null unique
) strict, without rowid;
INSERT INTO "mark_code" VALUES('/','/');
INSERT INTO "mark_code" VALUES('I','I');
CREATE TABLE mark_day (
    bucket integer not null references mark_bucket,
    position integer not null,
    date text not null,
    session text not null check (session in ('AM', 'PM')),
    primary key (bucket, position)
) strict, without rowid;
CREATE TABLE mark_hidden (
    bucket integer not null,
    school_key integer not null,
    ident_key integer not null,
    position integer not null,
    primary key (bucket, school_key, ident_key, position)
) strict, without rowid;
CREATE TABLE mark_source (
    source_id integer primary key,
    pattern blob not null unique
) strict;
INSERT INTO "mark_source" VALUES(1,X'2D07');
INSERT INTO "mark_source" VALUES(2,X'2E070108');
CREATE TABLE mark_string (
    bucket integer not null references mark_bucket,
    school_key integer not null references school_ident,
    ident_key integer not null references ident,
    marks text not null,
    source_id integer not null references mark_source,
    primary key (bucket, school_key, ident_key)
) strict, without rowid;
INSERT INTO "mark_string" VALUES(16200,1,1,'                                            /',1);
INSERT INTO "mark_string" VALUES(16200,1,2,'                                            I',1);
CREATE TABLE mart_pupil_exclusion (
    academic_year text not null,
    pupil_key integer not null references ident,
    suspensions integer not null,
    permanent_exclusions integer not null,
    permanent_pending integer not null,
    lunchtimes integer not null,
    days_autumn real not null,
    days_spring real not null,
    days_summer real not null,
    days_year real not null,
    days_term real not null,
    days_to_15 real not null,
    days_to_45 real not null,
    reasons text not null,
    cohorts text not null,
    schools text not null,
    primary key (academic_year, pupil_key)
) strict, without rowid;
CREATE TABLE metric_cell (
    period_key integer not null references dim_period,
    entity_key integer not null references entity,
    metric_key integer not null references dim_metric,
    breakdown_key integer not null references dim_breakdown,
    cohort_key integer not null references dim_cohort,
    numerator real not null,
    denominator real not null check (denominator > 0),
    lower real,
    upper real,
    peers_gap_lower real,
    peers_gap_upper real,
    peers_ratio_lower real,
    peers_ratio_upper real,
    all_gap_lower real,
    all_gap_upper real,
    all_ratio_lower real,
    all_ratio_upper real,
    primary key (period_key, entity_key, metric_key, breakdown_key, cohort_key)
) strict, without rowid;
CREATE TABLE person (
    ident_key integer primary key references ident,
    pupil_key integer not null references ident
) strict;
INSERT INTO "person" VALUES(1,1);
INSERT INTO "person" VALUES(2,2);
INSERT INTO "person" VALUES(3,1);
INSERT INTO "person" VALUES(4,4);
INSERT INTO "person" VALUES(5,5);
CREATE TABLE person_note (
    kind text not null check (kind in ('unmatched', 'ambiguous', 'adoption_link')),
    ident_key integer not null references ident,
    primary key (kind, ident_key)
) strict, without rowid;
CREATE TABLE pupil_cohort_span (
    pupil_key integer not null references ident,
    from_key integer not null,
    to_key integer not null,
    cohorts integer not null check (cohorts > 0),
    primary key (pupil_key, from_key),
    check (from_key <= to_key)
) strict, without rowid;
CREATE TABLE pupil_stay (
    pupil_key integer primary key references ident,
    stays blob not null
) strict;
CREATE TABLE reason_cell (
    period_key integer not null references dim_period,
    entity_key integer not null references entity,
    cohort_key integer not null references dim_cohort,
    possible integer not null check (possible > 0),
    sessions text not null,
    primary key (period_key, entity_key, cohort_key)
) strict, without rowid;
CREATE TABLE run_change (
    run_id integer primary key references load_run
) strict;
INSERT INTO "run_change" VALUES(1);
INSERT INTO "run_change" VALUES(2);
INSERT INTO "run_change" VALUES(3);
CREATE TABLE school (school_key integer not null references school_ident, la_code text not null, establishment_number text, name text not null, phase_name text, type_name text, status text, low_age integer, high_age integer, district text, postcode text, trust text, open_date text, close_date text, content_id integer not null references content, line integer not null, row_hash integer not null, primary key (school_key)) strict, without rowid;
INSERT INTO "school" VALUES(1,'919','4001','North School','Secondary','Academy','Open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,2,-1050006737426930794);
INSERT INTO "school" VALUES(2,'919','4002','South School','Secondary','Academy','Open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,3,5496650893197492536);
CREATE TABLE school_ident (
    school_key integer primary key,
    urn text not null unique
) strict;
INSERT INTO "school_ident" VALUES(1,'100001');
INSERT INTO "school_ident" VALUES(2,'100002');
CREATE TABLE setting (
    name text primary key,
    value text not null
) strict, without rowid;
INSERT INTO "setting" VALUES('main.config','0eb4f4160aeb7e9cd07fe0accd17a69534270b6bfaa9b8639fc3abaf57335531');
INSERT INTO "setting" VALUES('transform.as_of','2026-01-16');
INSERT INTO "setting" VALUES('transform.basis','af39d7b126d2bf23cd4ecb89521d2643cf6709d25b69e42502b5be9e95520694');
INSERT INTO "setting" VALUES('transform.cla_source','social_care');
INSERT INTO "setting" VALUES('transform.figures','8b9c3103257ff371f026931dae53ad729078521dde352762a3f9799f9fc2cc59');
CREATE TABLE social_care (ident_key integer not null references ident, upn text, surname text, forename text, date_of_birth text, plan text not null, start_date text not null, end_date text, legal_status text, placement_type text, placement_la text, need_code text, end_reason text, responsible_la text, uasc text, respite_only text, social_worker text, team text, content_id integer not null references content, seen_id integer not null references content, line integer not null, row_hash integer not null, primary key (ident_key, plan, start_date)) strict, without rowid;
INSERT INTO "social_care" VALUES(3,'L919400024001',NULL,NULL,'2011-01-01','CIN','2025-01-01',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,4,4,2,-8452384387853896692);
INSERT INTO "social_care" VALUES(4,NULL,NULL,NULL,'2011-01-01','CIN','2025-01-01',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,4,4,3,3269706289692763699);
INSERT INTO "social_care" VALUES(5,NULL,NULL,NULL,'2011-01-01','CIN','2025-01-01',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,4,4,4,-6840459342195065260);
CREATE TABLE ssda_episode (ident_key integer not null references ident, decom text not null, rne text, ls text, cin text, place text, place_provider text, dec text, rec text, reason_place_change text, content_id integer not null references content, line integer not null, row_hash integer not null, primary key (ident_key, decom)) strict, without rowid;
CREATE TABLE ssda_header (ident_key integer not null references ident, sex text, date_of_birth text not null, ethnic text, upn text, content_id integer not null references content, line integer not null, row_hash integer not null, primary key (ident_key)) strict, without rowid;
CREATE TABLE suspension (school_key integer not null references school_ident, ident_key integer not null references ident, category text not null, start_date text not null, end_date text, sessions integer, reason1 text, reason2 text, reason3 text, outcome text, notified_date text, virtual_school_contacted text, vs_contact_date text, social_worker_contacted text, sw_contact_date text, reintegration_date text, first_day_provision text, content_id integer not null references content, line integer not null, row_hash integer not null, primary key (school_key, ident_key, category, start_date)) strict, without rowid;
INSERT INTO "suspension" VALUES(1,1,'SUSP','2025-10-01',NULL,2,'PP',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,6,2,-8168725117740091517);
CREATE TABLE term_year (
    year integer primary key
) strict;
CREATE INDEX content_type on content (type, order_key);
CREATE INDEX person_pupil on person (pupil_key);
CREATE INDEX mark_string_ident on mark_string (ident_key, bucket);
CREATE VIEW load_freshness as
select
    content_school.school_key,
    max(case when content.type = 'pupils' then content.stamp end) as pupils_sent,
    max(case when content.type like 'attendance%' then content.stamp end)
        as attendance_sent,
    max(case when content.type like 'attendance%' then content_school.last_date end)
        as attendance_to
from content_school
inner join content on content.content_id = content_school.content_id
where content.status = 'loaded'
group by content_school.school_key;
CREATE VIEW load_unlisted as
with newest as (
    select
        content_school.school_key,
        content.content_id,
        row_number() over (
            partition by content_school.school_key
            order by content.order_key desc
        ) as place
    from content_school
    inner join content on content.content_id = content_school.content_id
    where content.type = 'pupils'
        and content.status = 'loaded'
),
stay as (
    select
        enrolment.school_key,
        person.pupil_key,
        enrolment.entry_date,
        max(enrolment.leaving_date is null) as is_open,
        max(coalesce(newest.place <= 2, 0)) as is_listed
    from enrolment
    inner join person on person.ident_key = enrolment.ident_key
    left join newest
        on newest.school_key = enrolment.school_key
        and newest.content_id = enrolment.content_id
    group by enrolment.school_key, person.pupil_key, enrolment.entry_date
)
select
    school_key,
    count(*) as enrolments
from stay
where is_open
    and not is_listed
group by school_key;
CREATE VIEW load_note as
select
    person_note.kind,
    count(*) as people
from person_note
group by person_note.kind;
CREATE INDEX adviser_content on adviser (content_id);
CREATE INDEX identity_content on identity (content_id);
CREATE INDEX identity_ident on identity (ident_key);
CREATE INDEX enrolment_content on enrolment (content_id);
CREATE INDEX enrolment_ident on enrolment (ident_key);
CREATE INDEX school_content on school (content_id);
CREATE INDEX social_care_content on social_care (content_id);
CREATE INDEX social_care_ident on social_care (ident_key);
CREATE INDEX ssda_episode_content on ssda_episode (content_id);
CREATE INDEX ssda_episode_ident on ssda_episode (ident_key);
CREATE INDEX ssda_header_content on ssda_header (content_id);
CREATE INDEX ssda_header_ident on ssda_header (ident_key);
CREATE INDEX suspension_content on suspension (content_id);
CREATE INDEX suspension_ident on suspension (ident_key);
CREATE VIEW adviser_now as
select
    adviser.school_key,
    adviser.adviser,
    adviser.email
from adviser
where adviser.seen_id = (
    select content.content_id
    from content
    where content.type = 'advisers'
        and content.status = 'loaded'
    order by content.order_key desc
    limit 1
);
CREATE VIEW dim_school as
select
    school.school_key,
    school_ident.urn,
    school.la_code,
    school.name,
    (
        select code_value.value
        from code_value
        where code_value.name = 'publication_phase'
            and code_value.code = case
                when school.type_name like '%special%' then 'SP'
                when school.type_name like '%pupil referral%'
                    or school.type_name like '%alternative provision%' then 'PR'
                else lower(replace(replace(replace(replace(
                    coalesce(school.phase_name, ''), ' ', ''), '-', ''), '(', ''), ')', ''))
            end
    ) as phase,
    school.type_name as type,
    school.status,
    school.district,
    school.trust,
    school.low_age,
    school.high_age,
    school.open_date,
    school.close_date,
    adviser_now.adviser
from school
inner join school_ident on school_ident.school_key = school.school_key
left join adviser_now on adviser_now.school_key = school.school_key;
CREATE VIEW spell as
with care as (
    select coalesce((
        select setting.value
        from setting
        where setting.name = 'transform.cla_source'
    ), 'social_care') as source
),
newest as (
    select content.content_id
    from content
    where content.type = 'social_care'
        and content.status = 'loaded'
    order by content.order_key desc
    limit 1
),
episode as (
    select
        ssda_episode.ident_key,
        ssda_episode.decom,
        coalesce(ssda_episode.dec, '9999-12-31') as dec,
        ssda_episode.rec,
        ssda_episode.ls,
        ssda_episode.place,
        ssda_episode.cin,
        exists (
            select 1
            from code_value
            where code_value.name = 'respite'
                and code_value.code = ssda_episode.ls
        ) as is_respite
    from ssda_episode
    where (select care.source from care) = 'ssda903'
),
marked as (
    select
        episode.*,
        coalesce(episode.decom > max(episode.dec) over (
            partition by episode.ident_key, episode.is_respite
            order by episode.decom, episode.dec
            rows between unbounded preceding and 1 preceding
        ), 1) as is_first
    from episode
),
numbered as (
    select
        marked.*,
        sum(marked.is_first) over (
            partition by marked.ident_key, marked.is_respite
            order by marked.decom, marked.dec
        ) as period
    from marked
),
ranked as (
    select
        numbered.*,
        min(numbered.decom) over whole as start_date,
        max(numbered.dec) over whole as last_date,
        row_number() over (
            partition by numbered.ident_key, numbered.is_respite, numbered.period
            order by numbered.dec desc, numbered.decom desc
        ) as place_from_end
    from numbered
    window whole as (partition by numbered.ident_key, numbered.is_respite, numbered.period)
)
select
    person.pupil_key,
    social_care.plan,
    social_care.start_date,
    coalesce(
        social_care.end_date,
        case
            when social_care.seen_id is not (select newest.content_id from newest) then (
                select max(substr(later.stamp, 1, 10), social_care.start_date)
                from content as later
                where later.type = 'social_care'
                    and later.status = 'loaded'
                    and later.order_key > (
                        select seen.order_key
                        from content as seen
                        where seen.content_id = social_care.seen_id
                    )
                order by later.order_key
                limit 1
            )
        end
    ) as end_date,
    social_care.legal_status,
    social_care.need_code,
    social_care.end_reason,
    social_care.placement_type,
    social_care.respite_only,
    social_care.plan = 'CLA' and (
        coalesce(social_care.respite_only, 'N') = 'Y'
        or exists (
            select 1
            from code_value
            where code_value.name = 'respite'
                and code_value.code = social_care.legal_status
        )
    ) as is_respite,
    social_care.ident_key
from social_care
inner join person on person.ident_key = social_care.ident_key
where social_care.plan <> 'CLA'
    or (select care.source from care) = 'social_care'
union all
select
    person.pupil_key,
    'CLA' as plan,
    ranked.start_date,
    nullif(ranked.last_date, '9999-12-31') as end_date,
    ranked.ls as legal_status,
    ranked.cin as need_code,
    case when ranked.last_date < '9999-12-31' then ranked.rec end as end_reason,
    ranked.place as placement_type,
    case when ranked.is_respite then 'Y' else 'N' end as respite_only,
    ranked.is_respite,
    ranked.ident_key
from ranked
inner join person on person.ident_key = ranked.ident_key
where ranked.place_from_end = 1;
CREATE VIEW fct_enrolment as
select
    person.pupil_key,
    enrolment.school_key,
    enrolment.entry_date,
    enrolment.leaving_date,
    enrolment.status,
    enrolment.nc_year,
    enrolment.sen_status,
    enrolment.sen_need,
    enrolment.fsm,
    enrolment.fsm_ever6,
    enrolment.idaci_decile,
    enrolment.post_looked_after
from enrolment
inner join person on person.ident_key = enrolment.ident_key
where not exists (
    select 1
    from person as twin
    cross join enrolment as other
        on other.school_key = enrolment.school_key
        and other.ident_key = twin.ident_key
        and other.entry_date = enrolment.entry_date
    cross join content as theirs on theirs.content_id = other.content_id
    cross join content as ours on ours.content_id = enrolment.content_id
    cross join ident as their_id on their_id.ident_key = other.ident_key
    cross join ident as our_id on our_id.ident_key = enrolment.ident_key
    where twin.pupil_key = person.pupil_key
        and twin.ident_key <> person.ident_key
        and (theirs.order_key, their_id.id) > (ours.order_key, our_id.id)
);
CREATE VIEW fct_exclusion as
select
    person.pupil_key,
    suspension.school_key,
    suspension.category,
    suspension.start_date,
    suspension.end_date,
    suspension.sessions,
    suspension.reason1,
    suspension.reason2,
    suspension.reason3,
    not exists (
        select 1
        from code_value
        where code_value.code = suspension.outcome
            and code_value.name in (
                'outcome_not_counted',
                iif(suspension.category = 'PERM', 'outcome_pending', 'outcome_not_counted')
            )
    ) as counted,
    suspension.category = 'PERM' and exists (
        select 1
        from code_value
        where code_value.name = 'outcome_pending'
            and code_value.code = suspension.outcome
    ) as is_pending,
    suspension.outcome,
    suspension.notified_date,
    suspension.virtual_school_contacted,
    suspension.vs_contact_date,
    suspension.social_worker_contacted,
    suspension.sw_contact_date,
    suspension.reintegration_date,
    suspension.first_day_provision
from suspension
inner join person on person.ident_key = suspension.ident_key
where not exists (
    select 1
    from person as twin
    cross join suspension as other
        on other.school_key = suspension.school_key
        and other.ident_key = twin.ident_key
        and other.category = suspension.category
        and other.start_date = suspension.start_date
    cross join content as theirs on theirs.content_id = other.content_id
    cross join content as ours on ours.content_id = suspension.content_id
    cross join ident as their_id on their_id.ident_key = other.ident_key
    cross join ident as our_id on our_id.ident_key = suspension.ident_key
    where twin.pupil_key = person.pupil_key
        and twin.ident_key <> person.ident_key
        and (theirs.order_key, their_id.id) > (ours.order_key, our_id.id)
);
CREATE VIEW fct_social_care as
select
    spell.pupil_key,
    spell.plan,
    spell.start_date,
    spell.end_date,
    spell.legal_status,
    spell.need_code,
    spell.end_reason,
    spell.placement_type,
    spell.respite_only
from spell;
CREATE VIEW attendance_mark as
select
    person.pupil_key,
    mark_string.school_key,
    mark_day.date,
    mark_day.session,
    mark_code.mark
from mark_string
inner join person on person.ident_key = mark_string.ident_key
inner join mark_day
    on mark_day.bucket = mark_string.bucket
    and mark_day.position < length(mark_string.marks)
inner join mark_code
    on mark_code.symbol = substr(mark_string.marks, mark_day.position + 1, 1)
where exists (
        select 1
        from person as member
        inner join enrolment
            on enrolment.school_key = mark_string.school_key
            and enrolment.ident_key = member.ident_key
        where member.pupil_key = person.pupil_key
            and enrolment.status <> 'P'
            and enrolment.entry_date <= mark_day.date
            and coalesce(enrolment.leaving_date, '9999-12-31') >= mark_day.date
            and not exists (
                select 1
                from person as twin
                cross join enrolment as other
                    on other.school_key = enrolment.school_key
                    and other.ident_key = twin.ident_key
                    and other.entry_date = enrolment.entry_date
                cross join content as theirs on theirs.content_id = other.content_id
                cross join content as ours on ours.content_id = enrolment.content_id
                cross join ident as their_id on their_id.ident_key = other.ident_key
                cross join ident as our_id on our_id.ident_key = enrolment.ident_key
                where twin.pupil_key = person.pupil_key
                    and twin.ident_key <> enrolment.ident_key
                    and (theirs.order_key, their_id.id) > (ours.order_key, our_id.id)
            )
    )
    and not exists (
        select 1
        from mark_hidden
        where mark_hidden.bucket = mark_string.bucket
            and mark_hidden.school_key = mark_string.school_key
            and mark_hidden.ident_key = mark_string.ident_key
            and mark_hidden.position = mark_day.position
    );
CREATE VIEW fct_attendance as
with slot (code, first) as (
    values (0, 1), (1, 16), (2, 31), (3, 46), (11, 61), (12, 76), (13, 91), (14, 106),
        (15, 121), (16, 136)
)
select
    attendance.pupil_key,
    attendance.school_key,
    dim_period.id as period,
    cast(substr(attendance.figures, slot.first, 3) as integer) as possible,
    cast(substr(attendance.figures, slot.first + 3, 3) as integer)
        + cast(substr(attendance.figures, slot.first + 6, 3) as integer) as absent,
    cast(substr(attendance.figures, slot.first + 3, 3) as integer) as authorised,
    cast(substr(attendance.figures, slot.first + 6, 3) as integer) as unauthorised,
    cast(substr(attendance.figures, slot.first + 9, 3) as integer) as late
from slot
inner join dim_period on dim_period.period_key % 100 = slot.code
inner join attendance on attendance.year = dim_period.period_key / 100
where dim_period.grain <> 'week'
    and substr(attendance.figures, slot.first, 3) > '000';
CREATE VIEW pupil_cohort as
select
    dim_period.id as period,
    dim_cohort.id as cohort,
    pupil_cohort_span.pupil_key
from dim_period
inner join pupil_cohort_span
    on pupil_cohort_span.from_key <= dim_period.reference_key
    and pupil_cohort_span.to_key >= dim_period.reference_key
inner join dim_cohort
    on (pupil_cohort_span.cohorts >> dim_cohort.cohort_key) & 1 = 1;
CREATE VIEW mart_absence_reason as
select
    dim_period.id as period,
    entity.level,
    entity.entity,
    dim_cohort.id as cohort,
    reason.key as code,
    reason.value as sessions,
    reason_cell.possible
from reason_cell
inner join dim_period on dim_period.period_key = reason_cell.period_key
inner join entity on entity.entity_key = reason_cell.entity_key
inner join dim_cohort on dim_cohort.cohort_key = reason_cell.cohort_key
inner join json_each(reason_cell.sessions) as reason;
CREATE VIEW year_without_terms as
with fact (year) as (
    select mark_bucket.bucket / 8
    from mark_bucket
    where mark_bucket.bucket / 8 not in (select term_year.year from term_year)
        and exists (
            select 1
            from mark_string
            inner join person on person.ident_key = mark_string.ident_key
            inner join person as twin on twin.pupil_key = person.pupil_key
            inner join enrolment
                on enrolment.ident_key = twin.ident_key
                and enrolment.school_key = mark_string.school_key
                and enrolment.entry_date <= mark_bucket.last_date
                and coalesce(enrolment.leaving_date, '9') >= mark_bucket.first_date
            where mark_string.bucket = mark_bucket.bucket
        )
    union
    select cast(substr(suspension.start_date, 1, 4) as integer)
        - (substr(suspension.start_date, 6, 2) < '08')
    from suspension
)
select printf('%04d/%02d', fact.year, (fact.year + 1) % 100) as academic_year
from fact
where not exists (
    select 1
    from term_year
    where term_year.year = fact.year
)
order by fact.year;
CREATE VIEW mart_metric as
select
    dim_metric.id as metric,
    dim_period.id as period,
    entity.level as level,
    entity.entity as entity,
    dim_cohort.id as cohort,
    dim_breakdown.breakdown as breakdown,
    dim_breakdown.value as breakdown_value,
    metric_cell.numerator as numerator,
    metric_cell.denominator as denominator,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    metric_cell.lower as lower,
    metric_cell.upper as upper
from metric_cell
inner join dim_metric on dim_metric.metric_key = metric_cell.metric_key
inner join dim_period on dim_period.period_key = metric_cell.period_key
inner join entity on entity.entity_key = metric_cell.entity_key
inner join dim_cohort on dim_cohort.cohort_key = metric_cell.cohort_key
inner join dim_breakdown on dim_breakdown.breakdown_key = metric_cell.breakdown_key;
CREATE VIEW mart_gap as
select
    dim_metric.id as metric,
    dim_period.id as period,
    entity.level as level,
    entity.entity as entity,
    dim_cohort.id as cohort,
    comparator.id as comparator,
    dim_breakdown.breakdown as breakdown,
    dim_breakdown.value as breakdown_value,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    dim_metric.scale * base.numerator / base.denominator as comparator_value,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator
        - dim_metric.scale * base.numerator / base.denominator as gap,
    iif(comparator.id = 'peers', metric_cell.peers_gap_lower, metric_cell.all_gap_lower)
        as gap_lower,
    iif(comparator.id = 'peers', metric_cell.peers_gap_upper, metric_cell.all_gap_upper)
        as gap_upper,
    case
        when base.numerator > 0
        then (metric_cell.numerator / metric_cell.denominator)
            / (base.numerator / base.denominator)
    end as ratio,
    iif(comparator.id = 'peers', metric_cell.peers_ratio_lower, metric_cell.all_ratio_lower)
        as ratio_lower,
    iif(comparator.id = 'peers', metric_cell.peers_ratio_upper, metric_cell.all_ratio_upper)
        as ratio_upper
from metric_cell
inner join gap_pair on gap_pair.cohort_key = metric_cell.cohort_key
inner join metric_cell as base
    on base.period_key = metric_cell.period_key
    and base.entity_key = metric_cell.entity_key
    and base.metric_key = metric_cell.metric_key
    and base.breakdown_key = metric_cell.breakdown_key
    and base.cohort_key = gap_pair.comparator_key
inner join dim_metric on dim_metric.metric_key = metric_cell.metric_key
inner join dim_period on dim_period.period_key = metric_cell.period_key
inner join entity on entity.entity_key = metric_cell.entity_key
inner join dim_cohort on dim_cohort.cohort_key = metric_cell.cohort_key
inner join dim_cohort as comparator on comparator.cohort_key = gap_pair.comparator_key
inner join dim_breakdown on dim_breakdown.breakdown_key = metric_cell.breakdown_key;
CREATE VIEW mart_funnel as
select
    dim_metric.id as metric,
    dim_period.id as period,
    dim_cohort.id as cohort,
    funnel_cell.phase as phase,
    entity.entity as urn,
    metric_cell.numerator as numerator,
    metric_cell.denominator as denominator,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    dim_metric.scale * phase_numerator / phase_denominator as expected,
    dim_metric.scale * lower_95 / metric_cell.denominator as lower_95,
    dim_metric.scale * upper_95 / metric_cell.denominator as upper_95,
    dim_metric.scale * lower_99_8 / metric_cell.denominator as lower_99_8,
    dim_metric.scale * upper_99_8 / metric_cell.denominator as upper_99_8,
    case
        when metric_cell.numerator > funnel_cell.upper_99_8 then 'above_99_8'
        when metric_cell.numerator > funnel_cell.upper_95 then 'above_95'
        when metric_cell.numerator < funnel_cell.lower_99_8 then 'below_99_8'
        when metric_cell.numerator < funnel_cell.lower_95 then 'below_95'
        else 'within'
    end as flag
from funnel_cell
inner join metric_cell
    on metric_cell.period_key = funnel_cell.period_key
    and metric_cell.entity_key = funnel_cell.entity_key
    and metric_cell.metric_key = funnel_cell.metric_key
    and metric_cell.breakdown_key = 0
    and metric_cell.cohort_key = funnel_cell.cohort_key
inner join dim_metric on dim_metric.metric_key = funnel_cell.metric_key
inner join dim_period on dim_period.period_key = funnel_cell.period_key
inner join entity on entity.entity_key = funnel_cell.entity_key
inner join dim_cohort on dim_cohort.cohort_key = funnel_cell.cohort_key;
COMMIT;
