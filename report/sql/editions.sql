-- editions.c, restate.c: past editions of a pack, and what the newest says otherwise; what packs
-- with `editions = yes` ask of both.

-- name: listed
-- The editions of the pack ?2 that the manifest ?1 lists.
select
    json_extract(entry.value, '$.edition') as edition,
    json_extract(entry.value, '$.as_of') as as_of,
    json_extract(entry.value, '$.sha256') as sha256
from json_each(
    case when json_valid(?1) then ?1 else '{}' end,
    '$.editions'
) as entry
where json_extract(entry.value, '$.pack') = ?2
    and json_extract(entry.value, '$.edition') is not null;

-- name: files
-- The files of the pack ?2, below its folder, as the manifest ?1 says that they were published,
-- without those in its folder ?3.
select
    substr(json_extract(file.value, '$.path'), length(?2) + 2) as path,
    json_extract(file.value, '$.sha256') as sha256
from json_each(
    case when json_valid(?1) then ?1 else '{}' end,
    '$.files'
) as file
where substr(json_extract(file.value, '$.path'), 1, length(?2) + 1) = ?2 || '/'
    and substr(json_extract(file.value, '$.path'), length(?2) + 2, length(?3) + 1) <> ?3 || '/'
order by 1;

-- name: schema
-- edition_figure: a row a figure that an edition may show, as its figures.csv has it.
--
-- side     'now', of the edition that is made, or 'then', of the one before it
-- ends     the last day of the period, as far as it went; ended: it was over
-- numerator, denominator, value  as they were written: a number, or c, u or z
create temp table edition_figure (
    side text not null,
    metric text not null,
    cohort text not null,
    period text not null,
    ends text not null,
    ended text not null,
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null,
    numerator text not null,
    denominator text not null,
    value text not null,
    primary key (side, metric, cohort, period, level, entity, breakdown, breakdown_value)
) strict, without rowid;

-- edition_basis: on what an edition's figures stand.
--
-- kind    files, metric, setting or program
-- name    of files their type, with the academic year of their rows where they have days
-- count   how many count; digest, which
create temp table edition_basis (
    side text not null,
    kind text not null,
    name text not null,
    count integer not null,
    digest text not null,
    primary key (side, kind, name)
) strict, without rowid;

-- edition_earlier: the editions before the one that is made, newest first.
--
-- name      its folder below the pack's folder of editions
-- is_whole  its files are as they were published
create temp table edition_earlier (
    position integer primary key,
    name text not null,
    as_of text not null,
    is_whole integer not null
) strict;

-- edition_before: one row: the edition that this one is compared with.
--
-- state  first: there is none; lost: it is there no more as it was published; compared
create temp table edition_before (
    state text not null,
    as_of text not null
) strict;

-- name: put_basis
insert into edition_basis (side, kind, name, count, digest)
values ('now', ?1, ?2, ?3, ?4);

-- name: put_basis_then
insert into edition_basis (side, kind, name, count, digest)
values ('then', ?1, ?2, ?3, ?4);

-- name: put_earlier
insert into edition_earlier (position, name, as_of, is_whole)
values (?1, ?2, ?3, ?4);

-- name: put_before
insert into edition_before (state, as_of)
values (?1, ?2);

-- name: put_figure
insert into edition_figure (
    side, metric, cohort, period, ends, ended, level, entity, breakdown, breakdown_value,
    numerator, denominator, value
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);

-- name: stand_on
-- What figures are worked out from, a row each, those of a kind and name one after the other.
with sent as (
    select distinct
        load_sent.type,
        iif(load_sent.first_date = '', null, dim_period.academic_year) as academic_year,
        load_sent.sha256
    from load_sent
    left join dim_period
        on dim_period.grain = 'year'
        and load_sent.first_date <> ''
        and dim_period.start_date <= load_sent.last_date
        and dim_period.end_date >= load_sent.first_date
)
select
    'files' as kind,
    sent.type || coalesce(' ' || sent.academic_year, '') as name,
    sent.sha256 as what
from sent
union all
select
    'metric',
    id,
    json_array(
        unit, scale, definition, numerator, denominator, source, interval, numerator_count,
        denominator_count, base_count
    )
from dim_metric
order by 1, 2, 3;

