-- promise: the statements of its module, each by its name.

-- name: list_promises
select
    promise_key,
    id
from dim_promise
order by promise_key

-- name: read_promise
select promise_key from dim_promise where id = ?1

-- name: find_extract
select 1 from extract_type where type = ?1

-- name: put_promise
-- A promise's description; a new id gets the next key, an old one keeps its own.
-- The parameters are named by position in transform/engine/engine_promise.c.
insert into dim_promise (
    id, words, subject, source, metric, grain, cohort, extract, sender, kept_words,
    recorded_words, why
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
on conflict (id) do update set
    words = excluded.words,
    subject = excluded.subject,
    source = excluded.source,
    metric = excluded.metric,
    grain = excluded.grain,
    cohort = excluded.cohort,
    extract = excluded.extract,
    sender = excluded.sender,
    kept_words = excluded.kept_words,
    recorded_words = excluded.recorded_words,
    why = excluded.why
where (words, subject, source, metric, grain, cohort, extract, sender, kept_words,
    recorded_words, why)
    is not (excluded.words, excluded.subject, excluded.source, excluded.metric, excluded.grain,
        excluded.cohort, excluded.extract, excluded.sender, excluded.kept_words,
        excluded.recorded_words, excluded.why)

-- name: drop_cell
delete from promise_cell where period_key = ?1 and entity_key = ?2 and promise_key = ?3

-- name: drop_period
delete from promise_cell where period_key = ?1

-- name: put_cell
insert into promise_cell (period_key, entity_key, promise_key, recorded, children)
values (?1, ?2, ?3, ?4, ?5)
