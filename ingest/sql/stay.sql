-- stay: the statements of its module, each by its name.

-- name: schema
-- enrolment_before: of rows of enrolment that are of status P, what the newest row of the
-- stay that was not said of the child: of a P row nothing but its dates counts (details 15).
create table enrolment_before (
    school_key integer not null references school_ident deferrable initially deferred,
    ident_key integer not null references ident deferrable initially deferred,
    entry_date text not null,
    content_id integer not null references content deferrable initially deferred,
    line integer not null,
    surname text,
    forename text,
    date_of_birth text not null,
    sex text,
    ethnicity text,
    post_looked_after text,
    primary key (school_key, ident_key, entry_date)
) strict, without rowid;
create trigger enrolment_ended after update of status on enrolment
when new.status = 'P' and old.status <> 'P'
begin
    insert or fail into enrolment_before (
        school_key, ident_key, entry_date, content_id, line, surname, forename,
        date_of_birth, sex, ethnicity, post_looked_after
    )
    values (
        old.school_key, old.ident_key, old.entry_date, old.content_id, old.line,
        old.surname, old.forename, old.date_of_birth, old.sex, old.ethnicity,
        old.post_looked_after
    );
end;
create trigger enrolment_reopened after update of status on enrolment
when new.status <> 'P' and old.status = 'P'
begin
    delete from enrolment_before
    where school_key = old.school_key
        and ident_key = old.ident_key
        and entry_date = old.entry_date;
end;
create trigger enrolment_forgotten after delete on enrolment
when old.status = 'P'
begin
    delete from enrolment_before
    where school_key = old.school_key
        and ident_key = old.ident_key
        and entry_date = old.entry_date;
end;

-- former_upn: which UPNs rows of a stay ever called a former one of its UPN's child, each of
-- several in one cell (details 74): a later blank takes none back (details 13).
create table former_upn (
    school_key integer not null references school_ident deferrable initially deferred,
    ident_key integer not null references ident deferrable initially deferred,
    entry_date text not null,
    former_upn text not null,
    primary key (school_key, ident_key, entry_date, former_upn)
) strict, without rowid;
create index former_upn_ident on former_upn (ident_key);

-- They are noted as rows are accepted (ingest/load/enrolment.h).
create trigger enrolment_unnamed after delete on enrolment
begin
    delete from former_upn
    where school_key = old.school_key
        and ident_key = old.ident_key
        and entry_date = old.entry_date;
end;

-- What is told of who children are by enrolment_said and former_upn, and is all that rolls say
-- of which ids are one person, is another.
create trigger enrolment_met after insert on enrolment
begin
    insert or fail into stale_person (one) values (1) on conflict do nothing;
end;
create trigger enrolment_lost after delete on enrolment
begin
    insert or fail into stale_person (one) values (1) on conflict do nothing;
end;
create trigger enrolment_told after update
    of former_upn, surname, forename, date_of_birth, status, post_looked_after on enrolment
when (
        old.former_upn, old.surname, old.forename, old.date_of_birth, old.status,
        old.post_looked_after
    ) is not (
        new.former_upn, new.surname, new.forename, new.date_of_birth, new.status,
        new.post_looked_after
    )
begin
    insert or fail into stale_person (one) values (1) on conflict do nothing;
end;

-- enrolment_said: what pupils extracts say of who children are, a row a row of enrolment.
--
-- authority  -1: by a row of status P alone, which any other row beats; else null
create view enrolment_said as
select
    enrolment.school_key,
    enrolment.ident_key,
    enrolment.entry_date,
    coalesce(before.content_id, enrolment.content_id) as content_id,
    coalesce(before.line, enrolment.line) as line,
    iif(before.line is null, enrolment.surname, before.surname) as surname,
    iif(before.line is null, enrolment.forename, before.forename) as forename,
    coalesce(before.date_of_birth, enrolment.date_of_birth) as date_of_birth,
    iif(before.line is null, enrolment.sex, before.sex) as sex,
    iif(before.line is null, enrolment.ethnicity, before.ethnicity) as ethnicity,
    iif(before.line is null, enrolment.post_looked_after, before.post_looked_after)
        as post_looked_after,
    iif(enrolment.status = 'P' and before.line is null, -1, null) as authority
from enrolment
left join enrolment_before as before
    on before.school_key = iif(enrolment.status = 'P', enrolment.school_key, null) -- else no look
    and before.ident_key = enrolment.ident_key
    and before.entry_date = enrolment.entry_date;

-- enrolment_now: rows of enrolment by person. Where two UPNs of a person hold one stay,
-- the row of the later content counts, of one content the later line (details 5, 45).
create view enrolment_now as
select
    person.pupil_key,
    enrolment.*
