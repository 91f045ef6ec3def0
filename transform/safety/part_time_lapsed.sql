-- part_time_lapsed: on part-time hours that nobody has looked at again.
--
-- label       Part-time timetable past its end or review
-- definition  A part-time timetable that is open on the day of the run and whose review date has
--             passed, or that has neither a review nor an end date; or one that has ended while
--             the school still marks part-time absence (C2) in the last 20 school days, with no
--             other open. A school that became another goes on as that. Since the first day
--             without a break of which that was so: the day after the review was due, the start
--             of one without dates, the first such mark after the end.
-- source      details 101
-- again       A further timetable lapsed
-- told_by     provision PART_TIME
with timetable as materialized (
    select fct_provision.*
    from fct_provision
    where fct_provision.pupil_key in (select safety_child.pupil_key from safety_child)
        and fct_provision.type = 'PART_TIME'
        and fct_provision.start_date <= :as_of
),
-- A school and what it became, or was (details 57).
site as materialized (
    select timetable.school_key, timetable.school_key as near_key
    from timetable
    union
    select school_near.school_key, school_near.near_key
    from school_near
    where school_near.school_key in (select timetable.school_key from timetable)
),
-- The last of such marks in the last twenty school days, and the first of those up to it: asked
-- child by child, for of all marks at once all strings there are would be read.
lately_marked as materialized (
    select
        ended.pupil_key,
        ended.school_key,
        ended.end_date,
        (
            select max(attendance_mark.date)
            from attendance_mark
            where attendance_mark.pupil_key = ended.pupil_key
                and +attendance_mark.school_key in (
                    select site.near_key from site where site.school_key = ended.school_key
                )
                and attendance_mark.mark = 'C2'
                and attendance_mark.date <= :as_of
                and attendance_mark.date >= max(
                    ended.end_date,
                    (
                        select term_day.date
                        from temp.term_day
                        where term_day.date <= :as_of
                        order by term_day.date desc
                        limit 1 offset 19
                    )
                )
        ) as last_date
    from timetable as ended
    where ended.end_date <= :as_of
        and not exists (
            select 1
            from timetable as other
            where other.pupil_key = ended.pupil_key
                and other.school_key in (
                    select site.near_key from site where site.school_key = ended.school_key
                )
                and coalesce(other.end_date, '9999-12-31') > ended.end_date
        )
    group by ended.pupil_key, ended.school_key, ended.end_date
),
still_marked as materialized (
    select
        lately.pupil_key,
        lately.school_key,
        lately.end_date,
        lately.last_date,
        (
            select min(attendance_mark.date)
            from attendance_mark
            where attendance_mark.pupil_key = lately.pupil_key
                and +attendance_mark.school_key in (
                    select site.near_key from site where site.school_key = lately.school_key
                )
                and attendance_mark.mark = 'C2'
                and attendance_mark.date between lately.end_date and lately.last_date
        ) as first_date
    from lately_marked as lately
    where lately.last_date is not null
),
lapsed as (
    select
        timetable.pupil_key,
        timetable.school_key,
        max(coalesce(date(timetable.review_date, '+1 day'), ''), timetable.start_date) as since,
        'Part-time timetable since {' || timetable.start_date || iif(
            timetable.review_date is null,
            '}, with neither an end nor a review date.',
            '}; its review was due on {' || timetable.review_date || '}.'
        ) as evidence
    from timetable
    where coalesce(timetable.end_date, '9999-12-31') > :as_of
        and (
            timetable.review_date < :as_of
            or (timetable.review_date is null and timetable.end_date is null)
        )
    union all
    select
        still_marked.pupil_key,
        still_marked.school_key,
        still_marked.first_date as since,
        'Part-time timetable ended on {' || still_marked.end_date
            || '}; still marked part-time on {' || still_marked.last_date || '}.' as evidence
    from still_marked
),
-- The days of which one was: of those that have ended too, for the next may have gone on where one
-- that nobody had looked at stopped.
stretch as (
    select
        lapsed.pupil_key,
        lapsed.since as from_date,
        :as_of as to_date
    from lapsed
    union all
    select
        timetable.pupil_key,
        max(date(timetable.review_date, '+1 day'), timetable.start_date) as from_date,
        date(timetable.end_date, '-1 day') as to_date
    from timetable
    where timetable.end_date <= :as_of
        and timetable.review_date < date(timetable.end_date, '-1 day')
),
-- `reached`: the last day of those begun before it.
counted as (
    select
        stretch.*,
        max(stretch.to_date) over (
            partition by stretch.pupil_key
            order by stretch.from_date
            groups between unbounded preceding and 1 preceding
        ) as reached
    from stretch
    where stretch.from_date <= stretch.to_date
),
-- The last that none before it reaches.
held as materialized (
    select
        counted.pupil_key,
        max(iif(counted.reached >= date(counted.from_date, '-1 day'), null, counted.from_date))
            as since
    from counted
    group by counted.pupil_key
),
ranked as (
    select
        lapsed.*,
        max(lapsed.since) over (partition by lapsed.pupil_key) as latest,
        row_number() over (
            partition by lapsed.pupil_key
            order by lapsed.since, dim_school.urn, lapsed.evidence
        ) as place
    from lapsed
    inner join dim_school on dim_school.school_key = lapsed.school_key
)
select
    ranked.pupil_key,
    ranked.school_key,
    max(held.since, safety_child.since) as since,
    ranked.latest,
    ranked.evidence || iif(
        exists (
            select 1
            from stay
            where stay.pupil_key = ranked.pupil_key
                and +stay.school_key in (
                    select site.near_key from site where site.school_key = ranked.school_key
                )
                and stay.entry_date <= :as_of
                and stay.last_date >= :as_of
        ),
        '',
        ' The child has left this school.'
    ) as evidence,
    safety_child.plan,
    (
        select substr(max(load_sent.extract_time), 1, 10)
        from load_sent
        where load_sent.type = 'provision'
            and load_sent.is_taken_in = 1
    ) as data_date,
    safety_child.social_worker,
    safety_child.team
from ranked
inner join held on held.pupil_key = ranked.pupil_key
inner join safety_child on safety_child.pupil_key = ranked.pupil_key
where ranked.place = 1
