-- term_year: the academic years of terms.csv, begun or not.
create table if not exists term_year (
    year integer primary key
) strict;
