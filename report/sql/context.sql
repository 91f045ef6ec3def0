-- context.c: what the queries of all packs may name.

-- name: context
-- One row: the day, the county and the periods that a report speaks of.
--
-- year, last_year      academic years
-- compare, before      the periods that show change like for like: the year if it is
--                      over, else its latest finished term, with the same a year before;
--                      else last year with the one before it
-- year_before          the year before last year
-- term_end             the last day of the latest term that has begun, by the calendar: periods are
--                      cut at the day
-- counted_on           the roll date of the year: by it are counted those of whom suspensions are
-- whole, whole_2 to whole_5  the newest academic year that is over, and the four before it, which
--                      need not be there
-- full_time_primary, full_time_secondary  hours a week (details 33)
-- visits               how often advisers' packs are made, by the config
-- *_words              as they stand in a sentence
-- now_words, then_words  of the year and what it stands beside (period_pair): while it runs, that
--                      it is so far, and the same day last year; last year where it stands beside
--                      nothing: before its first school day, or where terms.csv has no year before
-- pair_words           both, in a title
-- and_then             the latter, in a list
-- beside_words         what stands beside what, in a sentence or two
-- span_words           what "this year", "last year" and "this term" are
-- stand_words          of the year, in a publication
-- term_now_words       of the term: while it runs, that it is so far
-- counts_words         that attendance rests on counts of sessions, where it does; of all pupils
--                      of the county, in tens, few of them in words alone
-- not_shown            why something is not: of large groups too, so not that they are small
-- no_csw, no_cla       the same where there is no row at all: none of them is known of this year or
--                      the last, or all is withheld
-- small_counts         which counts are withheld for what they are, by the config
-- often, repeatedly    how often suspended is repeatedly, by the config: twice or more, and again
--                      where that is what it is; often_head: as a heading, in two lines
-- reads                dim_period, attendance_counted, pupil_cohort
create temp table context (
    as_of text not null,
    la_code text not null,
    la_name text not null,
    region text not null,
    version text not null,
    suppress_below integer not null,
    low_reliability_below integer not null,
    repeat_threshold integer not null,
    often text not null,
    often_head text not null,
    repeatedly text not null,
    full_time_primary real not null,
    full_time_secondary real not null,
    visits text not null,
    year text not null,
    last_year text not null,
    year_before text not null,
    compare text not null,
    before text not null,
    term text not null,
    term_end text not null,
    counted_on text not null,
    whole text not null,
    whole_2 text not null,
    whole_3 text not null,
    whole_4 text not null,
    whole_5 text not null,
    year_words text not null,
    last_year_words text not null,
    compare_words text not null,
    before_words text not null,
    term_words text not null,
    term_now_words text not null,
    now_words text not null,
    then_words text not null,
    pair_words text not null,
    and_then text not null,
    whole_words text not null,
    whole_2_words text not null,
    whole_3_words text not null,
    whole_4_words text not null,
    whole_5_words text not null,
    beside_words text not null,
    span_words text not null,
    stand_words text not null,
    counts_words text not null,
    not_shown text not null,
    no_csw text not null,
    no_cla text not null,
    small_counts text not null
) strict;

