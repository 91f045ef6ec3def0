-- load_feed: a row a school that has ever expected anyone whose attendance the figures count
-- (coverage_day): how old its newest attendance is on the as-of date.
--
-- school_key   in dim_school
-- last_date    the last school day of which it holds any mark; null where there is none
-- school_days  since then, up to the as-of date, on which it expected anyone
-- is_stopped   1 where they are over 5: its marks end with last_date
-- counted_to   the end of the newest term or half term in which figures of its pupils rest on
--              attendance summaries or the school census's counts; null: none do
-- newest_date  the later of last_date and counted_to; null where there is neither
-- newest_days  the school days since then, counted likewise
-- is_late      1 where they are over 5: what is said of it ends with newest_date
create view if not exists load_feed as
select
    feed.school_key,
    feed.last_date,
    feed.school_days,
    feed.school_days > 5 as is_stopped,
    feed.counted_to,
    feed.newest_date,
    feed.newest_days,
    feed.newest_days > 5 as is_late
from (
    select
        reached.school_key,
        reached.last_date,
        reached.counted_to,
        reached.newest_date,
        (
            select count(*)
            from coverage_day
            where coverage_day.school_key = reached.school_key
                and coverage_day.date > coalesce(reached.last_date, '')
                and coverage_day.pupils > 0
        ) as school_days,
        (
            select count(*)
            from coverage_day
            where coverage_day.school_key = reached.school_key
                and coverage_day.date > coalesce(reached.newest_date, '')
                and coverage_day.pupils > 0
        ) as newest_days
    from (
        select
            marked.school_key,
            marked.last_date,
            counted.counted_to,
            nullif(
                max(coalesce(marked.last_date, ''), coalesce(counted.counted_to, '')), ''
            ) as newest_date
        from (
            select
                school_ident.school_key,
                (
                    select coverage_day.date
                    from coverage_day
                    where coverage_day.school_key = school_ident.school_key
                        and coverage_day.is_marked = 1
                    order by coverage_day.date desc
                    limit 1
                ) as last_date
            from school_ident
            where exists (
                    select 1
                    from coverage_day
                    where coverage_day.school_key = school_ident.school_key
                        and coverage_day.pupils > 0
                )
        ) as marked
        left join (
            select
                attendance_counted.school_key,
                max(dim_period.end_date) as counted_to
            from attendance_counted
            inner join dim_period on dim_period.id = attendance_counted.period
            where dim_period.grain in ('term', 'half_term')
            group by attendance_counted.school_key
        ) as counted on counted.school_key = marked.school_key
    ) as reached
) as feed;
