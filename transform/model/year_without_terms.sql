-- year_without_terms: academic years that have marks on roll or rows of an extract but are
-- not in terms.csv, so that no period counts them (metrics.md, Periods).
create table if not exists year_without_terms (
    academic_year text primary key
) strict, without rowid;
