-- annual: the queries of the pack.

-- name: setup
-- annual_section: the sections of the county's own report, in its order.
create temp table annual_section (
    section integer primary key,
    name text not null unique
) strict;

insert into annual_section (section, name)
values
    (1, 'Numbers of children in care: core and vulnerable groups'),
    (2, 'In and out of authority'),
    (3, 'Provision: schools'),
    (4, 'Educational provision: inspection outcomes'),
    (5, 'Attendance over time'),
    (6, 'Exclusions over time'),
    (7, 'Children missing education and vulnerable groups'),
    (8, 'Pupil voice, and strengths and difficulties'),
    (9, 'Progress in the early years'),
    (10, 'Progress from key stage 1 to key stage 2'),
    (11, 'Progress to key stage 4'),
    (12, 'Attainment in the early years'),
    (13, 'Phonics in year 1'),
    (14, 'Attainment at key stage 1'),
    (15, 'Attainment at key stage 2'),
    (16, 'Attainment at key stage 4'),
    (17, 'After 16'),
    (18, 'Personal education plans up to date'),
    (19, 'Quality of personal education plans'),
    (20, 'Pupil premium plus'),
    (21, 'Special educational needs, and unaccompanied children'),
    (22, 'What was asked and promised');

-- annual_part: what a section is made of, a row a part, and the worksheet that it stands on.
--
-- source  the shown_* table that it is read from; metric for figures (annual_row); null where no
--         extract of ours holds it, and then `topic` says what it is
create temp table annual_part (
    sheet text not null,
    topic text not null,
    section integer not null,
    source text,
    primary key (sheet, topic)
) strict, without rowid;

insert into annual_part (sheet, topic, section, source)
values
    ('S01_Numbers', '', 1, 'metric'),
    ('S01_Looked_after', 'cla', 1, 'split'),
    ('S01_Social_worker', 'csw', 1, 'split'),
    ('S01_Time_in_care', 'care_time', 1, 'shown_band'),
    ('S01_Placements', 'placement', 1, 'shown_kind'),
    ('S02_In_and_out', '', 2, 'placed'),
    ('S03_Schools', 'schools', 3, 'shown_band'),
    ('S03_Phases', '', 3, 'phase'),
    ('S04_Inspection', 'inspection outcomes of schools', 4, null),
    ('S05_Attendance', '', 5, 'metric'),
    ('S05_Bands', 'attendance', 5, 'shown_band'),
    ('S06_Exclusions', '', 6, 'metric'),
    ('S06_How_often', '', 6, 'shown_rung'),
    ('S06_Outcomes', '', 6, 'shown_outcome'),
    ('S07_Missing', '', 7, 'metric'),
    ('S08_Wellbeing', '', 8, 'metric'),
    ('S08_Wellbeing', 'what children and young people say in their plans and in surveys', 8, null),
    ('S09_Early_years_progress', 'a measure of progress in the early years', 9, null),
    ('S10_Key_stage_2_progress', 'scores of progress from key stage 1 to key stage 2', 10, null),
    ('S11_Key_stage_4_progress', '', 11, 'metric'),
    ('S12_Early_years', '', 12, 'metric'),
    ('S13_Phonics', '', 13, 'metric'),
    ('S14_Key_stage_1', 'assessments at the end of key stage 1, which are no longer statutory', 14,
        null),
    ('S15_Key_stage_2', '', 15, 'metric'),
    ('S16_Key_stage_4', '', 16, 'metric'),
    ('S17_After_16', 'courses, results and destinations after 16', 17, null),
    ('S18_Plans', '', 18, 'metric'),
    ('S18_Plans_by_term', '', 18, 'term'),
    ('S19_Quality_of_plans', '', 19, 'term'),
    ('S20_Support', '', 20, 'metric'),
    ('S20_Spending', 'spending', 20, 'shown_kind'),
    ('S21_Needs', '', 21, 'metric'),
    ('S21_Unaccompanied', 'unaccompanied', 21, 'shown_kind'),
    ('S22_Targets', '', 22, 'target'),
    ('S22_Promises', '', 22, 'metric'),
    ('S22_Schools_duties', '', 22, 'metric'),
    ('S22_Promises_by_school', '', 22, 'shown_promise');

-- annual_metric: the measures of a worksheet, and of whom: a row for each of the cohorts.
create temp table annual_metric (
    sheet text not null,
    place integer not null,
    metric text not null,
    cohorts text not null,
    primary key (sheet, place)
) strict, without rowid;

insert into annual_metric (sheet, place, metric, cohorts)
values
    ('S01_Numbers', 1, 'sen_support', '["cla", "csw", "cin_cpp", "ever6", "pla", "all"]'),
    ('S02_In_and_out', 1, 'sen_support', '["cla", "csw"]'),
    ('S02_In_and_out', 2, 'attendance_rate', '["cla", "csw"]'),
    ('S02_In_and_out', 3, 'persistent_absence', '["cla", "csw"]'),
    ('S02_In_and_out', 4, 'suspended_pupils', '["cla", "csw"]'),
    ('S05_Attendance', 1, 'attendance_rate', '["cla", "csw", "all"]'),
    ('S05_Attendance', 2, 'absence_rate', '["cla12"]'),
    ('S05_Attendance', 3, 'unauthorised_absence_rate', '["cla12", "csw", "all"]'),
    ('S05_Attendance', 4, 'persistent_absence', '["cla", "cla12", "csw", "all"]'),
    ('S05_Attendance', 5, 'severe_absence', '["cla12", "csw", "all"]'),
    ('S06_Exclusions', 1, 'suspended_pupils', '["cla", "csw", "all"]'),
    ('S06_Exclusions', 2, 'repeat_suspended_pupils', '["cla", "csw", "all"]'),
    ('S06_Exclusions', 3, 'suspension_rate', '["cla", "csw", "all"]'),
    ('S06_Exclusions', 4, 'suspension_days', '["cla", "csw", "all"]'),
    ('S06_Exclusions', 5, 'permanent_exclusion_rate', '["cla", "csw", "all"]'),
    ('S07_Missing', 1, 'cme', '["cla", "csw", "all"]'),
    ('S07_Missing', 2, 'ehe', '["csw", "all"]'),
    ('S07_Missing', 3, 'part_time', '["cla", "csw", "all"]'),
    ('S07_Missing', 4, 'ap_full_time', '["csw", "all"]'),
    ('S07_Missing', 5, 'in_year_moves', '["cla", "csw", "all"]'),
    ('S07_Missing', 6, 'days_between_schools', '["cla", "csw", "all"]'),
    ('S08_Wellbeing', 1, 'sdq_completed', '["cla", "cla12"]'),
    ('S08_Wellbeing', 2, 'sdq_mean', '["cla", "cla12"]'),
    ('S08_Wellbeing', 3, 'sdq_concern', '["cla", "cla12"]'),
    ('S11_Key_stage_4_progress', 1, 'ks4_p8', '["cla", "cla12", "csw", "all"]'),
    ('S12_Early_years', 1, 'eyfs_gld', '["cla", "cla12", "csw", "all"]'),
    ('S13_Phonics', 1, 'phonics_y1', '["cla", "cla12", "csw", "all"]'),
    ('S15_Key_stage_2', 1, 'ks2_rwm', '["cla", "cla12", "csw", "all"]'),
    ('S15_Key_stage_2', 2, 'ks2_read', '["cla12", "csw", "all"]'),
    ('S15_Key_stage_2', 3, 'ks2_writ', '["cla12", "csw", "all"]'),
    ('S15_Key_stage_2', 4, 'ks2_math', '["cla12", "csw", "all"]'),
    ('S15_Key_stage_2', 5, 'mtc_mean', '["csw", "all"]'),
    ('S16_Key_stage_4', 1, 'ks4_a8', '["cla", "cla12", "csw", "all"]'),
    ('S16_Key_stage_4', 2, 'ks4_em4', '["cla12", "csw", "all"]'),
    ('S16_Key_stage_4', 3, 'ks4_em5', '["cla12", "csw", "all"]'),
    ('S16_Key_stage_4', 4, 'ks4_ebacc_aps', '["cla12", "csw", "all"]'),
    ('S18_Plans', 1, 'pep_three_a_year', '["cla"]'),
    ('S18_Plans', 2, 'pep_initial', '["cla"]'),
    ('S20_Support', 1, 'supported', '["cla", "csw"]'),
    ('S20_Support', 2, 'tutored', '["cla", "csw"]'),
    ('S21_Needs', 1, 'sen_support', '["cla", "csw", "all"]'),
    ('S21_Needs', 2, 'ehcp', '["cla", "csw", "all"]'),
    ('S21_Needs', 3, 'ehcp_review_on_time', '["cla", "csw", "all"]'),
    ('S22_Promises', 1, 'contacted_first', '["cla", "csw"]'),
    ('S22_Promises', 2, 'contact_on_record', '["cla", "csw"]'),
    ('S22_Promises', 3, 'reintegration_met', '["cla", "csw", "all"]'),
    ('S22_Promises', 4, 'part_time_agreed', '["cla", "csw"]'),
    ('S22_Promises', 5, 'part_time_in_review', '["cla", "csw", "all"]'),
    ('S22_Promises', 6, 'ehe_meeting', '["csw", "all"]'),
    ('S22_Schools_duties', 1, 'dt_named', '["all"]'),
    ('S22_Schools_duties', 2, 'dt_qualified', '["all"]'),
    ('S22_Schools_duties', 3, 'dt_trained', '["all"]'),
    ('S22_Schools_duties', 4, 'governor_named', '["all"]'),
    ('S22_Schools_duties', 5, 'governors_report', '["all"]'),
    ('S22_Schools_duties', 6, 'toolkit_trained', '["all"]'),
    ('S22_Schools_duties', 7, 'policy_current', '["all"]');