-- name: figures
-- figures.csv: every figure that the edition may show. Of a mean that is it and of how many: their
-- sum beside another edition's would be what one child more has.
select
    shown_metric.metric,
    shown_metric.cohort,
    shown_metric.period,
    dim_period.end_date as ends,
    iif(dim_period.complete, 'Y', 'N') as ended,
    shown_metric.level,
    shown_metric.entity,
    shown_metric.breakdown,
    shown_metric.breakdown_value,
    case
        when shown_metric.numerator is not null and counted.kind = 'sum' then '[z]'
        else coalesce(shown_metric.numerator, shown_metric.symbol, '[x]')
    end as numerator,
    coalesce(shown_metric.denominator, shown_metric.symbol, '[x]') as denominator,
    coalesce(shown_metric.value, shown_metric.symbol, '[x]') as value
from shown_metric
inner join dim_period on dim_period.id = shown_metric.period
left join dim_metric on dim_metric.id = shown_metric.metric
left join dim_count as counted on counted.id = dim_metric.numerator_count
where shown_metric.level in ('county', 'district')
    and dim_period.grain <> 'week'
order by 1, 2, 3, 6, 7, 8, 9;

-- name: basis
-- basis.csv: what these figures stand on.
select kind, name, count, digest
from edition_basis
where side = 'now'
order by kind, name;

-- name: restate
-- restated: a row a figure of the edition before, of a period that was over by its day, which is
-- another one now. What either edition withholds is left out, and a figure that is new.
--
-- was_numerator, was_denominator, was_value  null where figures of a part of the county differ by
--          a small number, which they would tell beside each other, or are means, whose difference
--          may be one child's: that it was corrected is said. Means have no numerator
-- numerator, denominator, value  null where it is published no more though nothing withholds it;
--          value alone, and was_value, where there are too few for a rate
-- reason   on what its metric stands, as far as that differs
create temp table restated (
    metric text not null,
    cohort text not null,
    period text not null,
    level text not null,
    entity text not null,
    breakdown text not null,
    breakdown_value text not null,
    was_numerator real,
    was_denominator real,
    was_value real,
    numerator real,
    denominator real,
    value real,
    reason text not null,
    primary key (metric, cohort, period, level, entity, breakdown, breakdown_value)
) strict, without rowid;

-- edition_moved: what differs of that on which the figures of the two stand.
--
-- type   of files, academic_year the year of their rows, if they have days; more: by how many
create temp table edition_moved (
    kind text not null,
    name text not null,
    type text,
    academic_year text,
    more integer not null,
    primary key (kind, name)
) strict, without rowid;

insert into edition_moved (kind, name, type, academic_year, more)
select
    kind,
    name,
    iif(kind = 'files', iif(name like '% ____/__', substr(name, 1, length(name) - 8), name), null),
    iif(kind = 'files' and name like '% ____/__', substr(name, -7), null),
    sum(iif(side = 'now', count, -count))
from edition_basis
where kind <> 'program'
group by kind, name
having count(*) = 1 or min(digest) <> max(digest)
union all
-- One that is called otherwise is another one: it has no name that both could have.
select 'program', '', null, null, 0
from (select count(distinct digest) as programs from edition_basis where kind = 'program')
where programs > 1;

