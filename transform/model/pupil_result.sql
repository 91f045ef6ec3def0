-- pupil_result: a row a pupil, academic year and measure: of the results in fct_assessment the
-- one that counts. Final comes before provisional, whatever came later; of several alike that
-- of no term, else of the latest term.
--
-- pupil_key      in dim_pupil
-- school_key     in dim_school; null where the row names none
-- academic_year  that it belongs to
-- measure        what was measured
-- result, met, score, version  as in fct_assessment
create table if not exists pupil_result (
    pupil_key integer not null,
    school_key integer,
    academic_year text not null,
    measure text not null,
    result text not null,
    met integer,
    score real,
    version text,
    primary key (academic_year, measure, pupil_key)
) strict, without rowid;