from enrolment
inner join person on person.ident_key = enrolment.ident_key
where not exists (
    select 1
    from person as twin
    cross join enrolment as other
        on other.school_key = enrolment.school_key
        and other.ident_key = twin.ident_key
        and other.entry_date = enrolment.entry_date
    cross join content as theirs on theirs.content_id = other.content_id
    cross join content as ours on ours.content_id = enrolment.content_id
    where twin.pupil_key = person.pupil_key
        and twin.ident_key <> person.ident_key
        and (theirs.order_key, other.line) > (ours.order_key, enrolment.line)
);

-- stay: the stays of a person that count (details 15, 57).
--
-- last_date          the last day on roll, 9999-12-31 while it goes on: the LeavingDate, of
--                    status P without one the day before the first extract that says so,
--                    and never after the school's CloseDate
-- post_looked_after  as the newest row says that is not of status P
create view stay as
select
    enrolment_now.pupil_key,
    enrolment_now.school_key,
    enrolment_now.entry_date,
    min(
        coalesce(
            enrolment_now.leaving_date,
            iif(enrolment_now.status = 'P', (
                select date(min(state.stamp), '-1 day')
                from person as twin
                cross join enrolment_state as state
                    on state.school_key = enrolment_now.school_key
                    and state.ident_key = twin.ident_key
                    and state.entry_date = enrolment_now.entry_date
                where twin.pupil_key = enrolment_now.pupil_key
                    and (state.status = 'P' or state.is_ended = 1)
                    and state.stamp > coalesce((
                        select max(former.stamp)
                        from person as triplet
                        cross join enrolment_state as former
                            on former.school_key = enrolment_now.school_key
                            and former.ident_key = triplet.ident_key
                            and former.entry_date = enrolment_now.entry_date
                        where triplet.pupil_key = enrolment_now.pupil_key
                            and former.status <> 'P'
                            and former.is_ended = 0
                    ), '')
            ), null),
            '9999-12-31'
        ),
        coalesce(school.close_date, '9999-12-31')
    ) as last_date,
    iif(enrolment_now.status <> 'P', enrolment_now.post_looked_after, (
        select said.post_looked_after
        from person as twin
        cross join enrolment_said as said
            on said.school_key = enrolment_now.school_key
            and said.ident_key = twin.ident_key
            and said.entry_date = enrolment_now.entry_date
        cross join content on content.content_id = said.content_id
        where twin.pupil_key = enrolment_now.pupil_key
            and said.authority is null
        order by content.order_key desc, said.line desc
        limit 1
    )) as post_looked_after
from enrolment_now
left join school on school.school_key = enrolment_now.school_key
where enrolment_now.status <> 'P'
    or exists (
        select 1
        from person as twin
        cross join enrolment_state as state
            on state.school_key = enrolment_now.school_key
            and state.ident_key = twin.ident_key
            and state.entry_date = enrolment_now.entry_date
        where twin.pupil_key = enrolment_now.pupil_key
            and state.status <> 'P'
    );

-- stay_status: a row a stay that counts and status that its extracts gave (details 15): of a day
-- that of the latest stamped by then, before the first that of the first.
--
-- last_date  the last day on roll, 9999-12-31 while it goes on
-- from_date, to_date  the days of the status, both included; '' and 9999-12-31 where it has no
--            bound. Where two came on a day the former has none: it ends before it begins
-- nc_year, sen_status  as the same extract gave them
-- post_looked_after  as the stay's newest row gave it
create view stay_status as
select
    stay.pupil_key,
    stay.school_key,
    stay.entry_date,
    stay.last_date,
    state.status,
    iif(
        exists (
            select 1
            from person as triplet
            cross join enrolment_state as former
                on former.school_key = stay.school_key
                and former.ident_key = triplet.ident_key
                and former.entry_date = stay.entry_date
            where triplet.pupil_key = stay.pupil_key
                and former.status <> 'P'
                and former.stamp < state.stamp
        ),
        substr(state.stamp, 1, 10),
        ''
    ) as from_date,
    coalesce((
        select date(min(later.stamp), '-1 day')
        from person as triplet
        cross join enrolment_state as later
            on later.school_key = stay.school_key
            and later.ident_key = triplet.ident_key
            and later.entry_date = stay.entry_date
        where triplet.pupil_key = stay.pupil_key
            and later.status <> 'P'
            and later.stamp > state.stamp
    ), '9999-12-31') as to_date,
    state.nc_year,
    state.sen_status,
    stay.post_looked_after
from stay
cross join person as twin on twin.pupil_key = stay.pupil_key
cross join enrolment_state as state
    on state.school_key = stay.school_key
    and state.ident_key = twin.ident_key
    and state.entry_date = stay.entry_date
where state.status <> 'P';

-- roll_stay: the days on which a mark of an ident at a school is on roll: by a stay of the
-- ident's person at the school, or at another of its LAESTAB (details 45, 57). Stays that
-- overlap are one row: of a mark's day at most one speaks.
create table roll_stay (
    school_key integer not null references school_ident,
    ident_key integer not null references ident,
    entry_date text not null,
    last_date text not null,
    primary key (school_key, ident_key, entry_date)
) strict, without rowid;
create index roll_stay_ident on roll_stay (ident_key);

