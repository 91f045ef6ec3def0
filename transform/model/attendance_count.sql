-- attendance_count: what attendance_counts shows, with what says which of two is the newer.
--
-- basis      summary
-- part       of the year that the counts are of, where they have no dates: autumn, spring, HT5, HT6
-- roll       of two lists of one count, which may both hold the pupil: the sums add up
-- order_key  of the content that the row came from
create view if not exists attendance_count as
select
    person.pupil_key,
    attendance_summary.school_key,
    'summary' as basis,
    attendance_summary.start_date,
    attendance_summary.end_date,
    null as year,
    '' as part,
    '' as roll,
    '' as code,
    null as sessions,
    attendance_summary.possible,
    attendance_summary.authorised,
    attendance_summary.unauthorised,
    attendance_summary.late,
    content.order_key,
    attendance_summary.line
from attendance_summary
inner join person on person.ident_key = attendance_summary.ident_key
inner join content on content.content_id = attendance_summary.content_id
where not exists (
    select 1
    from person as twin
    cross join attendance_summary as other
        on other.school_key = attendance_summary.school_key
        and other.ident_key = twin.ident_key
        and other.start_date = attendance_summary.start_date
    cross join content as theirs on theirs.content_id = other.content_id
    where twin.pupil_key = person.pupil_key
        and twin.ident_key <> person.ident_key
        and (theirs.order_key, other.line) > (content.order_key, attendance_summary.line)
);
