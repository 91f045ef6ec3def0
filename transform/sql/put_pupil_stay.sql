insert into pupil_stay (pupil_key, stays)
values (?1, ?2)
on conflict (pupil_key) do update set stays = excluded.stays
where stays <> excluded.stays
