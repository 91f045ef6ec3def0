-- answer: the statements of its module, each by its name.

-- name: begin
-- answered_child: whom any answer is of. listed_row: the rows of all lists that are theirs.
-- sending: every time that a file of answers was sent. found_answer: what mart_answer is to be.
--
-- sender  the file's path without the day and time that it was sent with, which a name may hold
-- place   of a sender's the first is 1
create temp table if not exists answered_child (
    pupil_key integer primary key
) strict;
create temp table if not exists listed_row (
    reason text not null,
    pupil_key integer not null,
    list text not null,
    since text not null,
    latest text not null,
    school_key integer,
    primary key (reason, pupil_key)
) strict, without rowid;
create temp table if not exists sending (
    sender text not null,
    place integer not null,
    content_id integer not null,
    stamp text not null,
    primary key (sender, place)
) strict, without rowid;
create temp table if not exists found_answer (
    reason text not null,
    pupil_key integer not null,
    list text not null,
    action text not null,
    answered text not null,
    until text,
    state text not null,
    changed text,
    primary key (reason, pupil_key)
) strict, without rowid;
delete from temp.answered_child;
delete from temp.listed_row;
delete from temp.sending;
delete from temp.found_answer;

insert into temp.answered_child (pupil_key)
select distinct person.pupil_key
from answer
inner join person on person.ident_key = answer.ident_key;

-- name: has_answers
select exists (select 1 from answer) or exists (select 1 from mart_answer)

-- name: find
insert into temp.sending (sender, place, content_id, stamp)
select
    sent.sender,
    row_number() over (partition by sent.sender order by sent.stamp, sent.sha256) as place,
    sent.content_id,
    sent.stamp
from (
    select
        dated.content_id,
        dated.stamp,
        dated.sha256,
        -- *: the day, as the name may write it; after it a time.
        replace(replace(replace(replace(replace(replace(
            replace(replace(dated.path, substr(dated.stamp, 1, 10), '*'), dated.day, '*'),
            '*' || dated.time, '*'), '*T' || dated.time, '*'), '*_' || dated.time, '*'),
            '*' || substr(dated.time, 1, 4), '*'), '*T' || substr(dated.time, 1, 4), '*'),
            '*_' || substr(dated.time, 1, 4), '*')
            as sender
    from (
        select
            content.content_id,
            content.sha256,
            content_stamp.stamp,
            content_stamp.path,
            replace(substr(content_stamp.stamp, 1, 10), '-', '') as day,
            replace(substr(content_stamp.stamp, 12), ':', '') as time
        from content
        inner join content_stamp on content_stamp.content_id = content.content_id
        where content.status = 'loaded'
            and instr(' ' || content.type || ' ', ' actions ')
    ) as dated
) as sent;

