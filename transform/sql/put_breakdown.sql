insert into dim_breakdown (breakdown_key, breakdown, value)
values (?1, ?2, ?3)
