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
    best.pupil_key,
    best.school_key,
    best.academic_year,
    best.measure,
    best.result,
    best.met,
    best.score,
    best.version
from fct_assessment as best
where not exists (
    select 1
    from person as twin
    cross join assessment as other
        on other.ident_key = twin.ident_key
        and other.academic_year = best.academic_year
        and other.measure = best.measure
    where twin.pupil_key = best.pupil_key
        and (
            coalesce(other.version = 'F', 0),
            case other.term when 'AUTUMN' then 1 when 'SPRING' then 2 when 'SUMMER' then 3
                else 4 end
        ) > (
            coalesce(best.version = 'F', 0),
            case best.term when 'AUTUMN' then 1 when 'SPRING' then 2 when 'SUMMER' then 3
                else 4 end
        )
);
