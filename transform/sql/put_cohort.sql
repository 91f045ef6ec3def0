insert into dim_cohort (cohort_key, id, label)
values (?1, ?2, ?3)
on conflict (cohort_key) do update set
    id = excluded.id,
    label = excluded.label
where id <> excluded.id
    or label <> excluded.label
