-- school_silent: nobody at the child's school is marked.
--
-- label       The school has sent no marks
-- definition  On the roll of a school (status C or M) of which no mark of anyone and no summary of
--             sessions is held for five school days or more up to the day of the run, nor a
--             summary or census count of the child for any of the last five. Since the fifth such
--             day, or since the child came. Where it holds at two schools: at the one entered
--             last, since it was so of either.
-- source      details 101
with heard as materialized (
    select
        school.school_key,
        max(
            coalesce((
                select coverage_day.date
                from coverage_day
                where coverage_day.school_key = school.school_key
                    and coverage_day.is_marked = 1
                    and coverage_day.date <= :as_of
                order by coverage_day.date desc
                limit 1
            ), ''),
            coalesce((
                select max(attendance_summary.end_date)
                from attendance_summary
                where attendance_summary.school_key = school.school_key
                    and attendance_summary.start_date <= :as_of
            ), '')
        ) as heard_to
    from (select distinct safety_roll.school_key from safety_roll) as school
),
silent as materialized (
    select
        heard.school_key,
        heard.heard_to,
        count(*) as days,
        max(iif(silent_day.place = 5, silent_day.date, null)) as fifth_date
    from heard
    inner join (
        select
            here.school_key,
            term_day.date,
            row_number() over (partition by here.school_key order by term_day.date) as place
        from heard as here
        inner join temp.term_day on term_day.date > here.heard_to and term_day.date <= :as_of
    ) as silent_day on silent_day.school_key = heard.school_key
    group by heard.school_key
    having count(*) >= 5
),
ranked as (
    select
        safety_roll.pupil_key,
        safety_roll.entry_date,
        silent.*,
        min(max(silent.fifth_date, safety_roll.since)) over (
            partition by safety_roll.pupil_key
        ) as since,
        row_number() over (
            partition by safety_roll.pupil_key
            order by safety_roll.entry_date desc, dim_school.urn
        ) as place
    from safety_roll
    inner join silent on silent.school_key = safety_roll.school_key
    inner join dim_school on dim_school.school_key = safety_roll.school_key
    where not exists (
            select 1
            from attendance_counts
            left join dim_period on dim_period.id = attendance_counts.period
            where attendance_counts.pupil_key = safety_roll.pupil_key
                and coalesce(attendance_counts.start_date, dim_period.start_date) <= :as_of
                and coalesce(attendance_counts.possible, attendance_counts.sessions) > 0
                and coalesce(attendance_counts.end_date, dim_period.end_date) >= (
                    select term_day.date
                    from temp.term_day
                    where term_day.date <= :as_of
                    order by term_day.date desc
                    limit 1 offset 4
                )
        )
),
sent as materialized (
    select
        load_freshness.school_key,
        substr(
            coalesce(load_freshness.attendance_sent, load_freshness.pupils_sent), 1, 10
        ) as data_date
    from load_freshness
)
select
    ranked.pupil_key,
    ranked.school_key,
    max(ranked.since, safety_child.since) as since,
    iif(
        ranked.heard_to = '',
        'No attendance of anyone has ever come from the school.',
        'No attendance of anyone has come from the school since {' || ranked.heard_to || '}: '
        || ranked.days || ' school days.'
    ) as evidence,
    safety_child.plan,
    sent.data_date,
    safety_child.social_worker,
    safety_child.team
from ranked
inner join safety_child on safety_child.pupil_key = ranked.pupil_key
left join sent on sent.school_key = ranked.school_key
where ranked.place = 1
