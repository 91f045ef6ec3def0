-- committee: the pages of the annual report that are read on paper by those who know no statistics.
-- They say words where others have a symbol, and each figure as so many of so many.

-- name: setup
-- committee_measure: the measures of each page, in the words of its readers.
--
-- part  which of its tables
create temp table committee_measure (
    page text not null,
    part text not null,
    position integer not null,
    metric text not null,
    cohort text not null,
    words text not null,
    primary key (page, part, position)
) strict, without rowid;

insert into committee_measure (page, part, position, metric, cohort, words)
values
    ('committee', 'table', 1, 'persistent_absence', 'cla',
        'Children in care who missed a tenth of school or more'),
    ('committee', 'table', 2, 'persistent_absence', 'csw',
        'Children with a social worker who missed a tenth of school or more'),
    ('committee', 'table', 3, 'suspended_pupils', 'cla', 'Children in care who were suspended'),
    ('committee', 'table', 4, 'suspended_pupils', 'csw',
        'Children with a social worker who were suspended'),
    ('committee', 'table', 5, 'permanent_exclusion_rate', 'csw',
        'Permanent exclusions of children with a social worker'),
    ('committee', 'table', 6, 'pep_on_time', 'cla',
        'Education plans of children in care made on time'),
    ('committee', 'table', 7, 'ks2_rwm', 'cla12',
        'Children in care who reached the standard at 11'),
    ('committee', 'table', 8, 'ks4_em4', 'cla12',
        'Children in care who passed English and maths at 16'),
    ('committee', 'action', 1, 'tutored', 'cla', 'Tutoring for children in care'),
    ('committee', 'action', 2, 'supported', 'csw',
        'Extra help for children with a social worker'),
    ('committee', 'action', 3, 'pep_three_a_year', 'cla',
        'A plan each term for each child in care'),
    ('committee', 'action', 4, 'dt_trained', 'all',
        'Designated teachers with two days'' training'),
    ('committee', 'action', 5, 'toolkit_trained', 'all',
        'Schools trained in attachment and trauma'),
    ('scrutiny', 'suspended', 1, 'suspended_pupils', 'all', 'Pupils who were suspended'),
    ('scrutiny', 'suspended', 2, 'suspended_pupils', 'csw',
        'Children with a social worker who were suspended'),
    ('scrutiny', 'suspended', 3, 'suspended_pupils', 'cla', 'Children in care who were suspended'),
    ('scrutiny', 'suspended', 4, 'repeat_suspended_pupils', 'csw',
        'Children with a social worker who were suspended {repeatedly}'),
    ('scrutiny', 'suspended', 5, 'suspension_rate', 'all', 'Suspensions of all pupils'),
    ('scrutiny', 'suspended', 6, 'suspension_rate', 'csw',
        'Suspensions of children with a social worker'),
    ('scrutiny', 'suspended', 7, 'permanent_exclusion_rate', 'all', 'Permanent exclusions'),
    ('scrutiny', 'suspended', 8, 'permanent_exclusion_rate', 'csw',
        'Permanent exclusions of children with a social worker'),
    ('scrutiny', 'suspended', 9, 'permanent_exclusion_rate', 'cla',
        'Permanent exclusions of children in care'),
    ('scrutiny', 'next', 1, 'suspension_length', 'csw',
        'How long a suspension of a child with a social worker lasts'),
    ('scrutiny', 'next', 2, 'contacted_first', 'csw',
        'Suspensions and exclusions before which the Virtual School was asked'),
    ('scrutiny', 'next', 3, 'contact_on_record', 'csw',
        'Of the same, those of which it is on record whether it was'),
    ('scrutiny', 'next', 4, 'reintegration_met', 'csw',
        'Suspensions after which there was a meeting within a week'),
    ('governors', 'attendance', 1, 'attendance_rate', 'cla', 'Attendance of children in care'),
    ('governors', 'attendance', 2, 'attendance_rate', 'csw',
        'Attendance of children with a social worker'),
    ('governors', 'attendance', 3, 'persistent_absence', 'cla',
        'Children in care who missed a tenth of school or more'),
    ('governors', 'attendance', 4, 'persistent_absence', 'csw',
        'Children with a social worker who missed a tenth of school or more'),
    ('governors', 'attendance', 5, 'severe_absence', 'csw',
        'Children with a social worker who missed half of school or more'),
    ('governors', 'attendance', 6, 'suspended_pupils', 'cla',
        'Children in care who were suspended'),
    ('governors', 'attendance', 7, 'repeat_suspended_pupils', 'csw',
        'Children with a social worker who were suspended {repeatedly}'),
    ('governors', 'attendance', 8, 'in_year_moves', 'cla',
        'Children in care who changed school within the year'),
    ('governors', 'plans', 1, 'pep_on_time', 'cla', 'Education plans made on time'),
    ('governors', 'plans', 2, 'pep_three_a_year', 'cla',
        'Children in care with a plan in every term that is over'),
    ('governors', 'plans', 3, 'pep_initial', 'cla', 'First plans within 28 days of coming to care'),
    ('governors', 'plans', 4, 'pep_quality_good', 'cla', 'Plans judged to be good'),
    ('governors', 'plans', 5, 'ehcp_review_on_time', 'cla',
        'Education, health and care plans of children in care reviewed within a year'),
    ('governors', 'wellbeing', 1, 'sdq_completed', 'cla12',
        'Children in care whose wellbeing was asked about (SDQ)'),
    ('governors', 'wellbeing', 2, 'sdq_concern', 'cla12',
        'Of them, those with a score of concern'),
    ('governors', 'wellbeing', 3, 'part_time', 'csw',
        'Children with a social worker on a part-time timetable'),
    ('governors', 'wellbeing', 4, 'ehe', 'csw',
        'Children with a social worker educated at home'),
    ('governors', 'wellbeing', 5, 'cme', 'csw',
        'Children with a social worker missing from education'),
    ('governors', 'money', 1, 'ppp_spent', 'cla', 'Pupil premium plus spent, of what was given'),
    ('governors', 'money', 2, 'tutored', 'cla', 'Children in care who had tutoring'),
    ('governors', 'money', 3, 'supported', 'cla', 'Children in care who had any extra help'),
    ('governors', 'training', 1, 'dt_named', 'all', 'Schools with a designated teacher on record'),
    ('governors', 'training', 2, 'dt_qualified', 'all',
        'With a qualified teacher as designated teacher on record'),
    ('governors', 'training', 3, 'dt_trained', 'all',
        'With two days of training for them on record'),
    ('governors', 'training', 4, 'toolkit_trained', 'all',
        'With training in attachment and trauma within a year on record'),
    ('governors', 'training', 5, 'governor_named', 'all', 'With a designated governor on record'),
    ('governors', 'training', 6, 'governors_report', 'all',
        'With both parts of the yearly report to governors on record');

