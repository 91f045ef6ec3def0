-- exclusion_contact: suspensions and permanent exclusions begun in the window, whatever came
-- of them, and what is on record of the Virtual School's having been contacted. A date still
-- to come is not on record.
select
    pupil_key,
    school_key,
    iif(
        vs_contact_date is null,
        virtual_school_contacted is 'Y',
        vs_contact_date <= start_date
    ) as contacted_first,
    virtual_school_contacted is not null or coalesce(has_come(vs_contact_date), 0) as on_record,
    1 as begun
from fct_exclusion
where category in ('SUSP', 'PERM')
    and start_date between :start and :end