-- annual_phrase: how a measure is said of a group, to the year; one that has no words here is said
-- by its label.
--
-- form  of: 20 of 105 children <words> 2024 to 2025; rate: children <words> 2024 to 2025, {value}
--       being the figure; schools: 40 of 44 schools <words> 2024 to 2025
create temp table annual_phrase (
    metric text primary key,
    form text not null,
    words text not null
) strict, without rowid;

insert into annual_phrase (metric, form, words)
values
    ('attendance_rate', 'rate', 'attended {value}% of their possible sessions in'),
    ('absence_rate', 'rate', 'missed {value}% of their possible sessions in'),
    ('persistent_absence', 'of', 'were persistently absent in'),
    ('severe_absence', 'of', 'were severely absent in'),
    ('suspended_pupils', 'of', 'were suspended at least once in'),
    ('cme', 'of', 'were missing education at the end of'),
    ('ehe', 'of', 'were educated at home at the end of'),
    ('part_time', 'of', 'had a part-time timetable at the end of'),
    ('in_year_moves', 'of', 'changed school in the middle of'),
    ('sdq_completed', 'of', 'had a score of strengths and difficulties in'),
    ('eyfs_gld', 'of', 'had a good level of development in'),
    ('phonics_y1', 'of', 'met the phonics standard in'),
    ('ks2_rwm', 'of', 'reached the expected standard in reading, writing and maths in'),
    ('ks4_a8', 'rate', 'had an Attainment 8 score of {value} on average in'),
    ('ks4_p8', 'rate', 'had a Progress 8 score of {value} on average in'),
    ('pep_three_a_year', 'of', 'had a completed plan for every term of'),
    ('supported', 'of', 'had an intervention in'),
    ('sen_support', 'of', 'had SEN support at the end of'),
    ('ehcp', 'of', 'had an education, health and care plan at the end of'),
    ('dt_named', 'schools', 'named a designated teacher in');

-- annual_unsent: measures of which nothing but none is known, since no file of what they are made
-- of has ever come.
create temp table annual_unsent (metric text primary key) strict, without rowid;

insert into annual_unsent (metric)
select shown_source.metric
from shown_source
where shown_source.type not in ('identity', 'pupils', 'schools', 'social_care')
group by shown_source.metric
having max(shown_source.first_sent) is null
    and not exists (
        select 1
        from shown_metric
        where shown_metric.metric = shown_source.metric
            and (shown_metric.numerator > 0 or shown_metric.symbol = '[c]')
    );

-- annual_row: a row a figure that is asked for.
--
-- name    what stands for it in a table
-- status  of the newest whole year
create temp table annual_row (
    sheet text not null,
    position integer not null,
    metric text not null,
    cohort text not null,
    name text not null,
    group_words text not null,
    status text not null,
    primary key (sheet, position)
) strict, without rowid;

insert into annual_row (sheet, position, metric, cohort, name, group_words, status)
select
    annual_metric.sheet,
    annual_metric.place * 100 + cohort.key,
    annual_metric.metric,
    cohort.value,
    metric_name.name || iif(
        dim_count.kind = 'schools', '',
        ': ' || lower(substr(group_name.short, 1, 1)) || substr(group_name.short, 2)
    ),
    group_name.name,
    iif(shown_provisional.metric is null, 'Final', 'Provisional')
from context
cross join annual_metric
cross join json_each(annual_metric.cohorts) as cohort
inner join metric_name on metric_name.metric = annual_metric.metric
inner join dim_metric on dim_metric.id = annual_metric.metric
inner join dim_count on dim_count.id = dim_metric.denominator_count
inner join group_name on group_name.cohort = cohort.value
left join shown_provisional
    on shown_provisional.metric = annual_metric.metric
    and shown_provisional.academic_year = context.whole;

-- annual_target: what the county wants its figures to come to, and by which it is judged
-- (target_period).
create temp table annual_target (
    position integer primary key,
    metric text not null,
    cohort text not null,
    period text not null,
    name text not null,
    year text not null,
    target real not null,
    label text not null
) strict;

insert into annual_target (position, metric, cohort, period, name, year, target, label)
select
    row_number() over (
        order by target.academic_year desc, dim_metric.label, target.cohort
    ),
    target.metric,
    target.cohort,
    coalesce(target_period.period, target.academic_year),
    metric_name.name || iif(
        dim_count.kind = 'schools', '',
        ': ' || lower(substr(group_name.short, 1, 1)) || substr(group_name.short, 2)
    ),
    substr(target.academic_year, 1, 4) || ' to 20' || substr(target.academic_year, 6),
    target.target,
    coalesce(nullif(target.label, ''), '[x]')
from target
left join target_period
    on target_period.metric = target.metric
    and target_period.cohort = target.cohort
    and target_period.academic_year = target.academic_year
inner join dim_metric on dim_metric.id = target.metric
inner join dim_count on dim_count.id = dim_metric.denominator_count
inner join metric_name on metric_name.metric = target.metric
inner join group_name on group_name.cohort = target.cohort;

-- annual_figure: the same with what there is of the newest whole year.
--
-- state     shown; withheld: it is there, and too small or beside what is; none: nobody counts
-- sentence  that year beside the year before, what others have published of the same group, and
--           the doubt; null where nothing is shown
-- others    what others have published of the same group where ours is withheld
create temp table annual_figure (
    sheet text not null,
    position integer not null,
    metric text not null,
    cohort text not null,
    state text not null,
    has_rate integer not null,
    sentence text,
    others text,
    primary key (sheet, position)
) strict, without rowid;