update committee_measure
set words = replace(words, '{repeatedly}', (select repeatedly from context))
where words glob '*{repeatedly}*';

-- committee_figure: the figures of the whole county that these pages may show, in words.
--
-- kind     what one of those counted is: a child, a session, a school, anything else, or a score
-- this, then_  n of N; or that it is not shown
-- beside   what others have published: the nearest places, else England
-- verdict  better or worse only where the change was tested and is clear
create temp table committee_figure (
    metric text not null,
    cohort text not null,
    period text not null,
    grain text not null,
    academic_year text not null,
    start_date text not null,
    is_over integer not null,
    kind text not null,
    polarity text not null,
    unit text not null,
    period_words text not null,
    then_period_words text not null,
    this text not null,
    then_ text not null,
    beside text not null,
    verdict text not null,
    numerator real,
    denominator real,
    value real,
    before_numerator real,
    before_denominator real,
    before real,
    ratio real,
    ratio_lower real,
    is_better integer,
    direction text,
    primary key (metric, cohort, period)
) strict, without rowid;

insert into committee_figure (
    metric, cohort, period, grain, academic_year, start_date, is_over, kind, polarity, unit,
    period_words, then_period_words, this, then_, beside, verdict, numerator, denominator,
    value, before_numerator, before_denominator, before, ratio, ratio_lower, is_better,
    direction
)
with
asked as (
    select metric, cohort from committee_measure
    union
    select metric, cohort from target
),
figure as materialized (
    select
        shown_figure.*,
        dim_period.grain,
        dim_period.academic_year,
        dim_period.start_date,
        dim_period.complete as is_over,
        dim_metric.polarity,
        dim_metric.unit,
        case
            when counted.kind = 'sum' or whole.kind = 'sum' then 'score'
            when whole.kind = 'events' and dim_metric.unit = '%' then 'session'
            when counted.kind = 'events' and dim_metric.unit = 'days' then 'day'
            when counted.kind = 'events' then 'event'
            when counted.kind = 'children' then 'child'
            when counted.kind = 'schools' then 'school'
            else 'row'
        end as kind
    from asked
    inner join context
    inner join shown_figure
        on shown_figure.level = 'county'
        and shown_figure.entity = context.la_code
        and shown_figure.breakdown = 'none'
        and shown_figure.metric = asked.metric
        and shown_figure.cohort = asked.cohort
    inner join dim_period
        on dim_period.id = shown_figure.period and dim_period.grain in ('year', 'term')
    inner join dim_metric on dim_metric.id = shown_figure.metric
    inner join dim_count as counted on counted.id = dim_metric.numerator_count
    inner join dim_count as whole on whole.id = dim_metric.denominator_count
),
side (metric, cohort, period, side, words) as (
    select
        metric,
        cohort,
        period,
        side,
        case
            when symbol = '[c]' then 'Not shown'
            when denominator is null then 'Not known'
            when kind = 'score' and value is null then 'Too few'
            when kind in ('score', 'session', 'day') and value is null then 'Too few'
            when kind = 'score'
                then said(value, 'decimal') || iif(unit = '%', '%', '')
            when kind = 'session' then said(value, 'decimal') || '% of sessions'
            when kind = 'day' then said(value, 'decimal') || ' days'
            when numerator = 0 then 'None of ' || said(denominator, 'count')
            when kind = 'event'
                then said(numerator, 'count') || ' among ' || said(denominator, 'count')
            else said(numerator, 'count') || ' of ' || said(denominator, 'count')
                || iif(value is null, '', ' (' || said(value, 'decimal') || '%)')
        end
    from (
        select
            metric, cohort, period, 'now' as side, kind, unit, symbol, numerator, denominator,
            value
        from figure
        union all
        select
            metric, cohort, period, 'then', kind, unit, before_symbol, before_numerator,
            before_denominator, before
        from figure
    )
)
select
    figure.metric,
    figure.cohort,
    figure.period,
    figure.grain,
    figure.academic_year,
    figure.start_date,
    figure.is_over,
    figure.kind,
    figure.polarity,
    figure.unit,
    case figure.grain
        when 'term' then lower(substr(term_name.name, 1, 1)) || substr(term_name.name, 2)
        else substr(figure.period, 1, 4) || ' to 20' || substr(figure.period, 6, 2)
            || iif(figure.is_over, '', ' so far')
    end,
    case
        when figure.before_period is null then 'the year before'
        when figure.before_period like '% to date' then 'this day last year'
        when figure.grain = 'term' then 'the same term a year before'
        else substr(figure.before_period, 1, 4) || ' to 20' || substr(figure.before_period, 6, 2)
    end,
    now.words,
    before.words,
    case
        when typeof(figure.neighbours) in ('integer', 'real')
            then said(figure.neighbours, 'decimal')
                || iif(figure.kind in ('score', 'day', 'event') and figure.unit <> '%', '', '%')
                || ' (neighbours, ' || substr(figure.neighbours_period, 1, 4) || ' to 20'
                || substr(figure.neighbours_period, 6, 2) || ')'
        when typeof(figure.england) in ('integer', 'real')
            then said(figure.england, 'decimal')
                || iif(figure.kind in ('score', 'day', 'event') and figure.unit <> '%', '', '%')
                || ' (England, ' || substr(figure.england_period, 1, 4) || ' to 20'
                || substr(figure.england_period, 6, 2) || ')'
        else 'None published'
    end,
    case
        when '[c]' in (coalesce(figure.symbol, ''), coalesce(figure.before_symbol, ''))
            then 'Not shown'
        when figure.denominator is null or figure.before_denominator is null
            then 'Nothing to compare'
        when figure.numerator = 0 and figure.before_numerator = 0 then 'None in both years'
        when figure.value is null or figure.before is null then 'Too few'
        when figure.direction is null then 'Not tested'
        when figure.direction = 'none' then 'No clear change'
        when figure.is_better is null then iif(figure.direction = 'up', 'More', 'Fewer')
        when figure.is_better then 'Better'
        else 'Worse'
    end,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.before_numerator,
    figure.before_denominator,
    figure.before,
    figure.ratio,
    figure.ratio_lower,
    figure.is_better,
    figure.direction
