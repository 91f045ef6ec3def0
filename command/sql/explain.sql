-- explain: the statements of its module, each by its name.

-- name: list_metrics
select
    id as metric,
    label,
    unit,
    polarity
from dim_metric
order by id

-- name: list_cohorts
select id
from dim_cohort
order by cohort_key

-- name: list_periods
select id
from dim_period
order by end_date desc, start_date

-- name: list_schools
select entity
from entity
where level = 'school'
order by entity

-- name: find_metric
select metric_key
from dim_metric
where id = ?1

-- name: find_cohort
select cohort_key
from dim_cohort
where id = ?1

-- name: find_period
select period_key
from dim_period
where id = ?1

-- name: find_place
-- The county, or a school.
select entity_key
from entity
where level = iif(?1 = '', 'county', 'school')
    and (entity = ?1 or ?1 = '')
order by entity = ?2 desc, entity_key
limit 1

-- name: find_pupil
-- A person by any of their UPNs, or by a ChildID.
select person.pupil_key
from ident
inner join person on person.ident_key = ident.ident_key
where ident.id = ?1
order by ident.kind desc
limit 1

-- name: find_figure
-- The cohort and the period of a figure, where they are not asked for (0): children with a
-- social worker, else the first cohort that has one; the newest period, of those that end on
-- one day the longest.
select
    dim_cohort.cohort_key,
    dim_period.period_key
from dim_cohort
cross join dim_period
cross join metric_cell
    on metric_cell.period_key = dim_period.period_key
    and metric_cell.entity_key = ?2
    and metric_cell.metric_key = ?1
    and metric_cell.breakdown_key = 0
    and metric_cell.cohort_key = dim_cohort.cohort_key
where ?3 in (dim_cohort.cohort_key, -1)
    and (dim_period.period_key = ?4 or (?4 = 0 and dim_period.grain <> 'to_date'))
order by
    dim_cohort.id <> 'csw',
    dim_cohort.cohort_key,
    dim_period.end_date desc,
    dim_period.start_date
limit 1

-- name: find_no_figure
-- The same where there is no figure.
select
    dim_cohort.cohort_key,
    dim_period.period_key
from dim_cohort
cross join dim_period
where (dim_cohort.cohort_key = ?1 or (?1 = -1 and dim_cohort.id = 'csw'))
    and (dim_period.period_key = ?2 or (?2 = 0 and dim_period.grain <> 'to_date'))
order by dim_period.end_date desc, dim_period.start_date
limit 1

-- name: tables
-- explain_asked: what is asked for, one row; school_key is null but at a school.
create temp table explain_asked (
    metric_key integer not null,
    metric text not null,
    cohort_key integer not null,
    cohort text not null,
    period_key integer not null,
    period text not null,
    entity_key integer not null,
    level text not null,
    entity text not null,
    school_key integer
) strict;

-- explain_type: the types of extract that the metric's figures are made of.
create temp table explain_type (
    type text primary key,
    relation text not null,
    use text not null
) strict;

-- explain_content: the contents of those types whose rows are in force, and how many those are
-- (null: marks, which are not rows, and rolls of which none is any more).
create temp table explain_content (
    content_id integer primary key,
    rows integer
) strict;

-- explain_member: who is in the figure, and who of the cohort is not.
create temp table explain_member (
    place integer primary key,
    pupil_key integer,
    school_key integer,
    numerator real not null,
    denominator real not null
) strict;

-- explain_held: what the figure is held against, in the order in which it is said.
create temp table explain_held (
    place integer primary key,
    kind text not null,
    label text not null,
    period text not null,
    value real,
    gap real,
    gap_lower real,
    gap_upper real,
    note text not null,
    is_better integer
) strict;

-- explain_session: the marks of one child, and whether each counts.
create temp table explain_session (
    school_key integer not null,
    date text not null,
    session text not null,
    mark text not null,
    meaning text not null,
    counts text not null,
    authorised integer not null,
    unauthorised integer not null,
    late integer not null,
    primary key (school_key, date, session)
) strict, without rowid;