insert into annual_figure (sheet, position, metric, cohort, state, has_rate, sentence, others)
select
    sheet,
    position,
    metric,
    cohort,
    case
        when is_unsent then 'none'
        when numerator is not null then 'shown'
        when symbol is null then 'none'
        else 'withheld'
    end,
    value is not null,
    case
        when is_unsent or numerator is null then null
        else head || whole_words
            || coalesce(' (' || now_rate || ')', '')
            || case
                when before_counted is null then '.'
                when value is null or before is null
                    then '; the year before ' || before_counted || '. There are too few for a rate.'
                when said(value, 'decimal') = said(before, 'decimal')
                    then '; the year before ' || before_counted
                        || coalesce(' (' || before_rate || ')', '') || '.'
                else '; the year before ' || before_counted
                    || coalesce(' (' || before_rate || ')', '') || '. It '
                    || iif(change > 0, 'rose', 'fell')
                    || case direction
                        when 'none' then ', but that could be chance.'
                        when 'up' then '.'
                        when 'down' then '.'
                        else '; whether by chance was not tested.'
                    end
            end
            || coalesce(' Statistical neighbours: ' || neighbours_said || '.', '')
            || coalesce(' England: ' || england_said || '.', '')
            || iif(doubt = '', '', ' ' || upper(substr(doubt, 1, 1)) || substr(doubt, 2) || '.')
    end,
    iif(
        numerator is null and symbol is not null,
        name || ', ' || coalesce(
            'neighbours ' || neighbours_said || coalesce(', England ' || england_said, ''),
            'England ' || england_said
        ),
        null
    )
from (
    select
        asked.*,
        figure.numerator,
        figure.value,
        figure.symbol,
        figure.before,
        figure.change,
        figure.direction,
        figure.doubt,
        context.whole_words,
        case asked.form
            when 'of' then
                said(figure.numerator, 'count') || ' of ' || said(figure.denominator, 'count')
                || ' ' || iif(
                    asked.cohort = 'all',
                    'pupils',
                    lower(substr(asked.group_words, 1, 1)) || substr(asked.group_words, 2)
                ) || ' ' || asked.words || ' '
            when 'schools' then
                said(figure.numerator, 'count') || ' of ' || said(figure.denominator, 'count')
                || ' schools ' || asked.words || ' '
            when 'rate' then
                asked.group_words || ' ' || coalesce(
                    replace(asked.words, '{value}', said(figure.value, 'decimal')),
                    'are too few (' || said(figure.denominator, 'count') || ') for a rate in'
                ) || ' '
            else asked.name || ', '
                || coalesce(
                    said(figure.numerator, 'half') || asked.joint
                        || said(figure.denominator, 'count'),
                    said(figure.value, 'decimal'),
                    'too few for a figure'
                ) || ' in '
        end as head,
        -- A count alone says little; of counted pupils per 100 the count says it.
        iif(
            asked.unit = '%' and asked.form <> 'rate' and figure.value is not null,
            said(figure.value, 'decimal') || '%',
            null
        ) as now_rate,
        iif(
            asked.unit = '%' and asked.form <> 'rate' and figure.before is not null,
            said(figure.before, 'decimal') || '%',
            null
        ) as before_rate,
        iif(
            asked.form = 'rate' or asked.joint is null,
            said(figure.before, 'decimal') || iif(asked.unit = '%', '%', ''),
            said(figure.before_numerator, 'half')
                || iif(asked.form = 'of', ' of ', asked.joint)
                || said(figure.before_denominator, 'count')
        ) as before_counted,
        iif(
            figure.published_group is null and typeof(figure.neighbours) in ('integer', 'real'),
            said(figure.neighbours, 'decimal') || iif(asked.unit = '%', '%', '') || ' in '
                || substr(figure.neighbours_period, 1, 4) || ' to 20'
                || substr(figure.neighbours_period, 6),
            null
        ) as neighbours_said,
        iif(
            figure.published_group is null and typeof(figure.england) in ('integer', 'real'),
            said(figure.england, 'decimal') || iif(asked.unit = '%', '%', '') || ' in '
                || substr(figure.england_period, 1, 4) || ' to 20'
                || substr(figure.england_period, 6),
            null
        ) as england_said
    from (
        select
            annual_row.*,
            coalesce(annual_phrase.form, 'label') as form,
            annual_phrase.words,
            dim_metric.unit,
            metric_counted.joint,
            annual_row.metric in (select annual_unsent.metric from annual_unsent) as is_unsent
        from annual_row
        inner join dim_metric on dim_metric.id = annual_row.metric
        inner join metric_counted on metric_counted.metric = annual_row.metric
        left join annual_phrase on annual_phrase.metric = annual_row.metric
    ) as asked
    cross join context
    left join shown_figure as figure
        on figure.metric = asked.metric
        and figure.cohort = asked.cohort
        and figure.period = context.whole
        and figure.level = 'county'
        and figure.entity = context.la_code
        and figure.breakdown = 'none'
        and figure.breakdown_value = ''
);

-- annual_split: groups of children looked after and with a social worker, by what they are.
create temp table annual_split (
    position integer primary key,
    breakdown text not null,
    breakdown_value text not null,
    name text not null
) strict;

insert into annual_split (position, breakdown, breakdown_value, name)
with kind (place, breakdown, value, name) as (
    values
        (1, 'sex', 'F', 'Girls'),
        (2, 'sex', 'M', 'Boys'),
        (3, 'fsm', 'Y', 'With free school meals'),
        (4, 'fsm', 'N', 'Without free school meals'),
        (5, 'idaci', '1', 'In the most deprived fifth of areas'),
        (6, 'idaci', '5', 'In the least deprived fifth of areas')
)
select
    row_number() over (order by part, place, breakdown_value),
    breakdown,
    breakdown_value,
    name
from (
    select 1 as part, place, breakdown, value as breakdown_value, name from kind
    union all
    select distinct 2, 0, breakdown, breakdown_value, 'Ethnicity: ' || breakdown_value
    from shown_metric
    where breakdown = 'ethnicity' and level = 'county' and metric = 'sen_support'
    union all
    select distinct
        3,
        iif(breakdown_value = 'R', 0, cast(breakdown_value as integer)),
        breakdown,
        breakdown_value,
        iif(breakdown_value = 'R', 'Reception', 'Year ' || breakdown_value)
    from shown_metric
    where breakdown = 'ncyear'
        and (breakdown_value = 'R' or cast(breakdown_value as integer) > 0)
        and level = 'county'
        and metric = 'sen_support'
);

-- annual_edge: how bands are called: those from the first up to this one, those from this one on,
-- and the ends of what lies between.
create temp table annual_edge (
    topic text not null,
    band integer not null,
    up_to text not null,
    onwards text not null,
    begins text not null,
    ends text not null,
    primary key (topic, band)
) strict, without rowid;

insert into annual_edge (topic, band, up_to, onwards, begins, ends)
values
    ('attendance', 1, 'All of their sessions', 'Any attendance', '', ''),
    ('attendance', 2, '95% or more', 'Under 100%', 'under 100%', '95%'),
    ('attendance', 3, 'Over 90%', 'Under 95%', 'under 95%', 'Over 90%'),
    ('attendance', 4, 'Over 80%', '90% or less', '90%', 'Over 80%'),
    ('attendance', 5, 'Over 50%', '80% or less', '80%', 'Over 50%'),
    ('attendance', 6, 'Any attendance', '50% or less', '', ''),
    ('care_time', 1, 'Under 1 year', 'Any time', '', ''),
    ('care_time', 2, 'Under 2 years', '1 year or more', '1 year', 'under 2 years'),
    ('care_time', 3, 'Under 5 years', '2 years or more', '2 years', 'under 5 years'),
    ('care_time', 4, 'Any time', '5 years or more', '', ''),
    ('schools', 1, 'One child', 'One child or more', '', ''),
    ('schools', 2, 'One or two children', 'Two children or more', 'Two', 'two children'),
    ('schools', 3, 'One child or more', 'Three children or more', '', '');