insert into context (
    as_of, la_code, la_name, region, version, suppress_below, low_reliability_below,
    repeat_threshold, often, often_head, repeatedly, full_time_primary, full_time_secondary,
    visits, year, last_year, year_before, compare, before, term, term_end, counted_on, whole,
    whole_2, whole_3, whole_4, whole_5, year_words, last_year_words, compare_words, before_words,
    term_words, term_now_words,
    now_words, then_words, pair_words, and_then, whole_words, whole_2_words, whole_3_words,
    whole_4_words, whole_5_words, beside_words, span_words, stand_words, counts_words,
    not_shown, no_csw, no_cla, small_counts
)
with
often (words) as (
    select case :repeat_threshold
        when 1 then 'once or more'
        when 2 then 'twice or more'
        else said(:repeat_threshold, 'word') || ' times or more'
    end
),
year as (
    select id, complete, roll_date, cast(substr(id, 1, 4) as integer) as number
    from dim_period
    where grain = 'year' and start_date <= :as_of
    order by start_date desc
    limit 1
),
name as (
    select
        year.id as year,
        year.complete as is_over,
        year.roll_date,
        printf('%04d/%02d', year.number - 1, year.number % 100) as last_year,
        printf('%04d/%02d', year.number - 2, (year.number - 1) % 100) as year_before
    from year
),
over as (
    select
        max(iif(years_before = 0, id, null)) as whole,
        max(iif(years_before = 1, id, null)) as whole_2,
        max(iif(years_before = 2, id, null)) as whole_3,
        max(iif(years_before = 3, id, null)) as whole_4,
        max(iif(years_before = 4, id, null)) as whole_5
    from (
        select
            years.value as years_before,
            printf('%04d/%02d', number - years.value, (number - years.value + 1) % 100) as id
        from (select number - iif(complete, 0, 1) as number from year)
        cross join json_each('[0, 1, 2, 3, 4]') as years
    )
),
finished as (
    select substr(dim_period.id, 9) as term
    from dim_period, name
    where dim_period.grain = 'term' and dim_period.complete = 1
        and substr(dim_period.id, 1, 7) = name.year
    order by dim_period.start_date desc
    limit 1
),
running as (
    select dim_period.id as id, dim_period.complete as is_over
    from dim_period, name
    where dim_period.grain = 'term' and dim_period.start_date <= :as_of
        and substr(dim_period.id, 1, 7) = name.year
    order by dim_period.start_date desc
    limit 1
),
pair as (
    select
        case
            when name.is_over then name.year
            when finished.term is not null then name.year || ' ' || finished.term
            else name.last_year
        end as compare,
        case
            when name.is_over then name.last_year
            when finished.term is not null then name.last_year || ' ' || finished.term
            else name.year_before
        end as before
    from name
    left join finished
),
worded (id, words) as (
    select
        id,
        case substr(id, 9)
            when '' then substr(id, 1, 4) || ' to 20' || substr(id, 6, 2)
            when 'autumn' then 'autumn term ' || substr(id, 1, 4)
            else substr(id, 9) || ' term 20' || substr(id, 6, 2)
        end
    from (
        select year as id from name
        union select last_year from name
        union select compare from pair
        union select before from pair
        union select id from running
        union select whole from over
        union select whole_2 from over
        union select whole_3 from over
        union select whole_4 from over
        union select whole_5 from over
    )
),
beside as (
    -- What the year stands beside, and why it may be nothing.
    select
        case
            when name.is_over then (select words from worded where id = name.last_year)
            when dim_period.id is not null then 'this day last year'
        end as words,
        running.id is null as is_early
    from name
    left join running
    left join dim_period on dim_period.id = name.last_year || ' to date'
),
counted as (
    select
        count(distinct iif(attendance_counted.period = name.year, pupil_key, null)) as pupils,
        count(*) as counts
    from name
    inner join attendance_counted
    inner join dim_period
        on dim_period.id = attendance_counted.period
        and dim_period.academic_year in (name.year, name.last_year)
),
told as (
    select
        'Not shown, so that no small number can be worked out' as not_shown,
        exists (
            select 1
            from pupil_cohort
            where cohort = 'csw' and period in (name.year, name.last_year)
        ) as has_csw,
        exists (
            select 1
            from pupil_cohort
            where cohort = 'cla' and period in (name.year, name.last_year)
        ) as has_cla
    from name
)
select
    :as_of, :la_code, :la_name, :region, :version, :suppress_below,
    :low_reliability_below, :repeat_threshold,
    often.words,
    replace(upper(substr(often.words, 1, 1)) || substr(often.words, 2), ' or ', char(10) || 'or '),
    iif(:repeat_threshold = 2, 'again', often.words),
    :full_time_primary, :full_time_secondary, :visits,
    name.year, name.last_year, name.year_before, pair.compare, pair.before,
    coalesce(running.id, name.year), :term_end, name.roll_date,
    over.whole, over.whole_2, over.whole_3, over.whole_4, over.whole_5,
    (select words from worded where id = name.year),
    (select words from worded where id = name.last_year),
    (select words from worded where id = pair.compare),
    (select words from worded where id = pair.before),
    (select words from worded where id = coalesce(running.id, name.year)),
    (select words from worded where id = coalesce(running.id, name.year))
    || iif(coalesce(running.is_over, name.is_over), '', ' so far'),
    (select words from worded where id = name.year) || iif(name.is_over, '', ' so far'),
    coalesce(beside.words, 'last year'),
    (select words from worded where id = name.year)
    || case
        when name.is_over then ''
        when beside.is_early then ', before its first school day'
        else ' so far'
    end
    || coalesce(' beside ' || beside.words, ''),
    coalesce(' and ' || beside.words, ''),
    (select words from worded where id = over.whole),
    (select words from worded where id = over.whole_2),
    (select words from worded where id = over.whole_3),
    (select words from worded where id = over.whole_4),
    (select words from worded where id = over.whole_5),
    case
        when name.is_over
            then (select words from worded where id = name.year)
                || ', which is over, stands beside the whole of '
                || (select words from worded where id = name.last_year) || '.'
        else (select words from worded where id = name.year)
            || case
                when beside.words is not null
                    then ' so far stands beside ' || beside.words
                        || ', counted to the same school day, and never beside the whole of another'
                        || ' year. '
                when beside.is_early
                    then ' has had no school day yet, so that nothing stands beside it. '
                else ' so far stands beside no other year: of the year before there are no terms. '
            end
            || (
                select upper(substr(words, 1, 1)) || substr(words, 2)
                from worded
                where id = pair.compare
            )
            || ' stands beside '
            || (select words from worded where id = pair.before) || '.'
    end,
    '"This year" is ' || (select words from worded where id = name.year)
    || iif(name.is_over, '', ' up to ' || said(:as_of, 'date'))
    || case
        when beside.words is null then ''
        else ', "last year" ' || iif(name.is_over, '', 'the same days of ')
            || (select words from worded where id = name.last_year)
    end
    || coalesce(
        '; "this term" is the ' || (select words from worded where id = running.id),
        '; no term of it has begun'
    )
    || '.',
    (select words from worded where id = name.year)
    || case
        when name.is_over then ' is over. It stands'
        else ' goes to ' || said(:as_of, 'date') || ' so far, and is provisional. It stands'
    end
    || case
        when name.is_over then ' beside the whole of the year before.'
        when beside.words is not null
            then ' beside the same school days of the year before, never beside a whole year.'
        when beside.is_early then ' beside nothing before its first school day.'
        else ' beside no other year.'
    end
    || ' Whole years stand side by side.',
    case
        when counted.counts = 0 then ''
        else 'Attendance of '
            || iif(counted.pupils >= 20,
                'about ' || ((counted.pupils + 5) / 10 * 10) || ' pupils', 'some pupils')
            || ' rests on counts of sessions (attendance summaries, the school census), not on'
            || ' marks.'
    end,
    told.not_shown,
    iif(told.has_csw, told.not_shown, 'No child with a social worker is known to be at a school'),
    iif(told.has_cla, told.not_shown, 'No child looked after is known to be at a school'),
    case
        when :suppress_below < 2 then 'No counts of children'
        when :suppress_below = 2 then 'Counts of one child'
        else 'Counts of 1 to ' || (:suppress_below - 1) || ' children'
    end