-- name: settle
-- roll_stay of whom stale_stay names, made again. near: school_near of these schools, and of
-- those near them; roll_found: stays, of which most children have one at a school.
create temp table if not exists near (
    school_key integer not null,
    near_key integer not null,
    primary key (school_key, near_key)
) strict, without rowid;
create temp table if not exists roll_asked (
    school_key integer not null,
    pupil_key integer not null,
    primary key (school_key, pupil_key)
) strict, without rowid;
create temp table if not exists roll_found (
    school_key integer not null,
    pupil_key integer not null,
    entry_date text not null,
    last_date text not null,
    primary key (school_key, pupil_key, entry_date, last_date)
) strict, without rowid;
delete from temp.near;
delete from temp.roll_asked;
delete from temp.roll_found;

insert into temp.near (school_key, near_key)
select distinct stale_stay.school_key, stale_stay.school_key
from stale_stay
union
select two.school_key, two.near_key
from (select distinct stale_stay.school_key from stale_stay) as asked
cross join school_near as one on one.school_key = asked.school_key
cross join school_near as two on two.school_key = one.near_key;

insert into temp.roll_asked (school_key, pupil_key)
select distinct near.near_key, person.pupil_key
from stale_stay
inner join temp.near on near.school_key = stale_stay.school_key
inner join person on person.ident_key = stale_stay.ident_key;

delete from roll_stay
where (school_key, ident_key) in (
    select roll_asked.school_key, person.ident_key
    from temp.roll_asked
    inner join person on person.pupil_key = roll_asked.pupil_key
);

insert into temp.roll_found (school_key, pupil_key, entry_date, last_date)
select roll_asked.school_key, stay.pupil_key, stay.entry_date, stay.last_date
from temp.roll_asked
cross join temp.near on near.school_key = roll_asked.school_key
cross join stay
    on stay.pupil_key = roll_asked.pupil_key
    and +stay.school_key = near.near_key -- found by the person, not on a whole roll
where stay.last_date >= stay.entry_date
on conflict do nothing;

insert into roll_stay (school_key, ident_key, entry_date, last_date)
select found.school_key, member.ident_key, found.entry_date, found.last_date
from temp.roll_found as found
cross join person as member on member.pupil_key = found.pupil_key
where not exists (
    select 1
    from temp.roll_found as other
    where other.school_key = found.school_key
        and other.pupil_key = found.pupil_key
        and (other.entry_date, other.last_date) <> (found.entry_date, found.last_date)
);

insert into roll_stay (school_key, ident_key, entry_date, last_date)
with several as (
    select found.*
    from temp.roll_found as found
    where exists (
        select 1
        from temp.roll_found as other
        where other.school_key = found.school_key
            and other.pupil_key = found.pupil_key
            and (other.entry_date, other.last_date) <> (found.entry_date, found.last_date)
    )
),
covered as (
    select
        several.*,
        max(several.last_date) over (
            partition by several.school_key, several.pupil_key
            order by several.entry_date, several.last_date
            rows between unbounded preceding and 1 preceding
        ) as reached
    from several
),
numbered as (
    select
        covered.*,
        sum(coalesce(covered.entry_date > covered.reached, 1)) over (
            partition by covered.school_key, covered.pupil_key
            order by covered.entry_date, covered.last_date
            rows unbounded preceding
        ) as span
    from covered
)
select
    numbered.school_key,
    member.ident_key,
    min(numbered.entry_date),
    max(numbered.last_date)
from numbered
cross join person as member on member.pupil_key = numbered.pupil_key
group by numbered.school_key, member.ident_key, numbered.span;

insert into stale_stay (school_key, ident_key)
select roll_asked.school_key, person.ident_key
from temp.roll_asked
inner join person on person.pupil_key = roll_asked.pupil_key
where true
on conflict do nothing;

-- name: note_moving
-- Marks of all of an ident's person, as persons are, at all of the person's schools: those too
-- that a roll named which is gone with the link, so that no row of enrolment tells of them.
insert into stale_stay (school_key, ident_key)
with member as materialized (
    select twin.ident_key
    from person
    cross join person as twin on twin.pupil_key = person.pupil_key
    where person.ident_key = ?1
),
site as (
    select enrolment.school_key
    from member
    cross join enrolment on enrolment.ident_key = member.ident_key
    union
    select mark_pupil.school_key
    from member
    cross join mark_pupil on mark_pupil.ident_key = member.ident_key
    union
    select roll_stay.school_key
    from member
    cross join roll_stay on roll_stay.ident_key = member.ident_key
)
select site.school_key, member.ident_key
from site
cross join member
where true
on conflict do nothing

-- name: read_roll
-- Of a school, by ident.
select ident_key, entry_date, last_date
from roll_stay
where school_key = ?1
order by ident_key, entry_date