insert into restated (
    metric, cohort, period, level, entity, breakdown, breakdown_value, was_numerator,
    was_denominator, was_value, numerator, denominator, value, reason
)
with
other as materialized (
    select
        was.metric,
        was.cohort,
        was.period,
        was.level,
        was.entity,
        was.breakdown,
        was.breakdown_value,
        dim_period.academic_year,
        was.numerator as was_numerator,
        was.denominator as was_denominator,
        was.value as was_value,
        figure.numerator,
        figure.denominator,
        figure.value,
        (was.level <> 'county' or was.breakdown <> 'none')
            and (
                abs(was.numerator - coalesce(figure.numerator, 0))
                    between 0.1 and context.suppress_below - 0.1
                or abs(was.denominator - coalesce(figure.denominator, 0))
                    between 0.1 and context.suppress_below - 0.1
                or was.numerator = 'z'
            ) as is_small
    from edition_before
    cross join context
    inner join edition_figure as was
        on was.side = 'then'
        and was.ended = 'Y'
        and was.ends <= edition_before.as_of
    inner join dim_period on dim_period.id = was.period
    left join edition_figure as figure
        on figure.side = 'now'
        and figure.metric = was.metric
        and figure.cohort = was.cohort
        and figure.period = was.period
        and figure.level = was.level
        and figure.entity = was.entity
        and figure.breakdown = was.breakdown
        and figure.breakdown_value = was.breakdown_value
    where (dim_period.grain <> 'to_date' or was.ends = dim_period.end_date)
        and (was.numerator glob '*[0-9]*' or was.numerator = 'z')
        and was.denominator glob '*[0-9]*'
        and (
            -- What keeps the newest date alone is told of the newest period alone: that another has
            -- begun corrects nothing.
            (figure.metric is null and not (
                was.metric in (select dim_metric.id from dim_metric where dim_metric.is_newest)
                and exists (
                    select 1
                    from dim_period as later
                    where later.grain = dim_period.grain
                        and later.start_date > dim_period.start_date
                )
            ))
            or (
                (figure.numerator glob '*[0-9]*' or figure.numerator = 'z')
                and figure.denominator glob '*[0-9]*'
                and (
                    (figure.numerator <> was.numerator
                        and 'z' not in (figure.numerator, was.numerator))
                    or figure.denominator <> was.denominator
                    or (
                        figure.value <> was.value
                        and figure.value glob '*[0-9]*'
                        and was.value glob '*[0-9]*'
                    )
                )
            )
        )
),
asked as (
    select distinct metric, academic_year from other
),
reads as materialized (
    -- As explain has it: marks are of the types that have no table of their own.
    select distinct asked.metric, asked.academic_year, extract_type.type
    from asked
    inner join dim_metric on dim_metric.id = asked.metric
    inner join metric_reads on metric_reads.metric_key = dim_metric.metric_key
    inner join extract_type
        on extract_type.relation = metric_reads.relation
        or (
            metric_reads.relation = 'mark_string'
            and extract_type.relation = ''
            and extract_type.is_fact = 1
        )
),
told (metric, academic_year, place, words) as (
    select distinct
        reads.metric,
        reads.academic_year,
        '1 ' || edition_moved.name,
        case
            when edition_moved.more = 0 then replace(edition_moved.type, '_', ' ')
                || ' files were replaced'
            else said(abs(edition_moved.more), 'count') || ' '
                || replace(edition_moved.type, '_', ' ')
                || iif(abs(edition_moved.more) = 1, ' file', ' files')
                || case
                    when edition_moved.more > 0 then ' came'
                    when edition_moved.more = -1 then ' was taken away'
                    else ' were taken away'
                end
        end
    from reads
    inner join edition_moved
        on edition_moved.kind = 'files'
        and ' ' || edition_moved.type || ' ' like '% ' || reads.type || ' %'
        and coalesce(edition_moved.academic_year, reads.academic_year) = reads.academic_year
    union all
    select asked.metric, asked.academic_year, '2', 'it is worked out in another way'
    from asked
    inner join edition_moved on edition_moved.kind = 'metric' and edition_moved.name = asked.metric
    union all
    select asked.metric, asked.academic_year, '3 ' || edition_moved.name,
        edition_moved.name || ' was changed'
    from asked
    inner join edition_moved on edition_moved.kind = 'setting'
    union all
    select asked.metric, asked.academic_year, '4', 'the program was changed'
    from asked
    inner join edition_moved on edition_moved.kind = 'program'
),
reason as materialized (
    select
        metric,
        academic_year,
        upper(substr(group_concat(words, '; '), 1, 1)) || substr(group_concat(words, '; '), 2)
            as words
    from (select * from told order by metric, academic_year, place)
    group by metric, academic_year
)
select
    other.metric,
    other.cohort,
    other.period,
    other.level,
    other.entity,
    other.breakdown,
    other.breakdown_value,
    iif(other.is_small or other.was_numerator = 'z', null, cast(other.was_numerator as real)),
    iif(other.is_small, null, cast(other.was_denominator as real)),
    iif(
        not other.is_small and other.was_value glob '*[0-9]*', cast(other.was_value as real), null
    ),
    iif(other.numerator = 'z', null, cast(other.numerator as real)),
    cast(other.denominator as real),
    iif(other.value glob '*[0-9]*', cast(other.value as real), null),
    coalesce(reason.words, 'Nothing that it stands on is known to have changed')
from other
left join reason
    on reason.metric = other.metric
    and reason.academic_year = other.academic_year;

