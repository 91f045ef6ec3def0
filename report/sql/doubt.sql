-- figures.c: of which places and metrics what has come is late, in part or old, so that a figure
-- does not hide it. Of whom nobody has told is silent.sql's, before anything is decided.

-- name: doubt
-- school_feed: how old the newest attendance is of each school that has ever expected anyone.
--
-- last_date    marks or counts; null where none has come
-- school_days  since then; all, where none has come
create temp table school_feed (
    urn text primary key,
    last_date text,
    school_days integer
) strict, without rowid;

insert into school_feed (urn, last_date, school_days)
select
    dim_school.urn,
    load_feed.newest_date,
    load_feed.newest_days
from load_feed
inner join dim_school on dim_school.school_key = load_feed.school_key;

-- school_doubt: a row a school and period whose attendance is late, or of which marks are missing:
-- what a figure that it enters must not hide. A school whose figures rest on counts of sessions
-- that are up to date is not late.
--
-- words  what it is, for the school's own figures
create temp table school_doubt (
    period text not null,
    urn text not null,
    district text not null,
    la_code text not null,
    words text not null,
    primary key (period, urn)
) strict, without rowid;

insert into school_doubt (period, urn, district, la_code, words)
with asked as (
    -- From a term's last day to the next one's first, the term is what is compared too.
    select period, max(is_now) as is_now
    from (
        select year as period, 1 as is_now from context
        union all
        select term, 1 from context
        union all
        select compare, 0 from context
    )
    group by period
)
select
    asked.period,
    dim_school.urn,
    coalesce(dim_school.district, ''),
    coalesce(dim_school.la_code, ''),
    case
        when load_feed.school_key is not null and load_feed.newest_date is null
            then 'no attendance has come'
        when load_feed.school_key is not null
            then 'no attendance since ' || said(load_feed.newest_date, 'date')
        else 'marks of ' || said(100 * load_coverage.share, 'decimal') || '% of sessions'
    end
from asked
cross join context
cross join dim_school
left join load_feed
    on load_feed.school_key = dim_school.school_key
    and load_feed.is_late
    and asked.is_now
left join load_coverage
    on load_coverage.school_key = dim_school.school_key
    and load_coverage.period = asked.period
    and load_coverage.is_low
    and (load_coverage.held > 0 or load_coverage.counted = 0)
where (load_feed.school_key is not null or load_coverage.school_key is not null)
    and dim_school.status like 'Open%';

-- place_doubt: the same for the places whose figures such schools enter.
--
-- is_much  over 5 in 100 of the place's sessions, by those expected, are of such schools: no change
--          in attendance is told of it
create temp table place_doubt (
    period text not null,
    level text not null,
    entity text not null,
    schools integer not null,
    words text not null,
    is_much integer not null,
    primary key (period, level, entity)
) strict, without rowid;

insert into place_doubt (period, level, entity, schools, words, is_much)
with place as (
    select period, 'school' as level, urn as entity, urn
    from school_doubt
    union all
    select period, 'district', district, urn
    from school_doubt
    cross join context
    where school_doubt.la_code = context.la_code and district <> ''
    union all
    select period, 'county', context.la_code, urn
    from school_doubt
    cross join context
),
weight as (
    select
        load_coverage.period,
        dim_school.urn,
        dim_school.district,
        dim_school.la_code,
        load_coverage.expected
    from load_coverage
    inner join dim_school on dim_school.school_key = load_coverage.school_key
    where load_coverage.period in (select period from school_doubt)
),
whole as (
    select period, 'county' as level, context.la_code as entity, sum(expected) as expected
    from weight
    cross join context
    group by period, context.la_code
    union all
    select period, 'district', district, sum(expected)
    from weight
    cross join context
    where weight.la_code = context.la_code
    group by period, district
)
select
    place.period,
    place.level,
    place.entity,
    count(*),
    iif(
        place.level = 'school',
        max(school_doubt.words),
        said(count(*), 'word') || iif(count(*) = 1, ' school''s', ' schools''')
            || ' attendance is late or in part'
    ),
    place.level = 'school' or coalesce(20 * sum(weight.expected) > max(whole.expected), 0)
