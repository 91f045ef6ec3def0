-- pupil_result: a row a pupil, academic year and measure: of the results in fct_assessment the
-- one that counts. Final comes before provisional, whatever came later; of several alike that
-- of no term, else of the latest term.
--
-- pupil_key      in dim_pupil
-- school_key     in dim_school; null where the row names none
-- academic_year  that it belongs to
-- measure        what was measured
-- result, met, score, version  as in fct_assessment
create view if not exists pupil_result as
select
    pupil_key,
    school_key,
    academic_year,
    measure,
    result,
    met,
    score,
    version
from (
    select
        fct_assessment.*,
        row_number() over (
            partition by pupil_key, academic_year, measure
            order by
                version = 'F' desc,
                case term when 'AUTUMN' then 1 when 'SPRING' then 2 when 'SUMMER' then 3 end
                    desc nulls first
        ) as place
    from fct_assessment
)
where place = 1;