-- annual_count: bands and kinds in the years, a row a topic, group and band or kind.
--
-- name     of the band or kind
-- newest, newest_2 to newest_5  how many in the newest whole year and the four before it
-- total    of the newest
create temp table annual_count (
    topic text not null,
    cohort text not null,
    place integer not null,
    name text not null,
    newest real,
    newest_2 real,
    newest_3 real,
    newest_4 real,
    newest_5 real,
    total real,
    primary key (topic, cohort, place)
) strict, without rowid;

insert into annual_count (
    topic, cohort, place, name, newest, newest_2, newest_3, newest_4, newest_5, total
)
with
banded as (
    select
        shown_band.topic,
        shown_band.academic_year,
        shown_band.cohort,
        shown_band.least as place,
        case
            when shown_band.least = 1 then most.up_to
            when shown_band.most = last.band then least.onwards
            when shown_band.topic = 'attendance' then most.ends || ' to ' || least.begins
            when shown_band.topic = 'schools' then 'Two children'
            else least.begins || ' to ' || most.ends
        end as name,
        shown_band.number
    from shown_band
    inner join annual_edge as least
        on least.topic = shown_band.topic and least.band = shown_band.least
    inner join annual_edge as most
        on most.topic = shown_band.topic and most.band = shown_band.most
    inner join (select topic, max(band) as band from annual_edge group by topic) as last
        on last.topic = shown_band.topic
),
kinds as (
    select
        shown_kind.topic,
        shown_kind.academic_year,
        'cla' as cohort,
        dense_rank() over (
            partition by shown_kind.topic
            order by
                shown_kind.kind = ' not spent', shown_kind.kind = '', shown_kind.kind
        ) as place,
        case
            when shown_kind.kind = '' then 'All others together'
            when shown_kind.topic = 'unaccompanied'
                then iif(shown_kind.kind = 'yes', 'Came alone, seeking asylum', 'All others')
            when shown_kind.kind = ' not spent' then 'Not spent on these'
            when shown_kind.topic = 'spending'
                then substr(shown_kind.kind, 1, 1)
                    || replace(lower(substr(shown_kind.kind, 2)), '_', ' ')
            else shown_kind.kind
        end as name,
        shown_kind.number
    from shown_kind
),
counted as (
    select topic, academic_year, cohort, place, name, number from banded
    union all
    select topic, academic_year, cohort, place, name, number from kinds
)
select
    topic,
    cohort,
    place,
    name,
    max(iif(academic_year = context.whole, number, null)),
    max(iif(academic_year = context.whole_2, number, null)),
    max(iif(academic_year = context.whole_3, number, null)),
    max(iif(academic_year = context.whole_4, number, null)),
    max(iif(academic_year = context.whole_5, number, null)),
    sum(max(iif(academic_year = context.whole, number, null))) over (partition by topic, cohort)
from counted
cross join context
group by topic, cohort, place, name;

-- A kind that nobody is of in a year is none of them, where there is anything of the year.
update annual_count
set
    newest = coalesce(newest, iif(of_year.is_newest, 0, null)),
    newest_2 = coalesce(newest_2, iif(of_year.is_newest_2, 0, null)),
    newest_3 = coalesce(newest_3, iif(of_year.is_newest_3, 0, null)),
    newest_4 = coalesce(newest_4, iif(of_year.is_newest_4, 0, null)),
    newest_5 = coalesce(newest_5, iif(of_year.is_newest_5, 0, null))
from (
    select
        topic,
        count(newest) > 0 as is_newest,
        count(newest_2) > 0 as is_newest_2,
        count(newest_3) > 0 as is_newest_3,
        count(newest_4) > 0 as is_newest_4,
        count(newest_5) > 0 as is_newest_5
    from annual_count
    group by topic
) as of_year
where of_year.topic = annual_count.topic
    and annual_count.topic in (select shown_kind.topic from shown_kind);

-- annual_known: of whom there is any figure in the years, shown or withheld: nobody else is asked
-- for, for what is not there is not withheld.
create temp table annual_known (
    metric text not null,
    cohort text not null,
    breakdown text not null,
    breakdown_value text not null,
    primary key (metric, cohort, breakdown, breakdown_value)
) strict, without rowid;

insert into annual_known (metric, cohort, breakdown, breakdown_value)
select distinct
    shown_metric.metric,
    shown_metric.cohort,
    shown_metric.breakdown,
    shown_metric.breakdown_value
from context
inner join shown_metric
    on shown_metric.period in (
        context.whole, context.whole_2, context.whole_3, context.whole_4, context.whole_5
    )
    and shown_metric.level = 'county'
    and shown_metric.entity = context.la_code
where shown_metric.breakdown in ('none', 'in_county')
    or shown_metric.metric = 'sen_support';

-- annual_shown: worksheets of figures of which any is shown, in any of the years. Of the others a
-- sentence is told alone.
create temp table annual_shown (sheet text primary key) strict, without rowid;

insert into annual_shown (sheet)
with
shown as materialized (
    select shown_metric.metric, shown_metric.cohort, shown_metric.breakdown, dim_period.grain
    from context
    inner join shown_metric
        on shown_metric.level = 'county' and shown_metric.entity = context.la_code
    inner join dim_period
        on dim_period.id = shown_metric.period
        and dim_period.grain in ('year', 'term')
        and dim_period.academic_year between context.whole_5 and context.whole
    where shown_metric.value is not null
        or (
            coalesce(shown_metric.numerator, shown_metric.denominator) is not null
            and (shown_metric.period = context.whole or dim_period.grain = 'term')
        )
    group by shown_metric.metric, shown_metric.cohort, shown_metric.breakdown, dim_period.grain
)
select distinct annual_part.sheet
from annual_part
inner join annual_row on annual_row.sheet = annual_part.sheet
inner join shown
    on shown.metric = annual_row.metric
    and shown.cohort = annual_row.cohort
    and shown.grain = 'year'
    and shown.breakdown = iif(annual_part.source = 'placed', 'in_county', 'none')
where annual_part.source in ('metric', 'placed')
    and annual_row.metric not in (select annual_unsent.metric from annual_unsent)
union
select distinct annual_part.sheet
from annual_part
inner join shown
    on shown.metric = 'sen_support'
    and shown.grain = 'year'
    and shown.cohort = iif(annual_part.source = 'split', annual_part.topic, 'cla')
    and (
        (annual_part.source = 'split' and shown.breakdown in ('sex', 'fsm', 'ethnicity', 'ncyear'))
        or (annual_part.source = 'phase' and shown.breakdown = 'phase')
    )
union
select distinct annual_part.sheet
from annual_part
inner join shown
    on shown.metric = iif(annual_part.section = 18, 'pep_on_time', 'pep_quality_good')
    and shown.grain = 'term'
    and shown.cohort = 'cla'
    and shown.breakdown = 'none'
where annual_part.source = 'term';

-- annual_table: the worksheets that have a table.
create temp view annual_table as
select sheet from annual_shown
union
select annual_part.sheet
from annual_part
inner join annual_count on annual_count.topic = annual_part.topic
where annual_part.source in ('shown_band', 'shown_kind')
union
select annual_part.sheet
from annual_part
cross join context
where annual_part.source = 'shown_rung'
    and exists (select 1 from shown_rung where shown_rung.academic_year <= context.whole)