from place
inner join school_doubt on school_doubt.period = place.period and school_doubt.urn = place.urn
left join weight on weight.period = place.period and weight.urn = place.urn
left join whole
    on whole.period = place.period
    and whole.level = place.level
    and whole.entity = place.entity
group by place.period, place.level, place.entity;

-- marked_metric: the metrics that are made of marks, as SQLite tells what it reads for them.
create temp table marked_metric (
    metric text primary key
) strict, without rowid;

insert into marked_metric (metric)
select dim_metric.id
from metric_reads
inner join dim_metric on dim_metric.metric_key = metric_reads.metric_key
where metric_reads.relation = 'mark_string' and metric_reads.use = 'figure';

-- taught_day: Mondays to Fridays inside half terms, up to the as-of date, by which they are cut.
create temp table taught_day (
    date text primary key
) strict, without rowid;

insert into taught_day (date)
with recursive day (date, end_date) as (
    select start_date, end_date
    from dim_period
    where grain = 'half_term'
    union all
    select date(day.date, '+1 day'), day.end_date
    from day
    where day.date < day.end_date
)
select date
from day
where strftime('%w', date) between '1' and '5';

-- sent_last: when something was last taken in of each type, or list of types, and from when on that
-- is long ago: nine days, over five of them school days. In holidays nothing begins that could be
-- sent.
--
-- stale_from  the first day of which that holds; 9999-12-31 where none does yet
create temp table sent_last (
    types text primary key,
    newest_sent text not null,
    stale_from text not null
) strict, without rowid;

insert into sent_last (types, newest_sent, stale_from)
select
    sent.types,
    sent.newest_sent,
    coalesce(
        max(
            date(sent.newest_sent, '+10 days'),
            (
                select taught_day.date
                from taught_day
                where taught_day.date > sent.newest_sent
                order by taught_day.date
                limit 1 offset 5
            )
        ),
        '9999-12-31'
    )
from (
    select type as types, substr(max(extract_time), 1, 10) as newest_sent
    from load_sent
    where is_taken_in = 1
    group by type
) as sent;

-- stale_event: metrics of events, each of its day, of which nothing has come for long (sent_last):
-- what they say of the last days is no record of nothing. Of those made of marks place_doubt speaks,
-- school by school. Of others whose file tells by what extract they are old (aged_by): of changes of
-- school by lists of pupils, for where none came nobody is known to have moved; of plans, which are
-- due once a term, and of registers, which say who is in them and not what befell whom, where a term
-- has ended since anything came.
--
-- stale_from  the first day of which that holds
create temp table stale_event (
    metric text primary key,
    newest_sent text not null,
    stale_from text not null,
    words text not null
) strict, without rowid;

insert into stale_event (metric, newest_sent, stale_from, words)
with
newest as (
    -- As load_reach has it, which looks for the first and last fact of all types besides.
    select
        extract_type.relation,
        max(sent_last.newest_sent) as newest_sent,
        max(sent_last.stale_from) as stale_from
    from extract_type
    inner join sent_last
        on instr(' ' || sent_last.types || ' ', ' ' || extract_type.type || ' ') > 0
    where extract_type.is_fact = 1
        and extract_type.dated <> ''
        and extract_type.dated = extract_type.counted
    group by extract_type.type
),
told as (
    select
        dim_metric.id as metric,
        min(newest.newest_sent) as newest_sent,
        min(newest.stale_from) as stale_from
    from dim_metric
    inner join metric_reads
        on metric_reads.metric_key = dim_metric.metric_key and metric_reads.use = 'figure'
    inner join newest on newest.relation = metric_reads.relation
    where dim_metric.id not in (select marked_metric.metric from marked_metric)
    group by dim_metric.id
),
known as (
    select
        dim_metric.id as metric,
        extract_type.recurs,
        max(sent_last.newest_sent) as newest_sent,
        max(sent_last.stale_from) as stale_from
    from dim_metric
    inner join extract_type
        on extract_type.type = iif(
            dim_metric.aged_by = '', dim_metric.extract, dim_metric.aged_by
        )
    inner join sent_last
        on instr(' ' || sent_last.types || ' ', ' ' || extract_type.type || ' ') > 0
    where dim_metric.id not in (select told.metric from told)
    group by dim_metric.id
),
aged as (
    select metric, newest_sent, stale_from
    from told
    union all
    select metric, newest_sent, stale_from
    from known
    where recurs = 'days'
    union all
    select metric, newest_sent, date(newest_sent, '+1 day')
    from known
    where recurs = 'term'
        and exists (
            select 1
            from dim_period
            where dim_period.grain = 'term'
                and dim_period.complete = 1
                and dim_period.end_date > known.newest_sent
        )
)
select
    aged.metric,
    aged.newest_sent,
    aged.stale_from,
    'nothing has come since ' || said(aged.newest_sent, 'date')