from figure
inner join side as now
    on now.metric = figure.metric
    and now.cohort = figure.cohort
    and now.period = figure.period
    and now.side = 'now'
inner join side as before
    on before.metric = figure.metric
    and before.cohort = figure.cohort
    and before.period = figure.period
    and before.side = 'then'
left join term_name on term_name.period = figure.period;

-- committee_newest: of each measure the year that counts: the running one once a term of it is
-- over, before that the newest that is over; of what is of terms alone, the newest that is over.
create temp view committee_newest as
select *
from (
    select
        committee_figure.*,
        row_number() over (
            partition by committee_figure.metric, committee_figure.cohort
            order by committee_figure.grain = 'term', committee_figure.start_date desc
        ) as place
    from committee_figure
    cross join context
    where committee_figure.is_over
        or (
            committee_figure.grain = 'year'
            and substr(context.compare, 1, 7) = committee_figure.period
        )
)
where place = 1;

-- committee_row: the same as a row of a page.
create temp view committee_row as
select
    committee_measure.page,
    committee_measure.part,
    committee_measure.position,
    committee_measure.words
        || case
            when committee_newest.period is null or committee_newest.period = period.id then ''
            else ' (' || committee_newest.period_words || ')'
        end as words,
    committee_measure.metric,
    committee_measure.cohort,
    coalesce(committee_newest.this, 'Not known') as this,
    coalesce(committee_newest.period_words, '') as period_words,
    coalesce(committee_newest.then_, 'Not known') as then_,
    coalesce(committee_newest.then_period_words, '') as then_period_words,
    coalesce(committee_newest.beside, 'None published') as beside,
    coalesce(committee_newest.verdict, 'Nothing to compare') as verdict,
    coalesce(
        case dim_metric.polarity when 'lower' then 'At most ' when 'higher' then 'At least ' end
        || case
            when committee_newest.kind = 'event' and committee_newest.denominator is not null
                then said(round(target.target * committee_newest.denominator / 100), 'count')
            else iif(
                target.target = round(target.target),
                said(target.target, 'count'), said(target.target, 'decimal')
            ) || case dim_metric.unit when 'score' then '' when 'days' then ' days' else '%' end
        end,
        'No target'
    ) as promised
from committee_measure
cross join (
    select iif(substr(compare, 1, 7) = year, year, last_year) as id from context
) as period
inner join dim_metric on dim_metric.id = committee_measure.metric
left join committee_newest
    on committee_newest.metric = committee_measure.metric
    and committee_newest.cohort = committee_measure.cohort
left join target
    on target.metric = committee_measure.metric
    and target.cohort = committee_measure.cohort
    and target.academic_year = committee_newest.academic_year;

-- committee_split: how often pupils of each value of a breakdown were suspended or permanently
-- excluded this year, beside all others: a row a measure, group and value.
--
-- times        how many times as often as the other pupils of the group; its limits from those of
--              the two counts (details 41)
-- words        the same: a difference only where its interval leaves none out; of what lies at some
--              schools alone, districts and year groups, blank where of many others nobody has told
--              (place_unheard)
create temp table committee_split (
    topic_position integer not null,
    topic text not null,
    position integer not null,
    place text not null,
    metric text not null,
    cohort text not null,
    numerator real,
    denominator real,
    this text not null,
    words text not null,
    primary key (topic_position, position, metric, cohort)
) strict, without rowid;

