insert into attendance (year, school_key, pupil_key, figures, weeks)
values (?1, ?2, ?3, ?4, ?5)
on conflict (year, school_key, pupil_key) do update set
    figures = excluded.figures,
    weeks = excluded.weeks
