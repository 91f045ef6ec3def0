-- enrolment_state: the attributes of an enrolment as each extract gave them, change points
-- only: those at R are of the latest extract stamped on or before R, else of the earliest
-- (details 15, 46). A superseded row enters too.
create table if not exists enrolment_state (
    school_key integer not null references school_ident,
    ident_key integer not null references ident,
    entry_date text not null,
    stamp text not null,
    nc_year text,
    status text,
    sen_status text,
    fsm text,
    idaci_decile integer,
    ethnicity text,
    primary key (school_key, ident_key, entry_date, stamp)
) strict, without rowid;
