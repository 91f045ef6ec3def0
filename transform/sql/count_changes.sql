-- Whether ingest noted any change, whether one that concerns everything, and whether one
-- of the schools or advisers, which their hash tells apart.
select
    exists (select 1 from changed_pupil)
        or exists (select 1 from changed_marks)
        or exists (select 1 from changed_all),
    exists (
        select 1
        from changed_all
        where changed_all.reason not in ('school', 'adviser')
    )
