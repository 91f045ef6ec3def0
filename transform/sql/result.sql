-- result: the statements of its module, each by its name.

-- name: ask
-- For what it reads.
select * from pupil_result_now

-- name: store
-- Of the persons in pupil_asked.
delete from pupil_result
where pupil_key in (select pupil_asked.pupil_key from pupil_asked);

insert into pupil_result (
    pupil_key, school_key, academic_year, measure, result, met, score, version
)
select
    best.pupil_key,
    best.school_key,
    best.academic_year,
    best.measure,
    best.result,
    best.met,
    best.score,
    best.version
from pupil_asked
cross join pupil_result_now as best on best.pupil_key = pupil_asked.pupil_key;

-- name: store_all
delete from pupil_result;

insert into pupil_result (
    pupil_key, school_key, academic_year, measure, result, met, score, version
)
select
    best.pupil_key,
    best.school_key,
    best.academic_year,
    best.measure,
    best.result,
    best.met,
    best.score,
    best.version
from pupil_result_now as best
order by best.academic_year, best.measure, best.pupil_key;