union
select annual_part.sheet
from annual_part
where (annual_part.source = 'shown_outcome' and exists (select 1 from shown_outcome))
    or (
        annual_part.source = 'shown_promise'
        and exists (select 1 from shown_promise where state <> 'not_measured')
    )
union
select annual_part.sheet
from annual_part
where annual_part.source = 'target' and exists (select 1 from annual_target);

-- annual_state: of each part of a section how many figures it has of the newest whole year, and
-- how many are shown.
--
-- withheld  of which there are figures that are not shown
-- missing   in words: what there is nothing of, and why
create temp table annual_state (
    sheet text not null,
    topic text not null,
    section integer not null,
    asked integer not null,
    shown integer not null,
    withheld integer not null,
    missing text,
    primary key (sheet, topic)
) strict, without rowid;

insert into annual_state (sheet, topic, section, asked, shown, withheld, missing)
with
counted as (
    select sheet, 'metric' as source, '' as topic, state from annual_figure
    union all
    select
        annual_part.sheet, 'split', annual_part.topic,
        case
            when shown_metric.denominator is not null then 'shown'
            else iif(shown_metric.symbol is null, 'none', 'withheld')
        end
    from annual_part
    cross join annual_split
    inner join annual_known
        on annual_known.metric = 'sen_support'
        and annual_known.cohort = annual_part.topic
        and annual_known.breakdown = annual_split.breakdown
        and annual_known.breakdown_value = annual_split.breakdown_value
    cross join context
    left join shown_metric
        on shown_metric.period = context.whole
        and shown_metric.level = 'county'
        and shown_metric.entity = context.la_code
        and shown_metric.cohort = annual_part.topic
        and shown_metric.breakdown = annual_split.breakdown
        and shown_metric.breakdown_value = annual_split.breakdown_value
        and shown_metric.metric = 'sen_support'
    where annual_part.source = 'split'
    union all
    select
        annual_row.sheet, 'placed', '',
        case
            when shown_metric.numerator is not null then 'shown'
            else iif(shown_metric.symbol is null, 'none', 'withheld')
        end
    from annual_part
    inner join annual_row on annual_row.sheet = annual_part.sheet
    inner join annual_known
        on annual_known.metric = annual_row.metric
        and annual_known.cohort = annual_row.cohort
        and annual_known.breakdown = 'in_county'
    cross join context
    left join shown_metric
        on shown_metric.period = context.whole
        and shown_metric.level = 'county'
        and shown_metric.entity = context.la_code
        and shown_metric.cohort = annual_row.cohort
        and shown_metric.breakdown = 'in_county'
        and shown_metric.breakdown_value = annual_known.breakdown_value
        and shown_metric.metric = annual_row.metric
    where annual_part.source = 'placed'
    union all
    select
        'S03_Phases', 'phase', '',
        iif(shown_metric.denominator is null, 'withheld', 'shown')
    from context
    inner join shown_metric
        on shown_metric.period = context.whole
        and shown_metric.level = 'county'
        and shown_metric.entity = context.la_code
        and shown_metric.cohort = 'cla'
        and shown_metric.breakdown = 'phase'
        and shown_metric.metric = 'sen_support'
    union all
    select
        annual_part.sheet, 'term', '', iif(shown_metric.numerator is null, 'withheld', 'shown')
    from annual_part
    inner join shown_metric
        on shown_metric.metric
            = iif(annual_part.section = 18, 'pep_on_time', 'pep_quality_good')
        and shown_metric.level = 'county'
        and shown_metric.cohort = 'cla'
        and shown_metric.breakdown = 'none'
    inner join context on context.whole = substr(shown_metric.period, 1, 7)
    inner join dim_period on dim_period.id = shown_metric.period and dim_period.grain = 'term'
    where annual_part.source = 'term'
    union all
    select
        annual_part.sheet, annual_part.source, annual_part.topic,
        iif(annual_count.newest is null, 'withheld', 'shown')
    from annual_part
    inner join annual_count on annual_count.topic = annual_part.topic
    where annual_part.source in ('shown_band', 'shown_kind')
    union all
    select 'S06_How_often', 'shown_rung', '', 'shown'
    from context
    inner join shown_rung on shown_rung.academic_year = context.whole
    union all
    select 'S06_Outcomes', 'shown_outcome', '', 'shown'
    from shown_outcome
    union all
    select
        'S22_Promises_by_school', 'shown_promise', '',
        iif(min(state = 'not_measured'), 'none', iif(min(state = 'too_few'), 'withheld', 'shown'))
    from shown_promise
    group by promise
    union all
    select
        'S22_Targets', 'target', '',
        case
            when shown_metric.numerator is not null then 'shown'
            else iif(shown_metric.symbol is null, 'none', 'withheld')
        end
    from annual_target
    cross join context
    left join shown_metric
        on shown_metric.period = annual_target.period
        and shown_metric.level = 'county'
        and shown_metric.entity = context.la_code
        and shown_metric.cohort = annual_target.cohort
        and shown_metric.breakdown = 'none'
        and shown_metric.metric = annual_target.metric
),
tally as (
    select
        sheet,
        source,
        topic,
        count(*) as asked,
        sum(state = 'shown') as shown,
        sum(state = 'withheld') as withheld
    from counted
    group by sheet, source, topic
),
unsaid as (
    -- The measures of a worksheet of which there is nothing, and files that never came.
    select
        annual_figure.sheet,
        -- A comma of a label's own is no end of it.
        replace(
            replace(
                group_concat(
                    distinct replace(dim_metric.label, ', ', char(31)) || iif(
                        exists (
                            select 1
                            from annual_figure as other
                            where other.sheet = annual_figure.sheet
                                and other.metric = annual_figure.metric
                                and other.state <> 'none'
                        ),
                        ' of some groups',
                        ''
                    )
                ),
                ',',
                ', '
            ),
            char(31),
            ', '
        ) as labels,
        replace(group_concat(distinct shown_source.type), ',', ', ') as types
    from annual_figure
    inner join dim_metric on dim_metric.id = annual_figure.metric
    left join annual_unsent on annual_unsent.metric = annual_figure.metric
    left join shown_source
        on shown_source.metric = annual_unsent.metric and shown_source.first_sent is null
    where annual_figure.state = 'none'
    group by annual_figure.sheet
)
select
    annual_part.sheet,
    annual_part.topic,
    annual_part.section,
    coalesce(tally.asked, 1),
    coalesce(tally.shown, 0),
    coalesce(tally.withheld, 0),
    case
        when annual_part.source is null then 'No extract holds ' || annual_part.topic
        when unsaid.labels is not null then
            'Of ' || whole_words || ' there is no figure: ' || unsaid.labels
            || coalesce('; no file has ever come of: ' || unsaid.types, '')
    end
from annual_part
cross join context
left join tally
    on tally.sheet = annual_part.sheet
    and tally.source = annual_part.source
    and tally.topic = annual_part.topic
left join unsaid
    on unsaid.sheet = annual_part.sheet and annual_part.source = 'metric';

-- annual_promise: at how many schools each promise is in which state.
create temp table annual_promise (
    place integer primary key,
    subject text not null,
    words text not null,
    kept integer not null,
    not_kept integer not null,
    not_on_record integer not null,
    not_due integer not null,
    too_few integer not null,
    not_measured integer not null,
    schools integer not null
) strict;

insert into annual_promise (
    place, subject, words, kept, not_kept, not_on_record, not_due, too_few, not_measured, schools
)
select
    row_number() over (order by min(shown_promise.position), dim_promise.words),
    dim_promise.subject,
    dim_promise.words,
    sum(state = 'kept'),
    sum(state = 'not_kept'),
    sum(state = 'not_on_record'),
    sum(state = 'not_due'),
    sum(state = 'too_few'),
    sum(state = 'not_measured'),
    count(*)
