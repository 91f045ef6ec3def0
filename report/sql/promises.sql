-- promises: what schools' policies promise, beside what their data shows (shown_promise): counts of
-- schools by state, and no total, rank or share of what is known.

-- name: setup
-- promise_bar: the county's own schools by what can be said of a promise, a row a promise.
--
-- bar       a part a state (report/page/bar.h)
-- due       schools of which a state says that something is due
-- answered  of these, those where nothing that decides it is blank
create temp table promise_bar (
    promise text primary key,
    bar text not null,
    due integer not null,
    answered integer not null
) strict, without rowid;

insert into promise_bar (promise, bar, due, answered)
select
    promise,
    group_concat(mark || ' ' || schools || ' ' || words, ';'),
    sum(iif(state in ('kept', 'not_kept', 'not_on_record'), schools, 0)),
    sum(iif(state in ('kept', 'not_kept'), schools, 0))
from (
    select
        shown_promise.promise,
        promise_state.state,
        promise_state.mark,
        promise_state.words,
        count(*) as schools
    from shown_promise
    inner join promise_state on promise_state.state = shown_promise.state
    group by shown_promise.promise, promise_state.state
    order by shown_promise.promise, promise_state.position
)
group by promise;

-- promise_gap: of each school what is not kept or not on record, in the order of lists.
create temp table promise_gap (
    urn text not null,
    position integer not null,
    state text not null,
    label text not null,
    primary key (urn, position)
) strict, without rowid;

insert into promise_gap (urn, position, state, label)
select
    shown_promise.urn,
    shown_promise.position,
    shown_promise.state,
    dim_metric.label
from shown_promise
inner join dim_promise on dim_promise.id = shown_promise.promise
inner join dim_metric on dim_metric.id = dim_promise.metric
where shown_promise.state in ('not_on_record', 'not_kept');

-- name: promise
-- The promises that are judged, a row each.
--
-- recorded  how much of what is due is on record, a template
-- extract   what would record it, since when there is any, and the newest, a template
select
    dim_promise.words,
    dim_promise.subject,
    dim_promise.metric,
    dim_promise.kept_words,
    dim_promise.recorded_words,
    dim_promise.source,
    promise_bar.bar,
    iif(shown_record.basis = 'schools', promise_bar.answered, shown_record.recorded) as on_record,
    iif(shown_record.basis = 'schools', promise_bar.due, shown_record.due) as due,
    case
        when shown_record.basis = 'schools' and promise_bar.due > 0
            then '{on_record:count} of {due:count} schools'
        when shown_record.basis = 'schools' or shown_record.due = 0 then 'Nothing due'
        when shown_record.recorded is null then '[c]'
        else '{on_record:count} of {due:count} ' || dim_metric.denominator
    end as recorded,
    coalesce(shown_record.since, '') as since,
    coalesce(shown_record.sent, '') as sent,
    upper(substr(extract_name.name, 1, 1)) || substr(extract_name.name, 2) || case
        when shown_record.sent is null then ': none has come'
        when shown_record.since glob '*/*' then ', since {since}; newest {sent:date}'
        else ', since {since:date}; newest {sent:date}'
    end as extract
from shown_record
inner join dim_promise on dim_promise.id = shown_record.promise
inner join dim_metric on dim_metric.id = dim_promise.metric
inner join promise_bar on promise_bar.promise = shown_record.promise
left join extract_name on extract_name.type = dim_promise.extract
order by shown_record.position;

-- name: strip
-- Those that schools themselves are held to, for the first page.
select
    dim_promise.words,
    dim_promise.metric,
    promise_bar.bar
from shown_record
inner join dim_promise on dim_promise.id = shown_record.promise
inner join promise_bar on promise_bar.promise = shown_record.promise
where shown_record.basis = 'schools' and promise_bar.due > 0
order by shown_record.position;

-- name: other
-- Promises that are not judged, a row each: the county's figure where there is one, and why.
select
    dim_promise.words,
    dim_promise.subject,
    dim_promise.metric,
    dim_promise.source,
    dim_promise.why,
    page_figure.numerator,
    page_figure.denominator,
    page_figure.value,
    case
        when dim_promise.metric is null then 'Cannot be measured'
        when page_figure.value is null then 'No figure can be shown'
        else '{value}' || page_figure.sign || ': ' || page_figure.out_of
    end as figure,
    coalesce(group_name.name, '') as group_name
from dim_promise
left join page_measure on page_measure.metric = dim_promise.metric
left join page_newest
    on page_newest.metric = page_measure.metric and page_newest.cohort = page_measure.cohort
left join page_figure
    on page_figure.metric = page_newest.metric
    and page_figure.cohort = page_newest.cohort
    and page_figure.period = page_newest.period
    and page_figure.level = 'county'
left join group_name on group_name.cohort = page_figure.cohort and page_figure.value is not null
where dim_promise.why is not null
order by dim_promise.metric is null, dim_promise.subject, dim_promise.words;

-- name: school
-- The county's own schools of which a record says no, or a blank is missing, a row each in order of
-- the alphabet: of which promises.
select
    dim_school.urn,
    dim_school.name,
    coalesce(dim_school.district, '') as district,
    coalesce(dim_school.adviser, 'None') as adviser,
    coalesce(
        group_concat(iif(gap.state = 'not_on_record', gap.label, null), '; '), ''
    ) as not_on_record,
    coalesce(group_concat(iif(gap.state = 'not_kept', gap.label, null), '; '), '') as not_kept
from (select * from promise_gap order by urn, position) as gap
inner join dim_school on dim_school.urn = gap.urn
group by dim_school.urn
order by dim_school.name, dim_school.urn;

-- name: of_school
-- What can be said of each promise at a school: a state, a template.
select
    dim_promise.words,
    dim_promise.subject,
    upper(substr(promise_state.words, 1, 1)) || substr(promise_state.words, 2) || case
        when shown_promise.state <> 'not_measured' then ''
        when shown_promise.sent is null then ' (' || extract_name.name || ': none has come)'
        else ' (' || extract_name.name || ': none has come since {sent:date})'
    end as state,
    coalesce(shown_promise.sent, '') as sent,
    dim_promise.kept_words
from shown_promise
inner join dim_promise on dim_promise.id = shown_promise.promise
inner join promise_state on promise_state.state = shown_promise.state
left join extract_name on extract_name.type = dim_promise.extract
where shown_promise.urn = :urn
order by shown_promise.position;