from name, pair, over, beside, counted, told, often
left join running;

-- SQLite is told that it is one row: queries begin with it, and find what it names by its key.
analyze temp.context;

-- name: context_read
-- The one row that every text may name.
select * from context;

-- name: stands_on
-- The day that figures are of: a year is cut there while it runs.
select end_date
from dim_period
where grain = 'year'
order by start_date desc
limit 1;

-- name: words
-- Cohorts as they are called in sentences and tables, in their order there.
create temp table group_name (
    cohort text primary key,
    position integer not null,
    name text not null,
    short text not null
) strict, without rowid;

insert into group_name (cohort, position, name, short)
values
    ('csw', 1, 'Children with a social worker', 'With a social worker'),
    ('cla', 2, 'Children looked after', 'Looked after'),
    ('cla12', 3, 'Children looked after for twelve months at 31 March',
        'Looked after for 12 months'),
    ('cin_cpp', 4, 'Children in need or on a protection plan', 'In need or on a plan'),
    ('cpp', 5, 'Children on a protection plan', 'Protection plan'),
    ('cin', 6, 'Children in need', 'In need'),
    ('ever6', 7, 'Children with a social worker in the last six years',
        'Social worker in the last six years'),
    ('formerly', 8, 'Children whose social worker has left in the last six years',
        'Social worker left'),
    ('pla', 9, 'Previously looked after children', 'Previously looked after'),
    ('peers', 10, 'Peers without a social worker', 'Peers'),
    ('all', 11, 'All pupils', 'All pupils');