from shown_promise
inner join dim_promise on dim_promise.id = shown_promise.promise
group by dim_promise.subject, dim_promise.words;

-- annual_sentence: what a worksheet says first, of its newest whole year beside the year before;
-- of numbers on roll that of the first group that is shown.
create temp table annual_sentence (
    sheet text primary key,
    sentence text not null
) strict, without rowid;

insert into annual_sentence (sheet, sentence)
select
    annual_row.sheet,
    said(figure.denominator, 'count') || ' ' || iif(
        annual_row.cohort = 'all',
        'pupils',
        lower(substr(annual_row.group_words, 1, 1)) || substr(annual_row.group_words, 2)
    ) || ' were on a school''s roll at the end of ' || context.whole_words
    || coalesce('; the year before ' || said(figure.before_denominator, 'count'), '') || '.'
from annual_row
cross join context
inner join shown_figure as figure
    on figure.metric = annual_row.metric
    and figure.cohort = annual_row.cohort
    and figure.period = context.whole
    and figure.level = 'county'
    and figure.entity = context.la_code
    and figure.breakdown = 'none'
where annual_row.sheet = 'S01_Numbers' and figure.denominator is not null
order by annual_row.position
limit 1;

-- The first figure of a worksheet that is shown.
insert or ignore into annual_sentence (sheet, sentence)
select sheet, sentence
from (
    select
        annual_figure.*,
        row_number() over (partition by sheet order by has_rate desc, position) as place
    from annual_figure
    where sentence is not null
        and sheet in (select annual_part.sheet from annual_part where source = 'metric')
)
where place = 1;

-- Bands: how many are in the first and in the last of them.
insert into annual_sentence (sheet, sentence)
select
    annual_part.sheet,
    said(last.newest, 'count') || ' of ' || said(last.total, 'count') || case annual_part.topic
        when 'attendance' then ' children with a social worker attended '
        when 'care_time' then ' children looked after at the end of ' || context.whole_words
            || ' had been in care for '
        else ' schools with a child looked after on roll at the end of ' || context.whole_words
            || ' had '
    end || lower(last.name)
    || iif(annual_part.topic = 'attendance', ' of their sessions in ' || context.whole_words, '')
    || coalesce('; the year before ' || said(last.newest_2, 'count'), '')
    || iif(
        first.place = last.place, '',
        '. ' || said(first.newest, 'count') || case annual_part.topic
            when 'attendance' then ' attended '
            when 'care_time' then ' had been so for '
            else ' had '
        end || lower(first.name)
        || coalesce('; the year before ' || said(first.newest_2, 'count'), '')
    ) || '.'
from annual_part
cross join context
inner join (
    select topic, cohort, min(place) as first_place, max(place) as last_place
    from annual_count
    where cohort = iif(topic = 'attendance', 'csw', 'cla')
    group by topic, cohort
) as ends on ends.topic = annual_part.topic
inner join annual_count as first
    on first.topic = ends.topic
    and first.cohort = ends.cohort
    and first.place = ends.first_place
inner join annual_count as last
    on last.topic = ends.topic
    and last.cohort = ends.cohort
    and last.place = ends.last_place
where annual_part.source = 'shown_band' and last.newest is not null;

insert into annual_sentence (sheet, sentence)
select
    annual_part.sheet,
    case annual_part.topic
        when 'spending' then
            '£' || said(max(annual_count.total), 'count')
            || ' of pupil premium plus was allocated for children looked after in '
            || context.whole_words || ', of which £'
            || said(
                max(annual_count.total)
                - sum(iif(annual_count.name = 'Not spent on these', annual_count.newest, 0)),
                'count'
            ) || ' was spent on interventions'
        else said(max(annual_count.total), 'count')
            || iif(
                max(annual_count.total) = 1,
                ' child was looked after at the end of ',
                ' children were looked after at the end of '
            ) || context.whole_words
    end
    || coalesce(
        '; the year before '
        || iif(
            annual_part.topic = 'spending',
            '£' || said(sum(annual_count.newest_2), 'count') || ' and £'
            || said(
                sum(annual_count.newest_2)
                - sum(iif(annual_count.name = 'Not spent on these', annual_count.newest_2, 0)),
                'count'
            ),
            said(sum(annual_count.newest_2), 'count')
        ),
        ''
    ) || '.'
from annual_part
cross join context
inner join annual_count on annual_count.topic = annual_part.topic
where annual_part.source = 'shown_kind'
group by annual_part.sheet, annual_part.topic
having max(annual_count.total) is not null;

insert into annual_sentence (sheet, sentence)
select
    'S06_How_often',
    said(sum(shown_rung.children), 'count') || iif(
        sum(shown_rung.children) = 1,
        ' child with a social worker was suspended in ',
        ' children with a social worker were suspended in '
    )
    || context.whole_words || ': '
    || group_concat(
        said(shown_rung.children, 'count') || ' ' || iif(
            shown_rung.least = 1,
            iif(shown_rung.most is null, 'once or more often', 'once'),
            iif(shown_rung.least = 2, 'twice', said(shown_rung.least, 'word') || ' times')
                || iif(shown_rung.most is null, ' or more', '')
        ),
        ', '
    ) || '.'
from context
inner join (select * from shown_rung where children > 0 order by academic_year, least) as shown_rung
    on shown_rung.academic_year = context.whole
group by context.whole_words
having count(*) > 0;

insert into annual_sentence (sheet, sentence)
select
    'S06_Outcomes',
    said(notified, 'count') || iif(cohort = 'all', ' permanent exclusions were begun in ',
        ' permanent exclusions of children with a social worker were begun in ')
    || iif(least = most, '', 'the years from ') || substr(least, 1, 4) || ' to 20'
    || substr(most, 6) || '; ' || said(stands, 'count') || ' of them stand, and '
    || said(notified - stands, 'count')
    || ' were withdrawn, overturned or reinstated, or are still under review.'
from (
    select *, row_number() over (order by cohort, most desc) as place from shown_outcome
)
where place = 1;

-- Of splits by place and kind the figure of children looked after in the county, and the first.
insert into annual_sentence (sheet, sentence)
select
    'S02_In_and_out',
    said(outside.denominator, 'count') || ' of '
    || said(inside.denominator + outside.denominator, 'count')
    || ' children looked after who were on a school''s roll at the end of ' || context.whole_words
    || ' were at schools outside the county'
    || coalesce('; the year before ' || said(outside.before_denominator, 'count'), '') || '.'
from context
inner join shown_figure as inside
    on inside.metric = 'sen_support'
    and inside.cohort = 'cla'
    and inside.period = context.whole
    and inside.level = 'county'
    and inside.entity = context.la_code
    and inside.breakdown = 'in_county'
    and inside.breakdown_value = 'Y'
inner join shown_figure as outside
    on outside.metric = 'sen_support'
    and outside.cohort = 'cla'
    and outside.period = context.whole
    and outside.level = 'county'
    and outside.entity = context.la_code
    and outside.breakdown = 'in_county'
    and outside.breakdown_value = 'N'
where inside.denominator is not null and outside.denominator is not null;

insert into annual_sentence (sheet, sentence)
select
    sheet,
    said(number, 'count') || ' of ' || said(of, 'count') || ' '
    || lower(substr(group_words, 1, 1)) || substr(group_words, 2)
    || ' who were on a school''s roll at the end of ' || whole_words || ' were '
    || lower(substr(name, 1, 1)) || substr(name, 2)
    || coalesce(
        '; the year before ' || said(before_number, 'count') || ' of ' || said(before_of, 'count'),
        ''
    ) || '.'
