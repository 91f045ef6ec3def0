-- report.c: what stands on covers, and whether a table is there.

-- name: cover
-- Lines that stand on every cover, and the sentence under the title of each sheet, of a pack
-- that is made at :cadence; questions go to :contact.
--
-- place    cover, or source
-- line     a template of its own row; '# ' before a heading
with
next_update (cadence, words, date) as (
    select 'nightly', 'every night, next on', date(as_of, '+1 day') from context
    union all
    select 'weekly', 'every week, next from', date(as_of, '+1 day', 'weekday 1') from context
    union all
    select replace(grain, '_', ' ') || 'ly', 'every ' || replace(grain, '_', ' '), null
    from (select 'half_term' as grain union all select 'term')
    union all
    select 'annual', 'every school year', null
),
fact as (
    select
        school_sending.*,
        context.as_of,
        context.la_name,
        context.counts_words,
        case
            when :cadence = 'never' then 'It is made when it is asked for.'
            else 'It is made ' || next_update.words
                || iif(next_update.date is null, '.', ' {next:date}.')
        end as update_line,
        next_update.date as next
    from school_sending
    cross join context
    left join next_update on next_update.cadence = replace(:cadence, '_', ' ')
)
select place, line, schools, sending, marks_to, next
from (
    select 1 as position, 'cover' as place, '# Dates' as line, fact.* from fact
    union all
    select 2, 'cover', 'As of {as_of:date}. ' || update_line, fact.* from fact
    union all
    select 3, 'cover',
        iif(marks_to is null, 'No school has sent marks yet.',
            'Schools'' marks go up to {marks_to:date}.'),
        fact.*
    from fact
    union all
    select 4, 'cover', '# Quality', fact.* from fact
    union all
    select 5, 'cover',
        iif(
            schools = 0,
            'No open school of the county is on record.',
            '{sending:count} of {schools:count} open schools of the county have sent marks of the'
            || ' last five school days; figures of the others end with their last.'
        ),
        fact.*
    from fact
    union all
    select 6, 'cover', counts_words, fact.* from fact
    union all
    select 6, 'cover', doubt_words.care, fact.* from fact cross join doubt_words
    union all
    select 6, 'cover', doubt_words.suspensions, fact.* from fact cross join doubt_words
    union all
    select 7, 'cover', '# Contact', fact.* from fact
    union all
    select 8, 'cover',
        'The Virtual School data team of {la_name}' || iif(:contact = '', '', ': ' || :contact)
        || '.',
        fact.*
    from fact
    union all
    select 9, 'source',
        'Source: records of schools and of social care, {la_name}'
        || iif(marks_to is null, '', '; marks up to {marks_to:short}') || '.',
        fact.*
    from fact
)
order by position;

-- name: is_there
-- 1 where this run has the temporary table ?1.
select 1
from sqlite_temp_schema
where type = 'table' and name = ?1;

-- name: made_between
-- What was made after one of the temporary schema's rows and up to another, the newest first.
select type, name
from sqlite_temp_schema
where rowid > ?1
    and rowid <= ?2
    and type in ('table', 'view')
order by rowid desc;

-- name: has_figures
select exists (select 1 from mart_metric)