-- extract_name: types of extract as they are called in sentences.
--
-- is_school  1 where schools write such files themselves, so that one whose rows are all of one
--            school is that school's
create temp table extract_name (
    type text primary key,
    position integer not null,
    name text not null,
    is_school integer not null check (is_school in (0, 1))
) strict, without rowid;

insert into extract_name (type, position, name, is_school)
values
    ('pupils', 1, 'pupils list', 1),
    ('attendance', 2, 'attendance marks', 1),
    ('attendance_strings', 2, 'attendance marks', 1),
    ('attendance_summary', 3, 'attendance totals', 1),
    ('suspensions', 4, 'suspensions and exclusions', 1),
    ('provision', 5, 'part-time timetables and alternative provision', 1),
    ('interventions', 6, 'interventions', 1),
    ('assessments', 7, 'assessments', 1),
    ('school_returns', 8, 'school''s return', 1),
    ('peps', 9, 'personal education plans', 0),
    ('ehe', 10, 'home education', 0),
    ('send_plans', 11, 'education, health and care plans', 0),
    ('sdq', 12, 'SDQ scores', 0),
    ('funding', 13, 'funding', 0),
    ('actions', 14, 'answers to the lists of children', 0);

-- promise_state: what can be said of a promise at a school, in words, in their order; and how such
-- schools stand in a bar (report/page/bar.h).
create temp table promise_state (
    state text primary key,
    position integer not null,
    mark text not null,
    words text not null
) strict, without rowid;

insert into promise_state (state, position, mark, words)
values
    ('kept', 1, 'solid', 'kept'),
    ('not_kept', 2, 'tone', 'not kept'),
    ('not_on_record', 3, 'hatch', 'not on record'),
    ('too_few', 4, 'ruled', 'too few to say'),
    ('not_measured', 5, 'open', 'cannot be measured'),
    ('not_due', 6, 'pale', 'nothing due');

-- term_name: terms as they stand under a chart.
create temp table term_name (
    period text primary key,
    position integer not null,
    name text not null,
    short text not null
) strict, without rowid;

insert into term_name (period, position, name, short)
select
    id,
    row_number() over (order by start_date),
    upper(substr(id, 9, 1)) || substr(id, 10) || ' term '
        || case when substr(id, 9) = 'autumn' then substr(id, 1, 4)
            else '20' || substr(id, 6, 2) end
        || iif(complete, '', ' so far'),
    upper(substr(id, 9, 1)) || substr(id, 10, 2) || ' '
        || iif(substr(id, 9) = 'autumn', substr(id, 3, 2), substr(id, 6, 2))
from dim_period
where grain = 'term';