from aged
cross join context
where aged.stale_from <= context.as_of;

-- school_sent: the same by school, of what schools send all along: another school's says nothing of
-- it. Of what a list of the council's may tell of all (load_heard) that counts as each school's.
--
-- day  when what counts of it now was sent last
create temp table school_sent (
    type text not null,
    school_key integer not null,
    day text not null,
    stale_from text not null,
    primary key (type, school_key)
) strict, without rowid;

insert into school_sent (type, school_key, day, stale_from)
with
asked as (
    select
        extract_type.type,
        extract_type.type in (
            select dim_promise.extract
            from dim_promise
            where dim_promise.sender = 'schools'
        ) as is_heard
    from extract_type
    inner join extract_name on extract_name.type = extract_type.type
    where extract_type.recurs = 'days' and extract_name.is_school = 1
),
sent as materialized (
    select type, school_key, substr(newest_sent, 1, 10) as day
    from load_reach
    where school_key is not null and newest_sent is not null
        and type in (select asked.type from asked where asked.is_heard = 0)
    union all
    select type, school_key, substr(newest_sent, 1, 10)
    from load_heard
    where newest_sent is not null
        and type in (select asked.type from asked where asked.is_heard = 1)
),
aged as materialized (
    select
        day,
        max(
            date(day, '+10 days'),
            (
                select taught_day.date
                from taught_day
                where taught_day.date > sent.day
                order by taught_day.date
                limit 1 offset 5
            )
        ) as stale_from
    from (select distinct day from sent) as sent
)
select sent.type, sent.school_key, sent.day, coalesce(aged.stale_from, '9999-12-31')
from sent
cross join aged on aged.day = sent.day;

-- place_aged: the same where it is each school's own list that is old: what is known by lists of
-- pupils is as old as the list of each school, however new another's is. Of the county's own open
-- schools, and of the places that they make.
--
-- is_much  over 5 in 100 of the pupils there are of such schools: no change is told
create temp table place_aged (
    metric text not null,
    period text not null,
    level text not null,
    entity text not null,
    words text not null,
    is_much integer not null,
    primary key (metric, period, level, entity)
) strict, without rowid;

insert into place_aged (metric, period, level, entity, words, is_much)
with
asked as (
    select dim_metric.id as metric, extract_type.type, extract_name.name
    from dim_metric
    inner join extract_type
        on extract_type.type = iif(dim_metric.aged_by = '', dim_metric.extract, dim_metric.aged_by)
    inner join extract_name on extract_name.type = extract_type.type
    where extract_type.recurs = 'days' and extract_name.is_school = 1
),
school as (
    select
        asked.metric,
        dim_period.id as period,
        dim_school.school_key,
        asked.name,
        sent.day,
        mart_metric.denominator as pupils,
        sent.stale_from <= dim_period.end_date as is_old
    from asked
    cross join school_sent as sent on sent.type = asked.type
    cross join dim_school on dim_school.school_key = sent.school_key
    cross join context on context.la_code = dim_school.la_code
    cross join dim_period
        on dim_period.grain in ('year', 'term')
        and exists (
            select 1
            from school_sent
            where school_sent.stale_from <= dim_period.end_date
        )
    cross join mart_metric
        on mart_metric.period = dim_period.id
        and mart_metric.level = 'school'
        and mart_metric.entity = dim_school.urn
        and mart_metric.cohort = 'all'
        and mart_metric.breakdown = 'none'
        and mart_metric.breakdown_value = ''
        and mart_metric.metric = asked.metric
    where dim_school.status like 'Open%'
)
select
    school.metric,
    school.period,
    school_place.level,
    school_place.entity,
    'no ' || max(school.name) || ' has come '
    || iif(
        school_place.level = 'school',
        'since ' || said(max(school.day), 'date'),
        'of late from ' || said(sum(school.is_old), 'word') || ' of ' || said(count(*), 'word')
            || iif(count(*) = 1, ' school', ' schools')
    ),
    20 * sum(iif(school.is_old, school.pupils, 0)) > sum(school.pupils)