insert into committee_split (
    topic_position, topic, position, place, metric, cohort, numerator, denominator, this, words
)
with
topic (position, breakdown, topic) as (
    values
        (1, 'sex', 'Sex'),
        (2, 'sen', 'Special needs'),
        (3, 'ethnicity', 'Ethnic group'),
        (4, 'ncyear', 'Year group'),
        (5, 'district', 'District')
),
value_name (breakdown, value, name, place) as (
    values
        ('sex', 'F', 'girls', 1),
        ('sex', 'M', 'boys', 2),
        ('sen', 'E', 'EHC plan', 1),
        ('sen', 'K', 'SEN support', 2),
        ('sen', 'N', 'none', 3),
        ('ncyear', 'R', 'reception', 0)
),
period as (
    select
        iif(substr(compare, 1, 7) = year, year, last_year) as id,
        la_code,
        low_reliability_below as enough
    from context
),
part as (
    select
        topic.position as topic_position,
        topic.topic,
        dense_rank() over (
            partition by topic.position
            order by
                coalesce(value_name.place, cast(figure.breakdown_value as integer)),
                figure.breakdown_value
        ) as position,
        coalesce(
            value_name.name,
            iif(
                topic.breakdown = 'ncyear', 'year ' || figure.breakdown_value,
                figure.breakdown_value
            )
        ) as place,
        figure.metric,
        figure.cohort,
        figure.symbol,
        period.enough,
        figure.numerator,
        figure.denominator,
        whole.numerator - figure.numerator as other_numerator,
        whole.denominator - figure.denominator as other_denominator
    from period
    cross join topic
    inner join (
        select period, level, entity, cohort, breakdown, breakdown_value, metric, symbol,
            numerator, denominator
        from shown_metric
        union all
        select period, 'county', (select la_code from context), cohort, 'district', entity, metric,
            symbol, numerator, denominator
        from shown_metric
        where level = 'district' and breakdown = 'none'
            and entity in (select district from dim_school where district is not null)
    ) as figure
        on figure.period = period.id
        and figure.level = 'county'
        and figure.entity = period.la_code
        and figure.breakdown = topic.breakdown
        and figure.cohort in ('all', 'csw')
        and figure.metric in ('suspended_pupils', 'permanent_exclusion_rate')
    inner join shown_metric as whole
        on whole.period = figure.period
        and whole.level = 'county'
        and whole.entity = figure.entity
        and whole.cohort = figure.cohort
        and whole.breakdown = 'none'
        and whole.breakdown_value = ''
        and whole.metric = figure.metric
    left join value_name
        on value_name.breakdown = topic.breakdown
        and value_name.value = figure.breakdown_value
    where topic.breakdown <> 'ncyear'
        or value_name.name is not null
        or cast(figure.breakdown_value as integer) between 1 and 14
),
ratio as (
    select
        part.*,
        numerator * other_denominator / (denominator * other_numerator) as times,
        1.959963984540054 * sqrt(1 / numerator + 1 / other_numerator) as reach
    from part
    where numerator > 0 and other_numerator > 0
        and denominator >= enough and other_denominator >= enough
        and not (
            topic in ('Year group', 'District')
            and exists (
                select 1
                from period
                inner join place_unheard
                    on place_unheard.metric = part.metric
                    and place_unheard.period = period.id
                    and place_unheard.level = 'county'
                    and place_unheard.breakdown = 'none'
                    and place_unheard.is_much
            )
        )
)
select
    part.topic_position,
    part.topic,
    part.position,
    part.place,
    part.metric,
    part.cohort,
    part.numerator,
    part.denominator,
    case
        when part.numerator is null then 'Not shown'
        when part.numerator = 0 then 'None of ' || said(part.denominator, 'count')
        else said(part.numerator, 'count') || ' of ' || said(part.denominator, 'count')
    end,
    case
        when ratio.times is null then ''
        when ratio.times * exp(-ratio.reach) <= 1 and ratio.times * exp(ratio.reach) >= 1
            then 'No clear difference'
        else said(ratio.times, 'decimal') || ' times ('
            || said(ratio.times * exp(-ratio.reach), 'decimal') || ' to '
            || said(ratio.times * exp(ratio.reach), 'decimal') || ')'
    end
from part
left join ratio
    on ratio.topic_position = part.topic_position
    and ratio.position = part.position
    and ratio.metric = part.metric
    and ratio.cohort = part.cohort;