-- metric_name: metrics as they stand in tables, and which way they had better go.
create temp view metric_name as
select
    id as metric,
    label,
    unit,
    scale,
    label || case unit when '%' then ' (%)' when 'score' then '' else ', ' || unit end as name,
    iif(unit = '%', 'points', unit) as points,
    case polarity when 'higher' then 'up' when 'lower' then 'down' end as better,
    case polarity when 'higher' then 'down' when 'lower' then 'up' end as worse
from dim_metric;

-- flag_name: where a school is in a funnel, the furthest first.
create temp table flag_name (
    flag text primary key,
    position integer not null,
    short text not null,
    name text not null,
    meaning text not null
) strict, without rowid;

insert into flag_name (flag, position, short, name, meaning)
values
    ('above_99_8', 1, 'Above 99.8%', 'Above the 99.8% limit',
        'Above the 99.8% limit: by chance alone fewer than 1 in 1,000 would be this high'),
    ('above_95', 2, 'Above 95%', 'Above the 95% limit',
        'Above the 95% limit: one in 40 would be by chance'),
    ('below_99_8', 3, 'Below 99.8%', 'Below the lower 99.8% limit',
        'Below the lower 99.8% limit'),
    ('below_95', 4, 'Below 95%', 'Below the lower 95% limit',
        'Below the lower 95% limit'),
    ('within', 5, 'Within', 'Within the limits', 'Within the limits');

-- code_name: what codes mean, from the county's code sets; what to do about each rule that rejects
-- (reject_actions) and where (reject_places); what schools' systems are called, and where in them
-- (systems, system_record, system_register); the ONS's codes of areas, what these are called and
-- the DfE's code of an authority (areas, authorities).
create temp table code_name (
    code_set text not null,
    code text not null,
    name text not null,
    primary key (code_set, code)
) strict, without rowid;

-- school_marks: the last day of which a school has marks, of those that count: none is after the
-- as-of date. Of a school without any it is the last day of its counts of sessions.
create temp table school_marks (
    school_key integer primary key,
    marks_to text
) strict;

insert into school_marks (school_key, marks_to)
select
    load_freshness.school_key,
    coalesce(
        iif(
            load_freshness.attendance_to > context.as_of,
            load_feed.last_date,
            nullif(load_freshness.attendance_to, '')
        ),
        load_feed.newest_date
    )
from load_freshness
cross join context
left join load_feed on load_feed.school_key = load_freshness.school_key;

-- school_sending: one row: open schools of the county, those of them whose newest marks are not
-- over five school days old, the newest day of which any has marks.
create temp table school_sending (
    schools integer not null,
    sending integer not null,
    marks_to text
) strict;

insert into school_sending (schools, sending, marks_to)
select
    count(*),
    coalesce(sum(load_feed.is_stopped = 0), 0),
    max(load_feed.last_date)
from dim_school
cross join context
left join load_feed on load_feed.school_key = dim_school.school_key
where dim_school.la_code = context.la_code and dim_school.status like 'Open%';

-- name: put_code
-- One code; of two with one name the first counts.
insert into code_name (code_set, code, name)
values (?1, ?2, ?3)
on conflict do nothing;

-- name: names
-- file_shown: what may be said of a file that was met (config/filename.h).
create temp table file_shown (
    path text not null,
    message text not null,
    shown_path text not null,
    shown_message text not null,
    primary key (path, message)
) strict, without rowid;

-- file_number: numbers that the sender of a file may go by (config/sender.h), those of senders.csv
-- and of the path first, then what stands in its name.
create temp table file_number (
    path text not null,
    place integer not null,
    number text not null,
    primary key (path, place)
) strict, without rowid;

-- name: names_met
-- reads   load_file
select distinct path, message
from load_file;

-- name: put_name
insert into file_shown (path, message, shown_path, shown_message)
values (?1, ?2, ?3, ?4);

-- name: paths_met
-- reads   load_file
select distinct path
from load_file;

-- name: put_number
insert into file_number (path, place, number)
values (?1, ?2, ?3);