from school
inner join school_place
    on school_place.school_key = school.school_key
    and school_place.breakdown = 'none'
group by school.metric, school.period, school_place.level, school_place.entity
having max(school.is_old);

-- doubt_words: one row: what stands beside this year's attendance of the county, and of its
-- districts side by side; blank where no school is late. Beside its suspensions, where none have
-- come of late (stale_event), or this year of some schools (place_unheard): a 0 of these is no
-- record of none. Beside all of it, where as long nobody has said who has a social worker.
--
-- stopped  of the suspensions the first alone
create temp table doubt_words (
    county text not null,
    districts text not null,
    suspensions text not null,
    stopped text not null,
    care text not null
) strict;

insert into doubt_words (county, districts, suspensions, stopped, care)
with
stopped as (
    select 'Suspensions and exclusions: ' || stale_event.words || '.' as words
    from context
    cross join stale_event
    inner join dim_period
        on dim_period.id = context.year and dim_period.end_date >= stale_event.stale_from
    where stale_event.metric = 'suspension_rate'
),
unheard as (
    select
        'Suspensions and exclusions: this year nothing has come of '
        || said(place_unheard.schools, 'word') || ' of ' || said(place_unheard.asked, 'word')
        || iif(place_unheard.asked = 1, ' school', ' schools')
        || ', which may have had none.' as words
    from context
    inner join place_unheard
        on place_unheard.metric = 'suspension_rate'
        and place_unheard.period = context.year
        and place_unheard.level = 'county'
        and place_unheard.breakdown = 'none'
),
apart as (
    select
        iif(place_apart.both = 0, '', 'only ') || place_apart.words
        || ', so that no change is tested.' as words
    from context
    inner join place_apart
        on place_apart.metric = 'suspension_rate'
        and place_apart.period = context.year
        and place_apart.level = 'county'
        and place_apart.breakdown = 'none'
        and place_apart.is_much
)
select
    coalesce(
        (
            select upper(substr(place_doubt.words, 1, 1)) || substr(place_doubt.words, 2) || '.'
            from place_doubt
            where place_doubt.period = context.year and place_doubt.level = 'county'
        ),
        ''
    ),
    coalesce(
        (
            select 'Attendance is late or in part at ' || group_concat(place.words, ', ') || '.'
            from (
                select
                    said(place_doubt.schools, 'word')
                    || iif(place_doubt.schools = 1, ' school in ', ' schools in ')
                    || place_doubt.entity as words
                from place_doubt
                where place_doubt.period = context.year and place_doubt.level = 'district'
                order by place_doubt.entity
            ) as place
        ),
        ''
    ),
    coalesce(
        (select stopped.words from stopped),
        (
            select iif(
                unheard.words is null,
                'Suspensions and exclusions: ' || apart.words,
                unheard.words || coalesce(
                    ' ' || upper(substr(apart.words, 1, 1)) || substr(apart.words, 2), ''
                )
            )
            from context
            left join unheard
            left join apart
            where unheard.words is not null
                or apart.words is not null
        ),
        ''
    ),
    coalesce((select stopped.words from stopped), ''),
    coalesce(
        (
            select 'Social care: nothing has come since ' || said(care.newest_sent, 'date')
                || '; who has a social worker is as it was then.'
            from (
                select max(newest_sent) as newest_sent, max(stale_from) as stale_from
                from sent_last
                where instr(' ' || types || ' ', ' social_care ') > 0
                    or instr(' ' || types || ' ', ' ssda903_episodes ') > 0
            ) as care
            where care.stale_from <= context.as_of
        ),
        ''
    )
from context;
