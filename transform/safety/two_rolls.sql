-- two_rolls: two schools mark the child as theirs.
--
-- label       On two rolls, marked at both
-- definition  On the rolls of two schools (status C or M) with possible sessions at both in the
--             last 20 school days. Since the day from which on that was so of two schools without
--             a break of 20 school days.
-- source      details 101
-- again       Marked at a further school
-- told_by     attendance
with twice as materialized (
    select safety_roll.pupil_key
    from safety_roll
    group by safety_roll.pupil_key
    having count(*) > 1
),
marked as materialized (
    select distinct
        safety_roll.pupil_key,
        safety_roll.school_key,
        safety_roll.since,
        term_day.date,
        term_day.number
    from twice
    cross join safety_roll on safety_roll.pupil_key = twice.pupil_key
    cross join attendance_mark
        on attendance_mark.pupil_key = safety_roll.pupil_key
        and +attendance_mark.school_key = safety_roll.school_key -- found by the child
        and attendance_mark.date between safety_roll.entry_date and :as_of
    inner join mark_meaning
        on mark_meaning.mark = attendance_mark.mark
        and attendance_mark.date between mark_meaning.valid_from and mark_meaning.valid_to
        and mark_meaning.is_possible = 1
    inner join temp.term_day on term_day.date = attendance_mark.date
),
-- Of a school's days those before which there were none for 20 school days.
stretch as (
    select
        apart.*,
        sum(apart.is_first) over (
            partition by apart.pupil_key, apart.school_key
            order by apart.number
        ) as stretch
    from (
        select
            marked.*,
            coalesce(marked.number - lag(marked.number) over (
                partition by marked.pupil_key, marked.school_key
                order by marked.number
            ) > 20, 1) as is_first
        from marked
    ) as apart
),
held as (
    select
        stretch.pupil_key,
        coalesce(dim_school.name, 'school ' || dim_school.urn) as name,
        dim_school.urn,
        max(min(stretch.date), stretch.since) as first_date,
        max(stretch.date) as last_date,
        row_number() over (
            partition by stretch.pupil_key
            order by max(min(stretch.date), stretch.since), dim_school.urn
        ) as place
    from stretch
    inner join dim_school on dim_school.school_key = stretch.school_key
    group by stretch.pupil_key, stretch.school_key, stretch.stretch, stretch.since
    having max(stretch.number) > (
        select max(today.number)
        from temp.term_day as today
        where today.date <= :as_of
    ) - 20
),
sent as materialized (
    select max(substr(load_freshness.attendance_sent, 1, 10)) as data_date
    from load_freshness
)
select
    safety_child.pupil_key,
    max(second.first_date, safety_child.since) as since,
    (
        select max(held.first_date)
        from held
        where held.pupil_key = safety_child.pupil_key
    ) as latest,
    'On the rolls of ' || first.name || ' and ' || second.name || '; last marked there on {'
        || first.last_date || '} and {' || second.last_date || '}.' as evidence,
    safety_child.plan,
    sent.data_date,
    safety_child.social_worker,
    safety_child.team
from safety_child
inner join held as first on first.pupil_key = safety_child.pupil_key and first.place = 1
inner join held as second on second.pupil_key = safety_child.pupil_key and second.place = 2
cross join sent
