-- safety: the statements of its module, each by its name.

-- name: begin
-- found_child, found_roll: what safety_child and safety_roll are to be.
create temp table if not exists found_child (
    pupil_key integer primary key,
    plan text not null,
    since text not null,
    care_since text,
    roll_to text,
    roll_school_key integer
) strict;
create temp table if not exists found_roll (
    pupil_key integer not null,
    school_key integer not null,
    entry_date text not null,
    since text not null,
    primary key (pupil_key, school_key)
) strict, without rowid;
delete from temp.found_child;
delete from temp.found_roll;

-- name: put_child
insert into temp.found_child (pupil_key, plan, since, care_since, roll_to, roll_school_key)
values (?1, ?2, ?3, ?4, ?5, ?6)

-- name: put_roll
-- Of two stays at a school the earlier, since the first of them.
insert into temp.found_roll (pupil_key, school_key, entry_date, since)
values (?1, ?2, ?3, ?4)
on conflict do update set since = min(since, excluded.since)

-- name: drop_children
delete from safety_child
where pupil_key not in (select found_child.pupil_key from temp.found_child)

-- name: drop_rolls
delete from safety_roll
where not exists (
    select 1
    from temp.found_roll
    where found_roll.pupil_key = safety_roll.pupil_key
        and found_roll.school_key = safety_roll.school_key
)

-- name: store_rolls
insert into safety_roll (pupil_key, school_key, entry_date, since)
select
    found_roll.pupil_key,
    found_roll.school_key,
    found_roll.entry_date,
    found_roll.since
from temp.found_roll
where true
on conflict do update set
    entry_date = excluded.entry_date,
    since = excluded.since
where (entry_date, since) <> (excluded.entry_date, excluded.since)

-- name: store_children
insert into safety_child (
    pupil_key, plan, since, care_since, roll_to, roll_school_key, social_worker, team, data_date
)
select
    told.pupil_key,
    told.plan,
    told.since,
    told.care_since,
    told.roll_to,
    told.roll_school_key,
    told.social_worker,
    told.team,
    coalesce(told.data_date, (
        select substr(max(load_sent.extract_time), 1, 10)
        from load_sent
        where load_sent.type glob 'ssda903_*'
    ))
from (
    select
        found_child.*,
        load_contact.social_worker,
        load_contact.team,
        load_contact.data_date,
        row_number() over (
            partition by found_child.pupil_key
            order by
                load_contact.plan = found_child.plan desc,
                load_contact.data_date desc,
                load_contact.plan
        ) as place
    from temp.found_child
    left join load_contact on load_contact.pupil_key = found_child.pupil_key
) as told
where told.place = 1
on conflict do update set
    plan = excluded.plan,
    since = excluded.since,
    care_since = excluded.care_since,
    roll_to = excluded.roll_to,
    roll_school_key = excluded.roll_school_key,
    social_worker = excluded.social_worker,
    team = excluded.team,
    data_date = excluded.data_date
where (plan, since, care_since, roll_to, roll_school_key, social_worker, team, data_date)
    is not (
        excluded.plan, excluded.since, excluded.care_since, excluded.roll_to,
        excluded.roll_school_key, excluded.social_worker, excluded.team, excluded.data_date
    )