from (
    select
        annual_part.sheet,
        group_name.name as group_words,
        annual_split.name,
        context.whole_words,
        figure.denominator as number,
        whole.denominator as of,
        figure.before_denominator as before_number,
        whole.before_denominator as before_of,
        row_number() over (partition by annual_part.sheet order by annual_split.position) as place
    from annual_part
    cross join annual_split
    cross join context
    inner join group_name on group_name.cohort = annual_part.topic
    inner join shown_figure as figure
        on figure.metric = 'sen_support'
        and figure.cohort = annual_part.topic
        and figure.period = context.whole
        and figure.level = 'county'
        and figure.entity = context.la_code
        and figure.breakdown = annual_split.breakdown
        and figure.breakdown_value = annual_split.breakdown_value
    inner join shown_figure as whole
        on whole.metric = 'sen_support'
        and whole.cohort = annual_part.topic
        and whole.period = context.whole
        and whole.level = 'county'
        and whole.entity = context.la_code
        and whole.breakdown = 'none'
    where annual_part.source = 'split'
        and annual_split.breakdown in ('sex', 'fsm', 'idaci')
        and figure.denominator is not null
        and whole.denominator is not null
)
where place = 1;

insert or ignore into annual_sentence (sheet, sentence)
select
    'S02_In_and_out',
    'Children looked after attended ' || said(outside.value, 'decimal')
    || '% of their possible sessions at schools outside the county, and '
    || said(inside.value, 'decimal') || '% at those of the county, in ' || context.whole_words
    || coalesce(
        '; the year before ' || said(outside.before, 'decimal') || '% and '
            || said(inside.before, 'decimal') || '%',
        ''
    ) || '.'
from context
inner join shown_figure as inside
    on inside.metric = 'attendance_rate'
    and inside.cohort = 'cla'
    and inside.period = context.whole
    and inside.level = 'county'
    and inside.entity = context.la_code
    and inside.breakdown = 'in_county'
    and inside.breakdown_value = 'Y'
inner join shown_figure as outside
    on outside.metric = 'attendance_rate'
    and outside.cohort = 'cla'
    and outside.period = context.whole
    and outside.level = 'county'
    and outside.entity = context.la_code
    and outside.breakdown = 'in_county'
    and outside.breakdown_value = 'N'
where inside.value is not null and outside.value is not null;

insert into annual_sentence (sheet, sentence)
select
    'S03_Phases',
    said(figure.denominator, 'count')
    || iif(
        figure.denominator = 1,
        ' child looked after was at a state-funded secondary school at the end of ',
        ' children looked after were at state-funded secondary schools at the end of '
    )
    || context.whole_words
    || coalesce('; the year before ' || said(figure.before_denominator, 'count'), '') || '.'
from context
inner join shown_figure as figure
    on figure.metric = 'sen_support'
    and figure.cohort = 'cla'
    and figure.period = context.whole
    and figure.level = 'county'
    and figure.entity = context.la_code
    and figure.breakdown = 'phase'
    and figure.breakdown_value = 'State-funded secondary'
where figure.denominator is not null;

insert into annual_sentence (sheet, sentence)
select
    annual_part.sheet,
    figure.counted || iif(
        annual_part.section = 18,
        ' plans due of children looked after were completed on time in the ',
        ' completed plans of children looked after were of good quality in the '
    ) || substr(figure.period, 9) || ' term of ' || context.whole_words || '.'
    || iif(figure.before_counted like '%of%', ' The same term a year before: '
        || figure.before_counted || '. ' || figure.changed || '.', '')
from annual_part
cross join context
inner join shown_told as figure
    on figure.metric = iif(annual_part.section = 18, 'pep_on_time', 'pep_quality_good')
    and figure.cohort = 'cla'
    and figure.period = context.whole || ' summer'
    and figure.level = 'county'
    and figure.entity = context.la_code
    and figure.breakdown = 'none'
where annual_part.source = 'term' and figure.counted like '%of%';

-- Targets: the first whose figure is shown, or else how many there are.
insert into annual_sentence (sheet, sentence)
select 'S22_Targets', sentence
from (
    select
        1 as part,
        annual_target.position,
        annual_target.name || ', in ' || annual_target.year || ': the target is '
        || said(annual_target.target, 'decimal')
        || iif(target_period.is_over, ', and it came to ', ', and so far it is ')
        || said(shown_figure.value, 'decimal')
        || case shown_figure.target_met
            when 1 then '. The target was met.'
            when 0 then '. The target was not met.'
            else iif(target_period.is_over, '.', '. A target is for the whole year.')
        end
        || iif(
            shown_figure.doubt = '',
            '',
            ' ' || upper(substr(shown_figure.doubt, 1, 1)) || substr(shown_figure.doubt, 2) || '.'
        ) as sentence
    from annual_target
    cross join context
    inner join target_period
        on target_period.metric = annual_target.metric
        and target_period.cohort = annual_target.cohort
        and target_period.period = annual_target.period
    inner join shown_figure
        on shown_figure.metric = annual_target.metric
        and shown_figure.cohort = annual_target.cohort
        and shown_figure.period = annual_target.period
        and shown_figure.level = 'county'
        and shown_figure.entity = context.la_code
        and shown_figure.breakdown = 'none'
    where shown_figure.value is not null
    union all
    select 2, 0, said(count(*), 'Word') || iif(count(*) = 1, ' target is set.', ' targets are set.')
    from annual_target
    having count(*) > 0
)
order by part, position
limit 1;

insert into annual_sentence (sheet, sentence)
select
    'S22_Promises_by_school',
    words || ': kept at ' || said(kept, 'count') || ' of ' || said(schools, 'count')
    || ' schools, not kept at ' || said(not_kept, 'count') || ', and not on record at '
    || said(not_on_record, 'count') || '.'
from annual_promise
where kept + not_kept + not_on_record > 0
order by place
limit 1;

-- All others have nothing to show.
insert or ignore into annual_sentence (sheet, sentence)
select
    annual_state.sheet,
    case
        when annual_state.missing like 'No extract holds%' then annual_state.missing || '.'
        when annual_state.shown > 0
            then said(annual_state.shown, 'count') || ' of ' || said(annual_state.asked, 'count')
                || ' figures of ' || context.whole_words || ' can be shown.'
        when annual_state.withheld > 0
            then 'What there is of ' || context.whole_words || ' is not shown, so that no small'
                || ' number can be worked out.'
        when annual_state.missing is not null then annual_state.missing || '.'
        when annual_part.source = 'target' then 'The county has set no targets.'
        when annual_part.source = 'shown_promise'
            then 'None of the promises can be measured yet: what would record them has not come.'
        else 'Of ' || context.whole_words || ' there is nothing, or there are too few children to'
            || ' show.'
    end
from annual_state
inner join annual_part
    on annual_part.sheet = annual_state.sheet and annual_part.topic = annual_state.topic
cross join context
order by annual_state.sheet, annual_state.topic;

-- name: sentence
-- What the worksheet says first.
--
-- lack    the same where that is all
-- missing  measures of which there is nothing, beside others
-- others  what others have published of what is withheld of ours
select
    iif(annual_table.sheet is null, null, annual_sentence.sentence) as sentence,
    iif(annual_table.sheet is null, annual_sentence.sentence, null) as lack,
    (
        select annual_state.missing || '.'
        from annual_state
        where annual_state.sheet = annual_table.sheet
            and annual_state.topic = ''
            and annual_state.missing || '.' <> annual_sentence.sentence
    ) as missing,
    (
        select 'Published by others, of what is not shown of ours: ' || group_concat(others, '; ')
            || '.'
        from (
            select annual_figure.others
            from annual_figure
            where annual_figure.sheet = :table and annual_figure.others is not null
            order by annual_figure.position
        )
        having count(*) > 0
    ) as others
