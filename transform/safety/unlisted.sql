-- unlisted: the school's rolls no longer have the child, and do not say that it left.
--
-- label       Missing from the school's two newest rolls
-- definition  A stay without a leaving date, status C or M, that the two newest rolls of the
--             school do not list (details 81). Since the second of the rolls that lacked it. Of
--             two such stays: the one begun last, since it was so of either. Where these rolls have
--             the child all the same, as of another day, that is said.
-- source      details 101
with lost as materialized (
    select
        unlisted_stay.*,
        safety_roll.since
    from safety_roll
    cross join unlisted_stay
        on unlisted_stay.pupil_key = safety_roll.pupil_key
        and +unlisted_stay.school_key = safety_roll.school_key -- found by the child
    where unlisted_stay.status in ('C', 'M')
        and unlisted_stay.entry_date <= :as_of
),
-- The same child in these rolls, with another day of entry: it may have been corrected.
listed_otherwise as materialized (
    select
        lost.pupil_key,
        lost.school_key,
        max(enrolment.entry_date) as entry_date
    from lost
    cross join person on person.pupil_key = lost.pupil_key
    cross join enrolment
        on enrolment.school_key = lost.school_key
        and enrolment.ident_key = person.ident_key
        and enrolment.entry_date <> lost.entry_date
    cross join roll_sent
        on roll_sent.school_key = lost.school_key
        and roll_sent.content_id = enrolment.seen_id
        and roll_sent.place <= 2
    where enrolment.status <> 'P'
        and enrolment.leaving_date is null
    group by lost.pupil_key, lost.school_key
),
-- When a roll last had it.
listed as materialized (
    select
        lost.pupil_key,
        lost.school_key,
        lost.entry_date,
        lost.since,
        max(roll_sent.stamp) as stamp
    from lost
    cross join person on person.pupil_key = lost.pupil_key
    cross join enrolment
        on enrolment.school_key = lost.school_key
        and enrolment.ident_key = person.ident_key
        and enrolment.entry_date = lost.entry_date
    cross join roll_sent
        on roll_sent.school_key = lost.school_key
        and roll_sent.content_id = enrolment.seen_id
    group by lost.pupil_key, lost.school_key, lost.entry_date, lost.since
),
missed as (
    select
        listed.*,
        roll_sent.stamp as sent_at,
        row_number() over (
            partition by listed.pupil_key, listed.school_key, listed.entry_date
            order by roll_sent.stamp
        ) as place
    from listed
    inner join roll_sent
        on roll_sent.school_key = listed.school_key
        and roll_sent.stamp > listed.stamp
),
told as (
    select
        missed.pupil_key,
        missed.school_key,
        missed.entry_date,
        substr(missed.stamp, 1, 10) as listed_on,
        substr(max(iif(missed.place = 2, missed.sent_at, null)), 1, 10) as second_on,
        substr(max(missed.sent_at), 1, 10) as newest_on,
        min(
            max(
                substr(max(iif(missed.place = 2, missed.sent_at, null)), 1, 10),
                missed.since
            )
        ) over (partition by missed.pupil_key) as since,
        row_number() over (
            partition by missed.pupil_key
            order by missed.entry_date desc, dim_school.urn
        ) as place
    from missed
    inner join dim_school on dim_school.school_key = missed.school_key
    group by missed.pupil_key, missed.school_key, missed.entry_date, missed.since
)
select
    told.pupil_key,
    told.school_key,
    max(min(told.since, :as_of), safety_child.since) as since,
    iif(
        listed_otherwise.entry_date is null,
        'Last listed in the school''s roll of {' || told.listed_on
            || '}, without a leaving date; the rolls since, to {' || told.newest_on
            || '}, lack the child.',
        'Last listed as there since {' || told.entry_date || '} in the school''s roll of {'
            || told.listed_on || '}, without a leaving date; the rolls since, to {'
            || told.newest_on || '}, have the child since {' || listed_otherwise.entry_date
            || '}.'
    ) as evidence,
    safety_child.plan,
    told.newest_on as data_date,
    safety_child.social_worker,
    safety_child.team
from told
inner join safety_child on safety_child.pupil_key = told.pupil_key
left join listed_otherwise
    on listed_otherwise.pupil_key = told.pupil_key
    and listed_otherwise.school_key = told.school_key
where told.place = 1
    and told.second_on is not null