-- name: page
-- One row for the texts of all pages.
--
-- month     of the label: February 2026
-- this_head, then_head  what the two years are called over tables
-- sending_words, point_words, tested_words, sources  how sure the figures are
-- withheld  a line where anything is not shown
-- schools_words  which schools are counted, where any are: promises are of the county's own
select
    substr(said(context.as_of, 'date'), instr(said(context.as_of, 'date'), ' ') + 1) as month,
    iif(
        substr(context.compare, 1, 7) = context.year,
        'this school year up to {as_of:date}, beside {then_words}',
        context.last_year_words || ', the last school year that is over, beside the year before'
    ) as span,
    iif(
        substr(context.compare, 1, 7) = context.year, 'This year', context.last_year_words
    ) as this_head,
    iif(
        substr(context.compare, 1, 7) = context.year,
        'Last year',
        substr(context.year_before, 1, 4) || ' to 20' || substr(context.year_before, 6)
    ) as then_head,
    case
        when school_sending.marks_to is null then 'No school has sent marks yet.'
        else '{sending:count} of {schools:count} open schools of the county have sent their marks'
            || ' of the last five school days; the newest are of {marks_to:date}.'
    end
    || iif(
        substr(context.compare, 1, 7) = context.year,
        iif(doubt_words.care = '', '', ' ' || doubt_words.care)
            || iif(doubt_words.suspensions = '', '', ' ' || doubt_words.suspensions),
        ''
    ) as sending_words,
    school_sending.sending,
    school_sending.schools,
    school_sending.marks_to,
    case
        when care.denominator is null then ''
        else 'Each of the {care_children:count} children in care whose attendance is known is about'
            || ' {care_point:word} ' || iif(care.denominator > 66.7, 'point', 'points')
            || ' of a percentage.'
    end as point_words,
    care.denominator as care_children,
    max(1, round(100.0 / care.denominator)) as care_point,
    'Better or worse is said only where chance alone would hardly make such a change; with few'
        || ' children most changes could be chance.' as tested_words,
    iif(
        exists (
            select 1 from committee_row where page = 'committee' and 'Not shown' in (this, then_)
        ),
        'Not shown: so that no small number of children can be worked out.',
        ''
    ) as withheld_words,
    iif(
        exists (
            select 1
            from committee_row
            inner join dim_metric on dim_metric.id = committee_row.metric
            where dim_metric.extract = 'school_returns' and committee_row.this <> 'Not known'
        ),
        'Schools are those with a child with a social worker on roll, outside {la_name} too.',
        ''
    ) as schools_words,
    context.la_name,
    'What others published is the newest there is, and of a whole year.' as sources
from context
cross join doubt_words
cross join school_sending
left join committee_newest as care
    on care.metric = 'persistent_absence' and care.cohort = 'cla' and care.denominator > 0;

-- name: measures
-- The eight measures, a row each.
select * from committee_row where page = 'committee' and part = 'table' order by position;

-- name: actions
-- What was done, a row each that anything is known of.
select *
from committee_row
where page = 'committee' and part = 'action' and this <> 'Not known'
order by position;

-- name: scrutiny_suspended
select * from committee_row where page = 'scrutiny' and part = 'suspended' order by position;

-- name: scrutiny_next
select *
from committee_row
where page = 'scrutiny' and part = 'next' and this <> 'Not known'
order by position;

-- name: governors_attendance
select * from committee_row where page = 'governors' and part = 'attendance' order by position;

-- name: governors_plans
select * from committee_row where page = 'governors' and part = 'plans' order by position;

-- name: governors_wellbeing
select * from committee_row where page = 'governors' and part = 'wellbeing' order by position;

-- name: governors_money
select * from committee_row where page = 'governors' and part = 'money' order by position;

-- name: governors_training
select * from committee_row where page = 'governors' and part = 'training' order by position;

-- name: asked
-- What was aimed at, last year if anything was, else this year: a row a target, those of the
-- table first; and the first of what schools' policies promise that is judged at most of them. No
-- more than the page has room for: three targets and a promise, where there are both. Of a year
-- that has begun it says so where the page is of the one before; of the promise, which is judged by
-- the year at hand, where the targets are.
with
aim as (
    select target.*
    from target
    cross join context
    where target.academic_year = coalesce(
            (
                select max(newest.academic_year)
                from target as newest
                where newest.academic_year = context.last_year
            ),
            context.year
        )
),
reached as (
    select
        aim.*,
        figure.this,
        figure.value,
        figure.denominator,
        figure.kind,
        figure.grain,
        figure.is_over,
        figure.period_words
    from aim
    left join target_period
        on target_period.metric = aim.metric
        and target_period.cohort = aim.cohort
        and target_period.academic_year = aim.academic_year
    left join committee_figure as figure
        on figure.metric = target_period.metric
        and figure.cohort = target_period.cohort
        and figure.period = target_period.period
        and (figure.grain = 'year' or figure.is_over)
),
met as (
    select
        coalesce(
            committee_measure.words,
            metric_name.label || ', ' || lower(substr(group_name.name, 1, 1))
                || substr(group_name.name, 2),
            metric_name.label
        ) as words,
        case dim_metric.polarity
            when 'lower' then 'At most '
            when 'higher' then 'At least '
            else ''
        end
        || case
            when reached.kind = 'event' and reached.denominator is not null
                then said(round(reached.target * reached.denominator / 100), 'count')
            else iif(
                reached.target = round(reached.target),
                said(reached.target, 'count'), said(reached.target, 'decimal')
            ) || case dim_metric.unit when 'score' then '' when 'days' then ' days' else '%' end
        end as promised,
        case
            when reached.this is null and reached.academic_year = context.year then 'Not known yet'
            when reached.this is null then 'Not known'
            when reached.grain = 'term'
                or (not reached.is_over and substr(context.compare, 1, 7) <> context.year)
                then reached.this || ', ' || reached.period_words
            else reached.this
        end as happened,
        case
            when reached.value is null and reached.this <> 'Not shown' and reached.denominator > 0
                then 'Too few'
            when reached.value is null then 'Not known'
            when dim_metric.polarity = 'lower' and reached.value <= reached.target
                then iif(reached.academic_year = context.year, 'So far, yes', 'Yes')
            when dim_metric.polarity = 'higher' and reached.value >= reached.target
                then iif(reached.academic_year = context.year, 'So far, yes', 'Yes')
            when dim_metric.polarity = 'neither' then 'Not known'
            else iif(reached.academic_year = context.year, 'Not so far', 'No')
        end as verdict,
        row_number() over (
            order by
                committee_measure.position is null, committee_measure.part desc,
                committee_measure.position, reached.metric, reached.cohort
        ) as turn
    from reached
    cross join context
    inner join dim_metric on dim_metric.id = reached.metric
    inner join metric_name on metric_name.metric = reached.metric
    left join group_name on group_name.cohort = reached.cohort
    left join committee_measure
        on committee_measure.page = 'committee'
        and committee_measure.metric = reached.metric
        and committee_measure.cohort = reached.cohort
),
promised as (
    select
        dim_promise.words,
        count(*) as schools,
        sum(shown_promise.state = 'kept') as kept,
        sum(shown_promise.state = 'not_kept') as not_kept,
        sum(shown_promise.state = 'not_on_record') as not_on_record,
        row_number() over (
            order by min(shown_promise.position), shown_promise.promise
        ) as turn
    from shown_promise
    inner join dim_promise on dim_promise.id = shown_promise.promise
    group by shown_promise.promise
    having 2 * sum(shown_promise.state in ('kept', 'not_kept', 'not_on_record')) > count(*)
)
select words, promised, happened, verdict
from (
    select words, promised, happened, verdict, turn + (turn > 3) as turn from met
    union all
    select
        words,
        'Every school',
        'Kept at ' || said(kept, 'count') || ' of ' || said(schools, 'count')
            || iif(not_on_record = 0, '', '; not on record at ' || said(not_on_record, 'count'))
            || iif(context.last_year in (select academic_year from aim), ', ' || now_words, ''),
        case
            when not_kept > 0 then 'Not at all'
            when not_on_record > 0 then 'Not known'
            else 'Yes'
        end,
        4
    from promised
    cross join context
    where turn = 1
)
order by turn
limit 4;