-- restated_told: the same as it stands in a table, the whole county first, newest period first.
create temp view restated_told as
select
    metric_name.label as measure,
    metric_name.unit,
    group_name.name as group_name,
    dim_period.label as period,
    iif(restated.level = 'county', context.la_name, restated.entity) as place,
    iif(
        restated.breakdown = 'none',
        'All',
        replace(restated.breakdown, '_', ' ') || ': ' || restated.breakdown_value
    ) as part,
    coalesce(
        coalesce(said(restated.was_numerator, 'half') || metric_counted.joint, '')
            || said(restated.was_denominator, 'count'),
        '[c]'
    ) as was_counted,
    coalesce(restated.was_value, iif(restated.was_denominator is null, '[c]', '[u]')) as was_value,
    coalesce(
        coalesce(said(restated.numerator, 'half') || metric_counted.joint, '')
            || said(restated.denominator, 'count'),
        'No longer published'
    ) as counted,
    coalesce(restated.value, iif(restated.denominator is null, '[z]', '[u]')) as value,
    restated.reason || '.' as reason,
    row_number() over (
        order by
            restated.level, restated.breakdown <> 'none', dim_period.start_date desc,
            dim_period.end_date desc, restated.period, group_name.position, metric_name.label,
            restated.metric, restated.entity, restated.breakdown, restated.breakdown_value
    ) as place_in_list
from restated
cross join context
inner join metric_name on metric_name.metric = restated.metric
inner join metric_counted on metric_counted.metric = restated.metric
inner join group_name on group_name.cohort = restated.cohort
inner join dim_period on dim_period.id = restated.period;

-- name: restated
-- A row a figure that is another one than the edition before had it.
select * from restated_told order by place_in_list;

-- name: restated_first
-- As many of them as a page holds.
select * from restated_told where place_in_list <= 200 order by place_in_list;

-- name: restated_rows
-- restatements.csv: the same for other programs; and an edition without any has none.
select
    metric,
    cohort,
    period,
    level,
    entity,
    breakdown,
    breakdown_value,
    coalesce(was_numerator, iif(was_denominator is null, '[c]', '[z]')) as was_numerator,
    coalesce(was_denominator, '[c]') as was_denominator,
    coalesce(was_value, iif(was_denominator is null, '[c]', '[u]')) as was_value,
    coalesce(numerator, '[z]') as numerator,
    coalesce(denominator, '[z]') as denominator,
    coalesce(value, iif(denominator is null, '[z]', '[u]')) as value,
    reason
from restated
order by metric, cohort, period, level, entity, breakdown, breakdown_value;

-- name: finding
-- One row: how many figures are other ones.
--
-- corrected  a sentence
-- listed, unlisted  the same over a list of those that concern its readers, and where none does
select
    before_as_of,
    corrections,
    corrected,
    iif(
        corrections = 0, '',
        corrected || iif(corrections = 1, '', ' All of them are in restatements.csv.')
    ) as listed,
    iif(corrections = 0, corrected, 'None of them is on this page.') as unlisted
from (
    select
        edition_before.as_of as before_as_of,
        figure.corrections,
        case
            when edition_before.state = 'first'
                then 'There is no earlier edition to compare these figures with.'
            when edition_before.state = 'lost' and edition_before.as_of = ''
                then 'The earlier edition is not as it was published, so that these figures cannot'
                    || ' be compared with it.'
            when edition_before.state = 'lost'
                then 'The edition of {before_as_of:date} is not as it was published, so that these'
                    || ' figures cannot be compared with it.'
            when figure.corrections = 0
                then 'No figure of the edition of {before_as_of:date} has been corrected.'
            when figure.corrections = 1
                then 'One figure of the edition of {before_as_of:date} has been corrected.'
            else '{corrections:Word} figures of the edition of {before_as_of:date} have been'
                || ' corrected.'
        end as corrected
    from edition_before
    cross join (select count(*) as corrections from restated) as figure
);

-- name: earlier
-- A row an earlier edition, newest first.
--
-- file   its first page, below the pack's folder
-- doubt  what is to be known of it
select
    'Edition of ' || coalesce(said(nullif(as_of, ''), 'date'), 'an unknown day')
        || iif(name = as_of or as_of = '', '', ' (' || substr(name, length(as_of) + 2) || ')')
        as title,
    'editions/' || name || '/committee.html' as file,
    iif(is_whole, 'As it was published.', 'Its files are no longer those that were published.')
        as doubt
from edition_earlier
order by position;
