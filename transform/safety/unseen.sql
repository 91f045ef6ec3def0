-- unseen: the school marks others, and nothing accounts for the child.
--
-- label       Not marked while the school marks others
-- definition  On the roll of a school (status C or M) on all of the last five days on which the
--             school has marks of anyone, and since the first of them no mark of the child at any
--             school, and no summary or census count of sessions. Since the fifth such day
--             without. Where it holds at two schools: at the one entered last, since it was so of
--             either.
-- source      details 101
with place as materialized (
    -- The fifth newest day with marks of each school.
    select
        school.school_key,
        (
            select coverage_day.date
            from coverage_day
            where coverage_day.school_key = school.school_key
                and coverage_day.is_marked = 1
                and coverage_day.date <= :as_of
            order by coverage_day.date desc
            limit 1 offset 4
        ) as first_date
    from (select distinct safety_roll.school_key from safety_roll) as school
),
-- Nearly all have a mark at the school, where they are on its roll all these days: found by the key
-- of the strings, so that the others are few.
unmarked_here as materialized (
    select
        safety_roll.pupil_key,
        safety_roll.school_key,
        safety_roll.entry_date,
        safety_roll.since,
        place.first_date
    from safety_roll
    inner join place on place.school_key = safety_roll.school_key
    where safety_roll.entry_date <= place.first_date
        and not exists (
            select 1
            from mark_day
            cross join person on person.pupil_key = safety_roll.pupil_key
            cross join mark_string
                on mark_string.bucket = mark_day.bucket
                and mark_string.school_key = safety_roll.school_key
                and mark_string.ident_key = person.ident_key
            where mark_day.date between place.first_date and :as_of
                and trim(substr(mark_string.marks, mark_day.position + 1, 1)) <> ''
        )
),
unmarked as materialized (
    select unmarked_here.*
    from unmarked_here
    where not exists (
            select 1
            from attendance_mark
            where attendance_mark.pupil_key = unmarked_here.pupil_key
                and attendance_mark.date in ( -- found day by day
                    select mark_day.date
                    from mark_day
                    where mark_day.date between unmarked_here.first_date and :as_of
                )
        )
),
-- Until when anything accounted for the child.
seen as materialized (
    select
        unmarked.*,
        (
            select max(attendance_mark.date)
            from attendance_mark
            where attendance_mark.pupil_key = unmarked.pupil_key
                and attendance_mark.date <= :as_of
        ) as marked_to,
        (
            select max(coalesce(attendance_counts.end_date, dim_period.end_date))
            from attendance_counts
            left join dim_period on dim_period.id = attendance_counts.period
            where attendance_counts.pupil_key = unmarked.pupil_key
                and coalesce(attendance_counts.start_date, dim_period.start_date) <= :as_of
                and coalesce(attendance_counts.possible, attendance_counts.sessions) > 0
        ) as counted_to
    from unmarked
),
unseen as materialized (
    select
        seen.*,
        max(coalesce(seen.marked_to, ''), coalesce(seen.counted_to, '')) as seen_to,
        row_number() over (
            partition by seen.pupil_key
            order by seen.entry_date desc, dim_school.urn
        ) as place
    from seen
    inner join dim_school on dim_school.school_key = seen.school_key
    where coalesce(seen.counted_to, '') < seen.first_date
),
sent as materialized (
    select load_freshness.school_key, substr(load_freshness.attendance_sent, 1, 10) as data_date
    from load_freshness
),
told as (
    select
        unseen.pupil_key,
        unseen.school_key,
        unseen.seen_to,
        unseen.since,
        unseen.place,
        (
            select coverage_day.date
            from coverage_day
            where coverage_day.school_key = unseen.school_key
                and coverage_day.is_marked = 1
                and coverage_day.date > unseen.seen_to
                and coverage_day.date >= unseen.entry_date
            order by coverage_day.date
            limit 1 offset 4
        ) as fifth_date,
        (
            select max(coverage_day.date)
            from coverage_day
            where coverage_day.school_key = unseen.school_key
                and coverage_day.is_marked = 1
                and coverage_day.date <= :as_of
        ) as last_date,
        (
            select count(*)
            from coverage_day
            where coverage_day.school_key = unseen.school_key
                and coverage_day.is_marked = 1
                and coverage_day.date > unseen.seen_to
                and coverage_day.date between unseen.entry_date and :as_of
        ) as days
    from unseen
),
first as (
    select
        told.pupil_key,
        min(max(told.fifth_date, told.since)) as since
    from told
    group by told.pupil_key
)
select
    told.pupil_key,
    told.school_key,
    max(first.since, safety_child.since) as since,
    iif(
        told.seen_to = '',
        'No mark has ever come',
        'Last accounted for on {' || told.seen_to || '}'
    ) || '; the school has marked others on ' || told.days || ' days since, the last of them {'
        || told.last_date || '}.' as evidence,
    safety_child.plan,
    sent.data_date,
    safety_child.social_worker,
    safety_child.team
from told
inner join first on first.pupil_key = told.pupil_key
inner join safety_child on safety_child.pupil_key = told.pupil_key
left join sent on sent.school_key = told.school_key
where told.place = 1
