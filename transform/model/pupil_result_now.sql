-- pupil_result_now: what pupil_result is to hold, from the results in force: the columns of both
-- are the same.
create view if not exists pupil_result_now as
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
            other.version = 'F',
            case other.term when 'AUTUMN' then 1 when 'SPRING' then 2 when 'SUMMER' then 3
                else 4 end,
            other.version,
            other.term
        ) > (
            best.version = 'F',
            case best.term when 'AUTUMN' then 1 when 'SPRING' then 2 when 'SUMMER' then 3
                else 4 end,
            best.version,
            best.term
        )
);
