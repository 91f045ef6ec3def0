-- fct_exclusion: a row a suspension (SUSP), permanent exclusion (PERM) or lunchtime one
-- (LNCH); of a person's rows with one key that of the later content, of one content the
-- later line (details 45).
--
-- pupil_key   in dim_pupil
-- school_key  in dim_school
-- start_date, end_date  of the exclusion
-- sessions    half days; a lunchtime exclusion has none or its own
-- counted     1 where the outcome stands; a PERM still under review does not count yet
-- is_pending  1 for such a PERM
create view if not exists fct_exclusion as
select
    person.pupil_key,
    suspension.school_key,
    suspension.category,
    suspension.start_date,
    suspension.end_date,
    suspension.sessions,
    suspension.reason1,
    suspension.reason2,
    suspension.reason3,
    not exists (
        select 1
        from code_value
        where code_value.code = suspension.outcome
            and code_value.name in (
                'outcome_not_counted',
                iif(suspension.category = 'PERM', 'outcome_pending', 'outcome_not_counted')
            )
    ) as counted,
    suspension.category = 'PERM' and exists (
        select 1
        from code_value
        where code_value.name = 'outcome_pending'
            and code_value.code = suspension.outcome
    ) as is_pending,
    suspension.outcome,
    suspension.notified_date,
    suspension.virtual_school_contacted,
    suspension.vs_contact_date,
    suspension.social_worker_contacted,
    suspension.sw_contact_date,
    suspension.reintegration_date,
    suspension.first_day_provision
from suspension
inner join person on person.ident_key = suspension.ident_key
where not exists (
    select 1
    from person as twin
    cross join suspension as other
        on other.school_key = suspension.school_key
        and other.ident_key = twin.ident_key
        and other.category = suspension.category
        and other.start_date = suspension.start_date
    cross join content as theirs on theirs.content_id = other.content_id
    cross join content as ours on ours.content_id = suspension.content_id
    where twin.pupil_key = person.pupil_key
        and twin.ident_key <> person.ident_key
        and (theirs.order_key, other.line) > (ours.order_key, suspension.line)
);
