-- An age reaches every year the person was in.
insert into changed_pupil (ident_key, school_key, from_date)
values (?1, 0, '')
on conflict (ident_key, school_key) do update set from_date = ''