-- name: put_asked
insert into temp.explain_asked (
    metric_key, metric, cohort_key, cohort, period_key, period, entity_key, level, entity,
    school_key
)
select
    dim_metric.metric_key,
    dim_metric.id,
    dim_cohort.cohort_key,
    dim_cohort.id,
    dim_period.period_key,
    dim_period.id,
    entity.entity_key,
    entity.level,
    entity.entity,
    (
        select school_ident.school_key
        from school_ident
        where entity.level = 'school'
            and school_ident.urn = entity.entity
    )
from dim_metric, dim_cohort, dim_period, entity
where dim_metric.metric_key = ?1
    and dim_cohort.cohort_key = ?2
    and dim_period.period_key = ?3
    and entity.entity_key = ?4

-- name: put_types
-- Marks have no table of their type's: they are in strings.
insert into temp.explain_type (type, relation, use)
select
    extract_type.type,
    extract_type.relation,
    min(metric_reads.use)
from temp.explain_asked as asked
inner join metric_reads on metric_reads.metric_key = asked.metric_key
inner join extract_type
    on extract_type.relation = metric_reads.relation
    or (
        metric_reads.relation = 'mark_string'
        and extract_type.relation = ''
        and extract_type.is_fact = 1
    )
group by extract_type.type, extract_type.relation

-- name: list_tables
-- Tables of the types, and whether their rows are a school's.
select
    types.relation,
    exists (
        select 1
        from pragma_table_info(types.relation) as columns
        where columns.name = 'school_key'
    ) as has_school
from temp.explain_type as types
where types.relation <> ''
order by types.relation

-- name: put_mark_contents
-- Of marks those contents that speak of days of the period.
insert or ignore into temp.explain_content (content_id)
select content_school.content_id
from temp.explain_asked as asked
inner join dim_period on dim_period.period_key = asked.period_key
inner join content_school
    on content_school.first_date <> ''
    and content_school.first_date <= dim_period.end_date
    and content_school.last_date >= dim_period.start_date
    and content_school.school_key = coalesce(asked.school_key, content_school.school_key)
inner join content on content.content_id = content_school.content_id
where content.status = 'loaded'
    and exists (select 1 from temp.explain_type as types where types.relation = '')

-- name: put_state_contents
-- Of stays also those that say how each stood on the reference date (details 15), which may be
-- earlier ones than that whose row is in force.
insert or ignore into temp.explain_content (content_id)
with state as (
    select distinct
        stood.school_key,
        stood.stamp
    from (
        select
            told.school_key,
            coalesce(
                max(told.stamp) filter (
                    where substr(told.stamp, 1, 10) <= dim_period.reference_date
                ),
                min(told.stamp)
            ) as stamp
        from temp.explain_asked as asked
        inner join dim_period on dim_period.period_key = asked.period_key
        inner join enrolment_state as told
            on told.school_key = coalesce(asked.school_key, told.school_key)
        where exists (
            select 1
            from metric_reads
            where metric_reads.metric_key = asked.metric_key
                and metric_reads.relation = 'enrolment_state'
        )
        group by told.school_key, told.ident_key, told.entry_date
    ) as stood
)
select content.content_id
from state
cross join content_school on content_school.school_key = state.school_key
inner join content_stamp
    on content_stamp.content_id = content_school.content_id
    and content_stamp.stamp = state.stamp
inner join content on content.content_id = content_school.content_id
where content.status = 'loaded'
    and exists (
        select 1
        from extract_type
        where extract_type.relation = 'enrolment'
            and instr(' ' || content.type || ' ', ' ' || extract_type.type || ' ')
    )

-- name: put_member
insert into temp.explain_member (pupil_key, school_key, numerator, denominator)
values (nullif(?1, 0), nullif(?2, 0), ?3, ?4)

