-- fct_assessment: a row a result of a measure (codes/measures.csv); of a person's rows with
-- one key that of the later content, of one content the later line (details 45).
--
-- pupil_key      in dim_pupil
-- school_key     in dim_school; null where the extract names none
-- academic_year  that it belongs to
-- measure        what was measured
-- term           of a teacher assessment
-- result         as it was sent: a number or a code
-- met            1 where it is what the measure asks for, 0 where not, as for a test that was
--                not taken; null where the measure asks for nothing, or there is no result
-- score          the number, where it is one
-- version        P provisional, F final
create view if not exists fct_assessment as
select
    pupil_key,
    school_key,
    academic_year,
    measure,
    term,
    result,
    case
        when met_when is null or excluded then null
        when met_when glob '>=*' then coalesce(score >= cast(substr(met_when, 3) as real), 0)
        when met_when glob '=*' then coalesce(score = cast(substr(met_when, 2) as real), 0)
        else instr(';' || met_when || ';', ';' || result || ';') > 0
    end as met,
    score,
    version
from (
    select
        person.pupil_key,
        assessment.school_key,
        assessment.academic_year,
        assessment.measure,
        assessment.term,
        assessment.result,
        assessment.version,
        iif(
            assessment.result glob '[-0-9]*', cast(assessment.result as real), null
        ) as score,
        asked.value as met_when,
        instr(';' || left_out.value || ';', ';' || assessment.result || ';') > 0 as excluded
    from assessment
    inner join person on person.ident_key = assessment.ident_key
    left join code_value as asked
        on asked.name = 'met_when'
        and asked.code = assessment.measure
    left join code_value as left_out
        on left_out.name = 'result_excluded'
        and left_out.code = assessment.measure
    where not exists (
        select 1
        from person as twin
        cross join assessment as other
            on other.ident_key = twin.ident_key
            and other.academic_year = assessment.academic_year
            and other.measure = assessment.measure
            and other.term is assessment.term
            and other.version is assessment.version
        cross join content as theirs on theirs.content_id = other.content_id
        cross join content as ours on ours.content_id = assessment.content_id
        where twin.pupil_key = person.pupil_key
            and twin.ident_key <> person.ident_key
            and (theirs.order_key, other.line) > (ours.order_key, assessment.line)
    )
);