insert into temp.found_answer (
    reason, pupil_key, list, action, answered, until, state, changed
)
with
-- The answer in force: of a person's ids, and of two ways to write a reason, the later.
given as materialized (
    select *
    from (
        select
            listed_row.reason,
            listed_row.pupil_key,
            listed_row.list,
            listed_row.since,
            listed_row.latest,
            listed_row.school_key,
            dim_reason.again,
            substr(dim_reason.told_by || ' ', 1, instr(dim_reason.told_by || ' ', ' ') - 1)
                as told_by,
            substr(dim_reason.told_by || ' ', instr(dim_reason.told_by || ' ', ' ')) as kinds,
            answer.action,
            answer.until,
            answer.answered,
            answer.content_id,
            answer.ident_key,
            answer.line,
            content.stamp,
            row_number() over (
                partition by listed_row.reason, listed_row.pupil_key
                order by content.order_key desc, answer.line desc, answer.ident_key desc
            ) as place
        from temp.listed_row
        inner join dim_reason on dim_reason.reason = listed_row.reason
        cross join person on person.pupil_key = listed_row.pupil_key
        cross join answer
            on answer.ident_key = person.ident_key
            and answer.rule in (upper(dim_reason.reason), upper(dim_reason.label))
        inner join content on content.content_id = answer.content_id
    )
    where place = 1
),
-- Since when its sender has said so: back from the newest sending that holds it to the last before
-- which did not, or said something else.
told as (
    select
        given.*,
        newest.sender,
        coalesce((
            select before.place
            from temp.sending as before
            where before.sender = newest.sender
                and before.place < newest.place
                and (
                    select telling.said_hash
                    from person as twin
                    cross join content_telling as telling
                        on telling.content_id = before.content_id
                        and telling.ident_key = twin.ident_key
                        and telling.key_hash = mine.key_hash
                    where twin.pupil_key = given.pupil_key
                    order by telling.line desc
                    limit 1
                ) is not mine.said_hash
            order by before.place desc
            limit 1
        ), 0) + 1 as first_place
    from given
    inner join content_telling as mine
        on mine.content_id = given.content_id
        and mine.ident_key = given.ident_key
        and mine.line = given.line
    inner join temp.sending as newest
        on newest.content_id = given.content_id
        and newest.stamp = given.stamp
),
dated as materialized (
    select
        told.*,
        min(
            substr(sending.stamp, 1, 10),
            coalesce(told.answered, :as_of),
            :as_of
        ) as day
    from told
    inner join temp.sending
        on sending.sender = told.sender
        and sending.place = told.first_place
),
-- Plans as cohorts count them, the stronger the greater.
strength as materialized (
    select
        spell.pupil_key,
        spell.start_date,
        coalesce(spell.end_date, '9999-12-31') as end_date,
        case spell.plan when 'CLA' then 3 when 'CPP' then 2 else 1 end as strength
    from spell
    where spell.pupil_key in (select dated.pupil_key from dated)
        and not spell.is_respite
        and spell.start_date <= :as_of
        and coalesce(spell.end_date, '9999-12-31') > spell.start_date
        and (
            spell.plan <> 'CIN'
            or (
                coalesce(spell.end_reason, '') not in ('RC8', 'RC9')
                and coalesce(spell.need_code, '') <> 'N9'
            )
        )
),
today as (
    select
        strength.pupil_key,
        max(strength.strength) as strength
    from strength
    where strength.end_date > :as_of
    group by strength.pupil_key
),
-- From which day on the child's plan has been as strong as it is today, without a break.
grown as materialized (
    select
        today.pupil_key,
        today.strength,
        case today.strength when 3 then 'CLA' when 2 then 'CPP' else 'CIN' end as plan,
        max(strong.start_date) as since
    from today
    inner join strength as strong
        on strong.pupil_key = today.pupil_key
        and strong.strength >= today.strength
    where not exists (
            select 1
            from strength as before
            where before.pupil_key = strong.pupil_key
                and before.strength >= today.strength
                and before.start_date < strong.start_date
                and before.end_date >= strong.start_date
        )
    group by today.pupil_key
),
-- What its reason is told by, in the row's own academic year: late_on is the last day of what was in
-- no file until after the answer, but for what the row is nothing more than the beginning of. What
-- is known by two ids of a person was told when the first of them told it.
--
-- is_dated  the row's last day is one of them, and not worked out from it
heard as materialized (
    select
        dated.reason,
        dated.pupil_key,
        max(fact_first.fact_date = dated.latest) as is_dated,
        max(iif(
            :as_of > dated.day
            and (dated.latest > dated.since or fact_first.fact_date <> dated.since)
            and not exists (
                select 1
                from person as twin
                cross join fact_first as before
                    on before.ident_key = twin.ident_key
                    and before.type = fact_first.type
                    and before.fact_date = fact_first.fact_date
                    and before.key_hash = fact_first.key_hash
                where twin.pupil_key = dated.pupil_key
                    and before.told_on <= dated.day
            ),
            fact_first.fact_date,
            null
        )) as late_on
    from dated
    cross join person on person.pupil_key = dated.pupil_key
    cross join fact_first
        on fact_first.ident_key = person.ident_key
        and fact_first.type = dated.told_by
        and fact_first.fact_date between
            (substr(dated.since, 1, 4) - (substr(dated.since, 6) < '08-01')) || '-08-01'
            and dated.latest
    where dated.kinds = ' '
        or instr(dated.kinds, ' ' || fact_first.kind || ' ')
    group by dated.reason, dated.pupil_key
),
-- On which day the plan that began when the child's grew was first told.
plan_told as materialized (
    select
        grown.pupil_key,
        min(fact_first.told_on) as told_on
    from grown
    cross join person on person.pupil_key = grown.pupil_key
    cross join fact_first
        on fact_first.ident_key = person.ident_key
        and fact_first.type = 'social_care'
        and fact_first.fact_date = grown.since
    where case fact_first.kind when 'CLA' then 3 when 'CPP' then 2 else 1 end >= grown.strength
    group by grown.pupil_key
),
judged as (
    select
        dated.*,
        grown.plan,
        grown.since as grown_on,
        heard.late_on,
        heard.is_dated,
        case
            -- What is of the very day of the answer comes back too, as nobody can tell which came
            -- first: but for what the row itself began with. So does what is of a day before, and
            -- was in no file that was sent until after the answer; where nothing says when it was
            -- first told, before the first file that could have told it.
            when grown.since > dated.since
                and (
                    grown.since >= dated.day
                    or min(:as_of, coalesce(plan_told.told_on, (
                        select min(substr(content_stamp.stamp, 1, 10))
                        from content
                        cross join content_part
                            on content_part.content_id = content.content_id
                            and content_part.part = grown.plan
                        cross join content_stamp on content_stamp.content_id = content.content_id
                        where content.status = 'loaded'
                            and instr(' ' || content.type || ' ', ' social_care ')
                            and substr(content_stamp.stamp, 1, 10) between grown.since and :as_of
                    ))) > dated.day
                ) then 'plan'
            when dated.since > dated.day then 'begun'
            when dated.latest > dated.since and dated.latest >= dated.day then 'again'
            when heard.late_on is not null then 'late'
            when dated.latest > dated.since
                and heard.pupil_key is null
                and (
                    select min(substr(content_stamp.stamp, 1, 10))
                    from content_school
                    cross join content
                        on content.content_id = content_school.content_id
                        and content.status = 'loaded'
                        and instr(' ' || content.type || ' ', ' ' || dated.told_by || ' ')
                    cross join content_stamp on content_stamp.content_id = content.content_id
                    where content_school.school_key = dated.school_key
                        and substr(content_stamp.stamp, 1, 10) between dated.latest and :as_of
                ) > dated.day then 'again'
            when dated.until <= :as_of then 'until'
        end as change
    from dated
    left join grown on grown.pupil_key = dated.pupil_key
    left join plan_told on plan_told.pupil_key = dated.pupil_key
    left join heard
        on heard.reason = dated.reason
        and heard.pupil_key = dated.pupil_key
),
-- changed_on: the day of it.
turned as (
    select
        judged.*,
        case judged.change
            when 'plan' then judged.grown_on
            when 'begun' then judged.since
            when 'again' then judged.latest
            when 'late' then iif(judged.is_dated, judged.late_on, judged.latest)
            when 'until' then judged.until
        end as changed_on,
        case judged.change
            when 'plan' then
                case judged.plan
                    when 'CLA' then 'In care since'
                    when 'CPP' then 'On a child protection plan since'
                    else 'A child in need since'
                end
            when 'begun' then 'Began on'
            when 'again' then judged.again || ' on'
            when 'late' then judged.again || ' on'
            when 'until' then iif(judged.action = 'SNOOZE', 'Snoozed until', 'Closed until')
        end as words
    from judged
),
worded as (
    select
        turned.*,
        case
            when turned.change = 'begun' then ', after the answer.'
            when turned.change = 'until' or turned.changed_on > turned.day then '.'
            when turned.changed_on = turned.day then ', the day of the answer.'
            else ', heard of after the answer.'
        end as tail
    from turned
),
month (number, name) as (
    values
    ('01', 'January'),
    ('02', 'February'),
    ('03', 'March'),
    ('04', 'April'),
    ('05', 'May'),
    ('06', 'June'),
    ('07', 'July'),
    ('08', 'August'),
    ('09', 'September'),
    ('10', 'October'),
    ('11', 'November'),
    ('12', 'December')
)
select
    worded.reason,
    worded.pupil_key,
    worded.list,
    worded.action,
    worded.day,
    worded.until,
    case
        when worded.change is not null then 'reopened'
        when worded.action = 'SNOOZE' then 'snoozed'
        else 'closed'
    end as state,
    worded.words || ' ' || cast(substr(worded.changed_on, 9, 2) as integer) || ' ' || month.name
        || ' ' || substr(worded.changed_on, 1, 4) || worded.tail as changed
from worded
left join month on month.number = substr(worded.changed_on, 6, 2);

-- name: store
delete from mart_answer
where not exists (
    select 1
    from temp.found_answer
    where found_answer.reason = mart_answer.reason
        and found_answer.pupil_key = mart_answer.pupil_key
);

insert into mart_answer (reason, pupil_key, list, action, answered, until, state, changed)
select
    found_answer.reason,
    found_answer.pupil_key,
    found_answer.list,
    found_answer.action,
    found_answer.answered,
    found_answer.until,
    found_answer.state,
    found_answer.changed
from temp.found_answer
where true
on conflict do update set
    list = excluded.list,
    action = excluded.action,
    answered = excluded.answered,
    until = excluded.until,
    state = excluded.state,
    changed = excluded.changed
where (list, action, answered, until, state, changed)
    is not (
        excluded.list, excluded.action, excluded.answered, excluded.until, excluded.state,
        excluded.changed
    )
