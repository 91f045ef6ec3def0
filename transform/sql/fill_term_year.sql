insert into term_year (year)
values (?1)
on conflict (year) do nothing