-- name: asked_year
-- Of which year the targets are: one row.
select
    case
        when exists (
            select 1 from target inner join context on target.academic_year = context.last_year
        ) then context.last_year_words
        else context.year_words
    end as aimed_words
from context;

-- name: promises
-- What schools' policies promise, a row a promise that is judged anywhere: at how many of the
-- county's schools it is in which state. No total: schools have made different promises.
--
-- told    a template of its own row
-- judged  at how many it is on record or ought to be; null: at none
select
    dim_promise.subject,
    dim_promise.words as promise,
    nullif(sum(shown_promise.state in ('kept', 'not_kept', 'not_on_record')), 0) as judged,
    '{sentence:Start}' as told,
    rtrim(
        iif(
            sum(shown_promise.state = 'kept') > 0,
            'kept at ' || said(sum(shown_promise.state = 'kept'), 'count') || '; ', ''
        )
        || iif(
            sum(shown_promise.state = 'not_kept') > 0,
            'not kept at ' || said(sum(shown_promise.state = 'not_kept'), 'count') || '; ', ''
        )
        || iif(
            sum(shown_promise.state = 'not_on_record') > 0,
            'not on record at ' || said(sum(shown_promise.state = 'not_on_record'), 'count')
                || '; ',
            ''
        )
        || iif(
            sum(shown_promise.state in ('not_due', 'too_few')) > 0,
            'not due or too few to say at '
                || said(sum(shown_promise.state in ('not_due', 'too_few')), 'count') || '; ',
            ''
        ),
        '; '
    ) as sentence,
    min(shown_promise.position) as position
from shown_promise
inner join dim_promise on dim_promise.id = shown_promise.promise
where shown_promise.state <> 'not_measured'
group by shown_promise.promise
order by position, shown_promise.promise;

-- name: promises_told
-- Of which promises no school is judged, though there are records near them, and which nothing
-- measures; one row.
--
-- unjudged, unmeasured  a sentence each; '' where there are none
select
    coalesce(
        'Not judged of any school, since no policy and no record says which of them kept it: '
            || group_concat(iif(is_near, inside, null), '; ') || '.',
        ''
    ) as unjudged,
    coalesce(
        'Nothing that the council holds can measure: '
            || group_concat(iif(is_near, null, inside), '; ') || '.',
        ''
    ) as unmeasured
from (
    select
        lower(substr(dim_promise.words, 1, 1)) || substr(dim_promise.words, 2) as inside,
        dim_promise.why is not null and dim_promise.metric is not null as is_near
    from dim_promise
    where not exists (
            select 1
            from shown_promise
            where shown_promise.promise = dim_promise.id and shown_promise.state <> 'not_measured'
        )
    order by dim_promise.id
);

