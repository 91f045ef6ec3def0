-- load_answer: what has become of the answers to rows of the lists that are in force (the actions
-- extract), a row a state that any has: how many are of no use, and nobody's name.
--
-- state    closed, snoozed, reopened: as in mart_answer; not_listed: there is no such row on the
--          as-of date; unknown_reason: its rule is no reason of any list (dim_reason);
--          unknown_child: no roll and no social care record has its child
-- answers  how many, one a child and rule
-- newest   the day on which the newest file was sent that holds one of them
create view if not exists load_answer as
with given as (
    select
        person.pupil_key,
        answer.rule,
        max(substr(content.stamp, 1, 10)) as sent_on
    from answer
    inner join person on person.ident_key = answer.ident_key
    inner join content on content.content_id = answer.content_id
    group by person.pupil_key, answer.rule
),
judged as (
    select
        given.sent_on,
        case
            when dim_reason.reason is null then 'unknown_reason'
            when mart_answer.state is not null then mart_answer.state
            when exists (
                select 1
                from person
                inner join enrolment on enrolment.ident_key = person.ident_key
                where person.pupil_key = given.pupil_key
            ) then 'not_listed'
            when exists (
                select 1
                from person
                inner join child_known on child_known.ident_key = person.ident_key
                where person.pupil_key = given.pupil_key
            ) then 'not_listed'
            else 'unknown_child'
        end as state
    from given
    left join dim_reason on given.rule in (upper(dim_reason.reason), upper(dim_reason.label))
    left join mart_answer
        on mart_answer.reason = dim_reason.reason
        and mart_answer.pupil_key = given.pupil_key
)
select
    judged.state,
    count(*) as answers,
    max(judged.sent_on) as newest
from judged
group by judged.state;
