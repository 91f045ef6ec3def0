-- mart_safety: a row a child and reason why no record accounts for it, as of the as-of date
-- (details 101): children with a social worker of compulsory school age, children in care of
-- school age; none who has died.
--
-- pupil_key   in dim_pupil
-- school_key  in dim_school: where it is so; else the child's own school on the as-of date
--             (details 22); null for none
-- reason      in dim_reason, which says what each is
-- since       the first day it held without a break to the as-of date
-- latest      the last day on which what the row says became worse, as dim_reason.again says;
--             since where nothing has
-- evidence    a sentence with its dates, and no name of a child
-- plan        the child's strongest open plan: CLA, CPP, CIN
-- data_date   the day of the extract that shows it; null where it can only be none
-- social_worker, team  whom to ring: of the child's newest social care row
create table if not exists mart_safety (
    reason text not null references dim_reason,
    pupil_key integer not null references ident,
    school_key integer references school_ident,
    since text not null,
    latest text not null,
    evidence text not null,
    plan text not null check (plan in ('CLA', 'CPP', 'CIN')),
    data_date text,
    social_worker text,
    team text,
    primary key (reason, pupil_key)
) strict, without rowid;
create index if not exists mart_safety_pupil on mart_safety (pupil_key);