-- name: questions
-- Three questions that the figures raise, those with the plainest evidence first.
--
-- question  a template of its own row
with asked (position, question, words, fewer, whole, times, this, then_) as (
    -- What it would take to come to the target.
    select
        10 + committee_measure.position,
        case newest.polarity
            when 'lower' then '{words:Start}: {fewer:count} fewer of {whole:count} would reach what'
                || ' was promised. What would it take, and by when?'
            else '{words:Start}: {fewer:count} more of {whole:count} would reach what was promised.'
                || ' What would it take, and by when?'
        end,
        committee_measure.words,
        case newest.polarity
            when 'lower'
                then newest.numerator - floor(target.target * newest.denominator / 100 + 1e-9)
            else ceil(target.target * newest.denominator / 100 - 1e-9) - newest.numerator
        end,
        newest.denominator,
        null,
        newest.this,
        newest.then_
    from committee_measure
    inner join committee_newest as newest
        on newest.metric = committee_measure.metric and newest.cohort = committee_measure.cohort
    inner join target
        on target.metric = newest.metric
        and target.cohort = newest.cohort
        and target.academic_year = newest.academic_year
    where committee_measure.page = 'committee'
        and newest.kind in ('child', 'school', 'row')
        and newest.value is not null
        and (
            (newest.polarity = 'lower' and newest.value > target.target)
            or (newest.polarity = 'higher' and newest.value < target.target)
        )
    union all
    -- What became clearly worse.
    select
        20 + committee_measure.position,
        '{words:Start}: {this}, and {then_} a year before. What is known of the reasons?',
        committee_measure.words,
        null,
        null,
        null,
        newest.this,
        lower(substr(newest.then_, 1, 1)) || substr(newest.then_, 2)
    from committee_measure
    inner join committee_newest as newest
        on newest.metric = committee_measure.metric and newest.cohort = committee_measure.cohort
    where committee_measure.page = 'committee'
        and newest.verdict = 'Worse'
    union all
    select
        30 + committee_measure.position,
        '{words:Start}: {times} times as often as their peers. What do schools try before they'
        || ' suspend a child again?',
        committee_measure.words,
        null,
        null,
        newest.ratio,
        newest.this,
        newest.then_
    from committee_measure
    inner join committee_newest as newest
        on newest.metric = committee_measure.metric and newest.cohort = committee_measure.cohort
    where committee_measure.page = 'committee'
        and newest.metric = 'suspended_pupils'
        and newest.ratio_lower > 1
    union all
    values
        (
            91, 'Nothing here is in the children''s own words. What do they say of school?', '',
            null, null, null, '', ''
        ),
        (
            92, 'Which children go to school outside the county, and who looks in on them?', '',
            null, null, null, '', ''
        ),
        (
            93, 'Behind small numbers each child has a name. Who knows how each of them does?', '',
            null, null, null, '', ''
        )
),
first_of_kind as (
    select *, row_number() over (partition by position / 10 order by position) as turn
    from asked
)
select question, words, fewer, whole, times, this, then_
from first_of_kind
where turn = 1 or position / 10 <> 3
order by iif(position < 90, turn, 9), position
limit 3;

-- name: absence_years
-- Persistent absence of children with a social worker beside peers, of the newest five years that
-- are over: a year so far stands beside no whole one (details 93).
select *
from (
    select
        substr(dim_period.id, 1, 4) || '/' || substr(dim_period.id, 6) as label,
        0 as is_so_far,
        dim_period.start_date = max(
            iif(figure.gap is not null, dim_period.start_date, null)
        ) over () as is_named,
        coalesce(figure.value, figure.symbol) as value,
        coalesce(figure.lower, figure.symbol, '[z]') as lower,
        coalesce(figure.upper, figure.symbol, '[z]') as upper,
        coalesce(figure.peers, figure.peers_symbol) as comparator_value,
        coalesce(figure.gap, figure.gap_symbol) as gap,
        coalesce(figure.gap_lower, '[z]') as gap_lower,
        coalesce(figure.gap_upper, '[z]') as gap_upper,
        'With a social worker' as value_name,
        'Other pupils' as comparator_name,
        'Gap, percentage points' as gap_name,
        '%' as unit,
        dim_period.start_date
    from dim_period
    cross join context
    inner join shown_figure as figure
        on figure.period = dim_period.id
        and figure.metric = 'persistent_absence'
        and figure.level = 'county'
        and figure.entity = context.la_code
        and figure.cohort = 'csw'
        and figure.breakdown = 'none'
    where dim_period.grain = 'year' and dim_period.complete
    order by dim_period.start_date desc
    limit 5
)
order by start_date;

-- name: absence_years_finding
-- What the newest year that is over says beside the one before it. No row without one.
--
-- others  what is published of children in care elsewhere
with
year as (
    select
        dim_period.id,
        figure.value,
        figure.peers,
        figure.gap,
        lag(figure.gap) over (order by dim_period.start_date) as before_gap,
        row_number() over (order by dim_period.start_date desc) as place
    from dim_period
    cross join context
    inner join shown_figure as figure
        on figure.period = dim_period.id
        and figure.metric = 'persistent_absence'
        and figure.level = 'county'
        and figure.entity = context.la_code
        and figure.cohort = 'csw'
        and figure.breakdown = 'none'
    where dim_period.grain = 'year' and dim_period.complete and figure.gap is not null
)
select
    substr(year.id, 1, 4) || ' to 20' || substr(year.id, 6, 2) as year_shown,
    year.value,
    year.peers,
    year.gap,
    'In ' || substr(year.id, 1, 4) || ' to 20' || substr(year.id, 6, 2)
    || ' {value}% of children with a social worker missed a tenth of school or more, {peers}% of'
    || ' other pupils' as title,
    coalesce(
        (
            select ' Children in care for a year elsewhere: ' || committee_figure.beside || '.'
            from committee_figure
            where committee_figure.metric = 'persistent_absence'
                and committee_figure.cohort in ('cla', 'cla12')
                and committee_figure.beside <> 'None published'
            order by committee_figure.start_date desc, committee_figure.cohort desc
            limit 1
        ),
        ''
    ) as others
from year
where place = 1;

-- name: results
-- Results beside peers at each stage, with how many of how many.
with stage_name (metric, name) as (
    values
        ('eyfs_gld', 'Ready at 5'),
        ('phonics_y1', 'Phonics at 6'),
        ('ks2_rwm', 'Standard at 11'),
        ('ks4_em4', 'Passes at 16'),
        ('ks4_em5', 'Strong passes')
)
select
    coalesce(stage_name.name, metric_name.label)
        || coalesce(
            ': ' || said(chart_stage.numerator, 'count') || ' of '
                || said(chart_stage.denominator, 'count'),
            ''
        ) as label,
    coalesce(chart_stage.value, chart_stage.symbol) as value,
    coalesce(chart_stage.lower, chart_stage.symbol, '[z]') as lower,
    coalesce(chart_stage.upper, chart_stage.symbol, '[z]') as upper,
    coalesce(chart_stage.peers, chart_stage.peers_symbol) as comparator_value,
    coalesce(chart_stage.gap, chart_stage.gap_symbol) as gap,
    'With a social worker' as value_name,
    'Other pupils' as comparator_name,
    '%' as unit