from annual_sentence
left join annual_table on annual_table.sheet = annual_sentence.sheet
where annual_sentence.sheet = :table;

-- name: sections
-- The sections of the report: what is there of each, and why not all.
select
    annual_section.section,
    annual_section.name,
    case
        when sum(annual_state.shown + annual_state.withheld) = 0 then 'Without data'
        when sum(annual_state.shown) = 0 then 'Withheld'
        when sum(annual_state.shown) = sum(annual_state.asked) then 'Full'
        else 'In part'
    end as state,
    said(sum(annual_state.shown), 'count') || ' of ' || said(sum(annual_state.asked), 'count')
        as figures,
    coalesce(
        nullif(
            trim(
                iif(
                    sum(annual_state.withheld) > 0,
                    said(sum(annual_state.withheld), 'count')
                    || iif(sum(annual_state.withheld) = 1, ' is', ' are')
                    || ' not shown, so that no small number can be worked out. ',
                    ''
                )
                || iif(
                    sum(annual_state.asked - annual_state.shown - annual_state.withheld
                        > 0 and annual_state.missing is null) > 0,
                    'Of some parts there is nothing, or there are too few children to show. ',
                    ''
                )
                || coalesce(group_concat(annual_state.missing, '. ') || '.', '')
            ),
            ''
        ),
        'All that is asked for is there.'
    ) as why,
    replace(group_concat(distinct annual_state.sheet), ',', ', ') as sheets
from annual_section
inner join (select * from annual_state order by sheet, topic) as annual_state
    on annual_state.section = annual_section.section
group by annual_section.section, annual_section.name
order by annual_section.section;

-- name: asked
-- The figures of a worksheet.
select
    annual_row.position,
    annual_row.metric,
    annual_row.cohort,
    annual_row.name,
    annual_row.group_words,
    iif(annual_figure.state = 'none', '[z]', annual_row.status) as status
from annual_row
inner join annual_figure
    on annual_figure.sheet = annual_row.sheet and annual_figure.position = annual_row.position
inner join annual_known
    on annual_known.metric = annual_row.metric
    and annual_known.cohort = annual_row.cohort
    and annual_known.breakdown = 'none'
where annual_row.sheet = :table
    and annual_row.sheet in (select annual_shown.sheet from annual_shown)
    and annual_row.metric not in (select annual_unsent.metric from annual_unsent);

-- name: placed
-- The same at schools of the county and elsewhere.
select
    annual_row.position * 10 + side.position as position,
    annual_row.metric,
    annual_row.cohort,
    side.breakdown,
    side.breakdown_value,
    annual_row.name || side.words as name,
    annual_row.status
from annual_row
cross join (
    select
        1 as position,
        'in_county' as breakdown,
        'Y' as breakdown_value,
        ', in the county' as words
    union all
    select 2, 'in_county', 'N', ', outside it'
) as side
inner join annual_known
    on annual_known.metric = annual_row.metric
    and annual_known.cohort = annual_row.cohort
    and annual_known.breakdown = side.breakdown
    and annual_known.breakdown_value = side.breakdown_value
where annual_row.sheet = :table
    and annual_row.sheet in (select annual_shown.sheet from annual_shown);

-- name: split
-- What children are.
select
    annual_split.position,
    annual_split.breakdown,
    annual_split.breakdown_value,
    annual_split.name
from annual_part
cross join annual_split
inner join annual_known
    on annual_known.metric = 'sen_support'
    and annual_known.cohort = annual_part.topic
    and annual_known.breakdown = annual_split.breakdown
    and annual_known.breakdown_value = annual_split.breakdown_value
where annual_part.sheet = :table
    and annual_part.sheet in (select annual_shown.sheet from annual_shown);

-- name: phase
-- The phases of schools.
select
    row_number() over (order by shown_metric.breakdown_value) as position,
    'phase' as breakdown,
    shown_metric.breakdown_value,
    upper(substr(replace(shown_metric.breakdown_value, 'State-funded ', ''), 1, 1))
        || substr(replace(shown_metric.breakdown_value, 'State-funded ', ''), 2) as name
from context
inner join shown_metric
    on shown_metric.period = context.whole
    and shown_metric.level = 'county'
    and shown_metric.entity = context.la_code
    and shown_metric.cohort = 'all'
    and shown_metric.breakdown = 'phase'
    and shown_metric.metric = 'sen_support'
where :table in (select annual_shown.sheet from annual_shown);

-- name: term
-- The terms of whole years.
select term_name.position, term_name.period, term_name.name
from term_name
inner join dim_period on dim_period.id = term_name.period
cross join context
where dim_period.academic_year between context.whole_5 and context.whole
    and :table in (select annual_shown.sheet from annual_shown);

-- name: counts
-- Bands or kinds over the years.
select
    annual_count.name,
    group_name.short as group_short,
    newest_5,
    newest_4,
    newest_3,
    newest_2,
    newest,
    total,
    100.0 * newest / nullif(total, 0) as share
from annual_part
inner join annual_count on annual_count.topic = annual_part.topic
inner join group_name on group_name.cohort = annual_count.cohort
where annual_part.sheet = :table
order by group_name.position, annual_count.place;

-- name: rungs
-- How often children were suspended in a year.
select
    substr(academic_year, 1, 4) || ' to 20' || substr(academic_year, 6) as year,
    case
        when least = 1 then iif(most is null, 'Once or more often', 'Once')
        when least = 2 then 'Twice' || iif(most is null, ' or more', '')
        else said(least, 'Word') || ' times' || iif(most is null, ' or more', '')
    end as name,
    children,
    sum(children) over (partition by academic_year) as total,
    100.0 * children / sum(children) over (partition by academic_year) as share
from shown_rung
cross join context
where academic_year <= context.whole
order by academic_year, least;

-- name: outcomes
-- What became of permanent exclusions.
select
    substr(least, 1, 4) || ' to 20' || substr(most, 6) as years,
    group_name.short as group_short,
    notified,
    stands,
    notified - stands as rest,
    coalesce(pending, '[c]') as pending,
    coalesce(undone, '[c]') as undone
from shown_outcome
inner join group_name on group_name.cohort = shown_outcome.cohort
order by least, group_name.position;

-- name: targets
-- What the county wants its figures to come to, and what they came to.
--
-- of_period  with what the figure must not hide
select
    annual_target.position,
    annual_target.metric,
    annual_target.cohort,
    annual_target.period,
    annual_target.name,
    annual_target.year,
    coalesce(dim_period.label, annual_target.period) || iif(
        coalesce(dim_period.complete, 0), '', ' so far'
    ) || coalesce('; ' || nullif(shown_figure.doubt, ''), '') as of_period,
    annual_target.target as aim,
    annual_target.label
from annual_target
cross join context
left join dim_period on dim_period.id = annual_target.period
left join shown_figure
    on shown_figure.metric = annual_target.metric
    and shown_figure.cohort = annual_target.cohort
    and shown_figure.period = annual_target.period
    and shown_figure.level = 'county'
    and shown_figure.entity = context.la_code
    and shown_figure.breakdown = 'none';

-- name: quality
-- What the figures of each year rest on.
select
    substr(academic_year, 1, 4) || ' to 20' || substr(academic_year, 6) as year,
    schools,
    marked_schools,
    coalesce(marked, '[x]') as marked,
    coalesce(matched, '[x]') as matched
from shown_quality
order by academic_year;

-- name: nothing
-- No extract holds it.
select sentence as name from annual_sentence where 0;

-- name: promises
-- Promises, and at how many schools each is in which state.
select
    subject, words, kept, not_kept, not_on_record, not_due, too_few, not_measured, schools
from annual_promise
where :table in (select annual_table.sheet from annual_table)
order by place;