-- name: put_session
insert into temp.explain_session (
    school_key, date, session, mark, meaning, counts, authorised, unauthorised, late
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

-- name: is_of_marks
-- Whether the metric's figures are made of marks.
select 1
from temp.explain_asked as asked
inner join metric_reads on metric_reads.metric_key = asked.metric_key
where metric_reads.use = 'figure'
    and metric_reads.relation = 'mark_string'

-- name: is_of_states
-- Whether they go by how pupils stood on the reference date.
select 1
from temp.explain_asked as asked
inner join metric_reads on metric_reads.metric_key = asked.metric_key
where metric_reads.relation = 'enrolment_state'

-- name: window
select
    dim_period.start_date,
    dim_period.end_date,
    dim_period.reference_date
from temp.explain_asked as asked
inner join dim_period on dim_period.period_key = asked.period_key

-- name: count_cohort
-- How many there are of the cohort in the period.
select count(*)
from temp.explain_asked as asked
inner join dim_period on dim_period.period_key = asked.period_key
inner join pupil_cohort_span
    on pupil_cohort_span.from_key <= dim_period.reference_key
    and pupil_cohort_span.to_key >= dim_period.reference_key
where (pupil_cohort_span.cohorts >> asked.cohort_key) & 1 = 1

-- name: metric
select
    dim_metric.id,
    dim_metric.label,
    dim_metric.unit,
    dim_metric.definition,
    dim_metric.source,
    dim_metric.numerator,
    dim_metric.denominator,
    dim_metric.interval,
    dim_metric.polarity
from temp.explain_asked as asked
inner join dim_metric on dim_metric.metric_key = asked.metric_key

-- name: asked
-- The same as ids.
select metric, cohort, period, level, entity
from temp.explain_asked

-- name: cohort
select
    dim_cohort.id,
    dim_cohort.label
from temp.explain_asked as asked
inner join dim_cohort on dim_cohort.cohort_key = asked.cohort_key

-- name: period
select
    dim_period.id,
    dim_period.label,
    dim_period.grain,
    dim_period.start_date,
    dim_period.end_date,
    dim_period.academic_year,
    dim_period.reference_date,
    dim_period.roll_date,
    dim_period.complete as is_over,
    (
        select setting.value
        from setting
        where setting.name = 'transform.as_of'
    ) as as_of
from temp.explain_asked as asked
inner join dim_period on dim_period.period_key = asked.period_key

-- name: place
select
    asked.level,
    asked.entity,
    coalesce(dim_school.name, :la_name) as name
from temp.explain_asked as asked
left join dim_school on dim_school.school_key = asked.school_key

-- name: figure
select
    metric_cell.numerator,
    metric_cell.denominator,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    metric_cell.lower,
    metric_cell.upper
from temp.explain_asked as asked
inner join dim_metric on dim_metric.metric_key = asked.metric_key
inner join metric_cell
    on metric_cell.period_key = asked.period_key
    and metric_cell.entity_key = asked.entity_key
    and metric_cell.metric_key = asked.metric_key
    and metric_cell.breakdown_key = 0
    and metric_cell.cohort_key = asked.cohort_key

-- name: comparators
select kind, label, period, value, gap, gap_lower, gap_upper, note, is_better
from temp.explain_held
order by place

-- name: put_held
-- What the figure is held against, a row each: its value, and by how much ours is more (gap),
-- with the gap's interval where it has one. What is beside it is said by mart_comparison, whose
-- rows are asked for by value: SQLite would make all of it for a join. Terms stand beside
-- whatever the period is.
insert into temp.explain_held (
    kind, label, period, value, gap, gap_lower, gap_upper, note, is_better
)
with ours as (
    select
        asked.*,
        dim_metric.scale,
        dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
        dim_period.grain,
        dim_period.end_date
    from temp.explain_asked as asked
    inner join dim_metric on dim_metric.metric_key = asked.metric_key
    inner join dim_period on dim_period.period_key = asked.period_key
    inner join metric_cell
        on metric_cell.period_key = asked.period_key
        and metric_cell.entity_key = asked.entity_key
        and metric_cell.metric_key = asked.metric_key
        and metric_cell.breakdown_key = 0
        and metric_cell.cohort_key = asked.cohort_key
),
last_term as (
    select
        dim_period.period_key,
        dim_period.id
    from ours
    inner join dim_period
        on dim_period.grain = 'term'
        and dim_period.complete = 1
        and dim_period.end_date <= ours.end_date
        and dim_period.period_key <> ours.period_key
    order by dim_period.end_date desc
    limit 1
),
other as (
    select
        'year_before' as kind,
        before.period_key,
        before.id as period
    from ours
    inner join dim_period as before on before.period_key = ours.period_key - 100
    where ours.grain = 'half_term'
    union all
    select
        'last_term' as kind,
        last_term.period_key,
        last_term.id
    from last_term
    union all
    select
        'last_term_before' as kind,
        before.period_key,
        before.id
    from last_term
    inner join dim_period as before on before.period_key = last_term.period_key - 100
),
held as (
    select
        mart_comparison.comparator as kind,
        mart_comparison.comparator_period as period,
        mart_comparison.comparator_value as value,
        mart_comparison.symbol,
        mart_comparison.difference as gap,
        mart_comparison.difference_lower as gap_lower,
        mart_comparison.difference_upper as gap_upper,
        mart_comparison.is_better,
        mart_comparison.place as rank,
        mart_comparison.places as ranks,
        mart_comparison.caution as note
    from mart_comparison
    where mart_comparison.metric = :metric
        and mart_comparison.period = :period
        and mart_comparison.level = :level
        and mart_comparison.entity = :entity
        and mart_comparison.cohort = :cohort
    union all
    select
        other.kind,
        other.period,
        ours.scale * metric_cell.numerator / metric_cell.denominator as value,
        null as symbol,
        ours.value - ours.scale * metric_cell.numerator / metric_cell.denominator as gap,
        null as gap_lower,
        null as gap_upper,
        null as is_better,
        null as rank,
        null as ranks,
        '' as note
    from ours
    cross join other
    inner join metric_cell
        on metric_cell.period_key = other.period_key
        and metric_cell.entity_key = ours.entity_key
        and metric_cell.metric_key = ours.metric_key
        and metric_cell.breakdown_key = 0
        and metric_cell.cohort_key = ours.cohort_key
),
-- Periods of which reports show none: what was counted there is no 0.
untold (period) as (
    select dim_metric_untold.period
    from dim_metric_untold
    where dim_metric_untold.metric = :metric
    union
    select dim_school_untold.period
    from temp.explain_asked as asked
    inner join dim_school_untold
        on dim_school_untold.metric = asked.metric
        and dim_school_untold.school_key = asked.school_key
),
-- In the order in which they are said; one that is not here comes last, by its own name.
named (kind, place, label) as (
    values
    ('peers', 1, ''),
    ('all', 2, ''),
    ('year_before', 3, 'The same point a year before'),
    ('last_term', 4, ''),
    ('last_term_before', 5, 'That term a year before'),
    ('target', 6, 'Target'),
    ('neighbours', 7, 'Statistical neighbours, published'),
    ('county', 8, 'This authority, published'),
    ('region', 9, 'The region, published'),
    ('england', 10, 'England, published')
),
-- Which of all terms the last one is depends on what it stands beside.
named_term as (
    select
        case
            when not dim_period.complete then 'The last term that is over'
            when dim_period.grain = 'term' then 'The term before'
            when dim_period.grain = 'year' then 'Its last term'
            else 'The last term that was over by then'
        end as label
    from temp.explain_asked as asked
    inner join dim_period on dim_period.period_key = asked.period_key
)
select
    held.kind,
    coalesce(
        dim_cohort.label,
        nullif(named.label, ''),
        iif(held.kind = 'last_term', named_term.label, held.kind)
    ) as label,
    held.period,
    iif(held.is_untold, null, held.value),
    iif(held.is_untold, null, held.gap),
    iif(held.is_untold, null, held.gap_lower),
    iif(held.is_untold, null, held.gap_upper),
    trim(
        coalesce(held.note, '')
            || iif(held.is_untold, ' Nothing has come that would tell of it, so that it is no 0.', '')
            || coalesce(' Withheld: ' || held.symbol || '.', '')
            || iif(held.ranks is null, '', printf(' Place %d of %d.', held.rank, held.ranks))
            || coalesce(
                (
                    select ' ' || target.label
                    from target
                    where held.kind = 'target'
                        and target.metric = :metric
                        and target.cohort = :cohort
                        and target.academic_year = held.period
                ),
                ''
            )
    ) as note,
    iif(held.is_untold, null, held.is_better)
from (
    select
        held.*,
        held.kind in ('year_before', 'last_term', 'last_term_before')
            and held.period in (select untold.period from untold) as is_untold
    from held
) as held
left join named on named.kind = held.kind
left join named_term
left join dim_cohort on dim_cohort.id = held.kind
order by coalesce(named.place, 99), held.kind

-- name: is_gap_cohort
select 1
from temp.explain_asked as asked
inner join gap_pair on gap_pair.cohort_key = asked.cohort_key
limit 1

-- name: change
select
    mart_change.comparator_period as period,
    mart_change.before,
    mart_change.value,
    mart_change.change,
    mart_change.joined,
    mart_change.stayed,
    mart_change."left",
    mart_change.n_joined,
    mart_change.n_stayed,
    mart_change.n_left,
    mart_change.change_lower,
    mart_change.change_upper
from temp.explain_asked as asked
inner join mart_change
    on mart_change.metric = asked.metric
    and mart_change.period = asked.period
    and mart_change.level = asked.level
    and mart_change.entity = asked.entity
    and mart_change.cohort = asked.cohort
where not exists (
        select 1
        from dim_metric_untold
        where dim_metric_untold.metric = asked.metric
            and dim_metric_untold.period in (mart_change.period, mart_change.comparator_period)
    )
    and not exists (
        select 1
        from dim_school_untold
        where dim_school_untold.metric = asked.metric
            and dim_school_untold.school_key = asked.school_key
            and dim_school_untold.period in (mart_change.period, mart_change.comparator_period)
    )

-- name: left_out
-- What the figure does not hold, or not as it should be: a row each, with words for people.
with no_denominator as (
    select
        count(distinct member.pupil_key) as children,
        count(distinct member.pupil_key) - count(
            distinct iif(member.denominator > 0, member.pupil_key, null)
        ) as without,
        sum(member.denominator = 0 and member.numerator <> 0) as only_numerator
    from temp.explain_member as member
    where not exists (
        -- Schools are counted, and no children.
        select 1
        from temp.explain_member as school
        where school.pupil_key is null
    )
),
-- Whether its figures are of attendance, where there are such rows.
counted as (
    select asked.*
    from temp.explain_asked as asked
    where exists (
            select 1
            from metric_reads
            where metric_reads.metric_key = asked.metric_key
                and metric_reads.use = 'figure'
                and metric_reads.relation = 'attendance'
        )
),
basis as (
    select
        attendance_counted.basis,
        count(distinct attendance_counted.pupil_key) as children
    from counted
    inner join attendance_counted
        on attendance_counted.period = counted.period
        and attendance_counted.school_key
            = coalesce(counted.school_key, attendance_counted.school_key)
    inner join pupil_cohort
        on pupil_cohort.pupil_key = attendance_counted.pupil_key
        and pupil_cohort.period = counted.period
        and pupil_cohort.cohort = counted.cohort
    group by attendance_counted.basis
),
counts_left as (
    select
        attendance_left.basis,
        attendance_left.rule,
        sum(attendance_left.counts) as counts
    from counted
    inner join dim_period on dim_period.period_key = counted.period_key
    inner join attendance_left
        on attendance_left.year = substr(dim_period.academic_year, 1, 4) + 0
        and attendance_left.school_key
            = coalesce(counted.school_key, attendance_left.school_key)
    group by attendance_left.basis, attendance_left.rule
),
coverage as (
    select
        count(*) as schools,
        sum(load_coverage.is_low) as low,
        max(load_coverage.share) as share
    from counted
    inner join load_coverage
        on load_coverage.period = counted.period
        and load_coverage.school_key
            = coalesce(counted.school_key, load_coverage.school_key)
),
feed as (
    select
        count(*) as schools,
        sum(load_feed.is_stopped) as stopped,
        max(load_feed.last_date) as last_date
    from counted
    inner join load_feed
        on load_feed.school_key = coalesce(counted.school_key, load_feed.school_key)
    where load_feed.counted_to is null
),
nowhere as (
    select sum(unplaced.rows) as rows
    from temp.explain_asked as asked
    inner join unplaced
        on unplaced.period = asked.period
        and unplaced.source in (
            select metric_reads.source
            from metric_reads
            where metric_reads.metric_key = asked.metric_key
                and metric_reads.source <> ''
        )
),
rejected as (
    select
        types.type,
        types.use,
        load_reject.effect,
        load_reject.rule,
        sum(load_reject.rows) as rows
    from temp.explain_asked as asked
    cross join load_reject
    inner join content on content.sha256 = load_reject.sha256
    inner join temp.explain_type as types
        on instr(' ' || content.type || ' ', ' ' || types.type || ' ')
    where content.status = 'loaded'
        and (
            asked.school_key is null
            or content.content_id in (
                select content_school.content_id
                from content_school
                where content_school.school_key = asked.school_key
            )
        )
    group by types.type, types.use, load_reject.effect, load_reject.rule
    order by rows desc, load_reject.rule
),
said as (
    select
        1 as place,
        'no_denominator' as kind,
        '' as type,
        '' as rule,
        without as count,
        children as "of",
        printf(
            '%,d of %,d children of the cohort are not in the denominator (%s)',
            without,
            children,
            (
                select dim_metric.denominator
                from temp.explain_asked as asked
                inner join dim_metric on dim_metric.metric_key = asked.metric_key
            )
        )
            || iif(
                only_numerator,
                printf('; %,d of them are in the numerator all the same', only_numerator),
                ''
            ) as says
    from no_denominator
    where children > 0
    union all
    select
        0 as place,
        'untold' as kind,
        dim_metric.extract as type,
        '' as rule,
        0 as count,
        null as "of",
        case
            when dim_metric.is_newest
                then 'reports show none of this period: its extract keeps the newest date alone'
            when dim_metric_untold.until is not null
                then printf(
                    'reports show none: no extract has come since the period began that would tell'
                    || ' of anybody (%s; the newest is of %s), so that it is no 0',
                    dim_metric.extract,
                    dim_metric_untold.until
                )
            when dim_metric_untold.since is null
                then printf(
                    'reports show none: no extract has come that would tell of anybody (%s), so'
                    || ' that it is no 0',
                    dim_metric.extract
                )
            else printf(
                'reports show none: the first extract that would tell of anybody (%s) is of %s and'
                || ' has nothing of this period, so that it is no 0',
                dim_metric.extract,
                dim_metric_untold.since
            )
        end as says
    from temp.explain_asked as asked
    inner join dim_metric on dim_metric.metric_key = asked.metric_key
    inner join dim_metric_untold
        on dim_metric_untold.metric = dim_metric.id and dim_metric_untold.period = asked.period
    union all
    select
        0 as place,
        'untold' as kind,
        dim_metric.extract as type,
        '' as rule,
        0 as count,
        null as "of",
        printf(
            'reports show none: no extract has come of the school that would tell of anybody in the'
            || ' period (%s), so that it is no 0',
            dim_metric.extract
        ) as says
    from temp.explain_asked as asked
    inner join dim_metric on dim_metric.metric_key = asked.metric_key
    inner join dim_school_untold
        on dim_school_untold.metric = dim_metric.id
        and dim_school_untold.period = asked.period
        and dim_school_untold.school_key = asked.school_key
    where not exists (
            select 1
            from dim_metric_untold
            where dim_metric_untold.metric = asked.metric
                and dim_metric_untold.period = asked.period
        )
    union all
    select
        2 as place,
        'basis' as kind,
        '' as type,
        basis as rule,
        children as count,
        null as "of",
        printf('the attendance of %,d ', children)
            || iif(children = 1, 'child rests on ', 'children rests on ')
            || iif(basis = 'summary', 'attendance summaries', 'counts of the school census')
            || ', not on marks' as says
    from basis
    union all
    select
        3 as place,
        'counts' as kind,
        basis as type,
        rule,
        counts as count,
        null as "of",
        iif(
            rule = 'exceeds',
            'counts of more sessions than were possible, in the year',
            'counts of pupils who were on no roll of the school then, in the year'
        )
            || printf(': %,d', counts) as says
    from counts_left
    union all
    select
        2 as place,
        'coverage' as kind,
        '' as type,
        '' as rule,
        low as count,
        schools as "of",
        iif(
            schools = 1,
            printf('marks cover %.1f%% of its pupils'' sessions, under 95%%', 100 * share),
            printf('at %,d of %,d schools marks cover under 95%% of sessions', low, schools)
        ) as says
    from coverage
    where low > 0
    union all
    select
        2 as place,
        'feed' as kind,
        '' as type,
        '' as rule,
        stopped as count,
        schools as "of",
        iif(
            schools = 1,
            iif(
                last_date is null,
                'no marks have ever come',
                'no marks have come since ' || last_date
            ),
            printf(
                'of %,d of %,d schools no marks have come for over five school days', stopped, schools
            )
        ) as says
    from feed
    where stopped > 0
    union all
    select
        4 as place,
        'unplaced' as kind,
        '' as type,
        '' as rule,
        rows as count,
        null as "of",
        printf('rows of a pupil or a school that nobody knows, which count nowhere: %,d', rows)
            as says
    from nowhere
    where rows > 0
    union all
    select
        iif(use = 'figure', 5, 6) as place,
        effect as kind,
        type,
        group_concat(rule, ' ') as rule,
        sum(rows) as count,
        null as "of",
        printf(
            '%s of %s: %,d (%s)',
            iif(effect = 'row', 'rejected rows', 'values set aside as blank'),
            type,
            sum(rows),
            group_concat(printf('%,d %s', rows, rule), ', ')
        )
            || iif(use = 'figure', '', ', which says who, on roll where and in which cohort')
            as says
    from rejected
    group by use, type, effect
)
select kind, type, rule, count, "of", says
from said
order by place, count desc, type

-- name: files
-- The contents in force of the types, newest first; at a school those that speak of it or of
-- no school. rows: that it had; rows_in_force: that no other content has taken the place of.
with met as (
    select
        load_file.sha256,
        max(load_file.rows_read) as rows
    from load_file
    where load_file.status = 'loaded'
    group by load_file.sha256
)
select
    coalesce((
        select content_stamp.path
        from content_stamp
        where content_stamp.content_id = content.content_id
        order by content_stamp.stamp desc
        limit 1
    ), '') as path,
    content.sha256,
    content.type,
    content.stamp as extract_time,
    met.rows,
    behind.rows as rows_in_force
from temp.explain_asked as asked
cross join temp.explain_content as behind
inner join content on content.content_id = behind.content_id
left join met on met.sha256 = content.sha256
where content.status = 'loaded'
    and (
        asked.school_key is null
        or content.content_id in (
            select content_school.content_id
            from content_school
            where content_school.school_key = asked.school_key
        )
        or content.content_id not in (select content_school.content_id from content_school)
    )
order by content.stamp desc, path, content.sha256

-- name: pupils
-- Who is in the figure, then who of the cohort is not.
select
    dim_pupil.upn,
    dim_pupil.child_id,
    school_ident.urn,
    member.numerator,
    member.denominator,
    case
        when member.denominator > 0 then 'counted'
        when member.numerator <> 0 then 'numerator'
        else 'left_out'
    end as counts
from temp.explain_member as member
left join dim_pupil on dim_pupil.pupil_key = member.pupil_key
left join school_ident on school_ident.school_key = member.school_key
order by
    member.denominator = 0,
    member.numerator = 0,
    coalesce(dim_pupil.upn, dim_pupil.child_id, school_ident.urn),
    member.place

-- name: sessions
-- The child's marks in the period, and the line that each came from.
select
    marks.date,
    marks.session,
    school_ident.urn,
    marks.mark,
    marks.meaning,
    marks.counts,
    marks.authorised,
    marks.unauthorised,
    marks.late,
    (
        select content_stamp.path
        from content_stamp
        where content_stamp.content_id = origin.content_id
        order by content_stamp.stamp desc
        limit 1
    ) as path,
    content.sha256,
    origin.line
from temp.explain_session as marks
inner join school_ident on school_ident.school_key = marks.school_key
left join temp.trace_mark as origin
    on origin.school_key = marks.school_key
    and origin.date = marks.date
    and origin.session = marks.session
left join content on content.content_id = origin.content_id
order by marks.date, marks.session, school_ident.urn

-- name: facts
-- The child's rows in the tables that the figure is made of, then in those that say who, on
-- roll where and in which cohort the child is.
select
    types.type,
    types.use,
    school_ident.urn,
    json_patch('{}', origin.says) as says_json, -- blank ones are not said
    (
        select content_stamp.path
        from content_stamp
        where content_stamp.content_id = origin.content_id
        order by content_stamp.stamp desc
        limit 1
    ) as path,
    content.sha256,
    origin.line
from temp.trace_row as origin
inner join temp.explain_type as types on types.relation = origin.relation
inner join content on content.content_id = origin.content_id
left join school_ident on school_ident.school_key = origin.school_key
order by types.use, types.type, content.stamp, origin.line