from chart_stage
inner join metric_name on metric_name.metric = chart_stage.metric
left join stage_name on stage_name.metric = chart_stage.metric
order by chart_stage.position;

-- name: corrected
-- Measures of this page of which the edition before had another figure, a sentence each: of the
-- newest year that is over, else of the newest term.
--
-- sentence  a template of its own row
select sentence, words, period, was, now, reason
from (
    select
        '{words}, {period}: {now}; before, {was}. {reason}.' as sentence,
        committee_measure.words,
        iif(
            dim_period.grain = 'term',
            lower(substr(term_name.name, 1, 1)) || substr(term_name.name, 2),
            substr(dim_period.id, 1, 4) || ' to 20' || substr(dim_period.id, 6, 2)
        ) as period,
        said(restated.was_numerator, 'count') || ' of ' || said(restated.was_denominator, 'count')
            as was,
        coalesce(
            said(restated.numerator, 'count') || ' of ' || said(restated.denominator, 'count'),
            'no longer published'
        ) as now,
        restated.reason,
        committee_measure.part,
        committee_measure.position,
        row_number() over (
            partition by committee_measure.part, committee_measure.position
            order by dim_period.grain = 'term', dim_period.start_date desc
        ) as turn
    from restated
    inner join dim_period
        on dim_period.id = restated.period and dim_period.grain in ('year', 'term')
    left join term_name on term_name.period = restated.period
    inner join committee_measure
        on committee_measure.page = 'committee'
        and committee_measure.metric = restated.metric
        and committee_measure.cohort = restated.cohort
    where restated.level = 'county' and restated.breakdown = 'none'
)
where turn = 1
order by part desc, position
limit 2;

-- name: split_tally
-- How many differences chance alone would make among so many.
select
    count(*) as tests,
    0.05 * count(*) as by_chance,
    iif(
        count(*) = 0,
        '',
        'Of {tests:count} ' || iif(count(*) = 1, 'comparison', 'comparisons')
            || ' chance alone would call about {by_chance:word} a difference.'
    ) as tally
from committee_split
where words <> '' and cohort = 'all';

-- name: split_all
-- How often pupils of each kind were suspended and permanently excluded: a row a kind.
--
-- place  with what it is a kind of; suspended, excluded numbers where they are shown
select
    suspended.topic,
    suspended.topic || ': ' || suspended.place as place,
    suspended.this as suspended_this,
    coalesce(nullif(suspended.words, ''), 'Not compared') as suspended_words,
    coalesce(
        excluded.this
            || iif(
                excluded.words = '',
                '',
                '; ' || lower(substr(excluded.words, 1, 1)) || substr(excluded.words, 2)
            ),
        'Not known'
    ) as excluded_this,
    coalesce(suspended.numerator, '[c]') as suspended,
    coalesce(excluded.numerator, '[c]') as excluded
from committee_split as suspended
left join committee_split as excluded
    on excluded.topic_position = suspended.topic_position
    and excluded.position = suspended.position
    and excluded.cohort = suspended.cohort
    and excluded.metric = 'permanent_exclusion_rate'
where suspended.metric = 'suspended_pupils' and suspended.cohort = 'all'
order by suspended.topic_position, suspended.position;

-- name: split_csw
-- The same of children with a social worker.
select
    suspended.topic,
    suspended.topic || ': ' || suspended.place as place,
    suspended.this as suspended_this,
    coalesce(nullif(suspended.words, ''), 'Not compared') as suspended_words,
    coalesce(suspended.numerator, '[c]') as suspended
from committee_split as suspended
where suspended.metric = 'suspended_pupils' and suspended.cohort = 'csw'
order by suspended.topic_position, suspended.position;

-- name: outcomes
-- What became of permanent exclusions that were begun, a row years and group.
--
-- told  a sentence: how many stand, and of the others what is known
select
    iif(
        shown_outcome.least = shown_outcome.most,
        substr(shown_outcome.least, 1, 4) || ' to 20' || substr(shown_outcome.least, 6),
        substr(shown_outcome.least, 1, 4) || ' to 20' || substr(shown_outcome.most, 6)
            || ', together'
    ) as years,
    group_name.name as group_name,
    said(shown_outcome.notified, 'count') as begun,
    said(shown_outcome.stands, 'count') || ' of ' || said(shown_outcome.notified, 'count')
        as stand,
    case
        when shown_outcome.notified = shown_outcome.stands then 'None'
        when shown_outcome.undone is null
            then said(shown_outcome.notified - shown_outcome.stands, 'count')
                || ' with those under review'
        else said(shown_outcome.undone, 'count')
    end as undone,
    case
        when shown_outcome.notified = shown_outcome.stands then 'None'
        when shown_outcome.pending is null then 'Not shown'
        when shown_outcome.pending = 0 then 'None'
        else said(shown_outcome.pending, 'count')
    end as pending
from shown_outcome
inner join group_name on group_name.cohort = shown_outcome.cohort
where shown_outcome.notified > 0
order by shown_outcome.least, group_name.position;
