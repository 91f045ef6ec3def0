-- strategic: the queries of the pack.

-- name: headline
-- The measures that a head is told of first, each of whom it is measured of.
select
    100 * headline_group.place + headline_measure.place as position,
    headline_measure.metric,
    headline_group.cohort,
    metric_name.name as measure,
    coalesce(group_name.short, dim_cohort.label) as group_short
from headline_measure
cross join headline_group
inner join metric_name on metric_name.metric = headline_measure.metric
inner join dim_cohort on dim_cohort.id = headline_group.cohort
left join group_name on group_name.cohort = headline_group.cohort
where coalesce(headline_measure.cohort, headline_group.cohort) = headline_group.cohort
    and exists (
        select 1
        from context
        cross join {set}_beside as figure
            on figure.period in (context.year, context.compare)
            and figure.level = 'county'
            and figure.entity = context.la_code
            and figure.cohort = headline_group.cohort
            and figure.breakdown = 'none'
            and figure.breakdown_value = ''
            and figure.metric = headline_measure.metric
    );

-- name: finding
-- What has changed, the first first.
select
    case kind
        when 'attention' then 'Needs attention'
        when 'improved' then 'Improved'
        when 'watch' then 'Watch'
        else 'Data'
    end as kind_name,
    sentence
from finding
order by place;

-- name: tally
-- How many comparisons could be tested, and what came of them: one row of templates.
--
-- doubt    schools whose attendance is late or in part, and since when no suspensions have come
-- unmoved  where no sentence passed
select
    finding_tally.*,
    (select count(*) from finding where kind = 'attention') as attention,
    case (select count(*) from finding where kind = 'attention')
        when 0
            then iif(
                tested = 0,
                'Nothing could be tested',
                'Nothing needs attention by these tests'
            )
        when 1 then 'One thing needs attention: worksheet What_changed'
        else '{attention:Word} things need attention: worksheet What_changed'
    end as attention_words,
    'Of {asked:count} comparisons {tested:count} could be tested (chance alone would call about'
    || ' {by_chance:count} a change)'
    || case withheld
        when 0 then ''
        else '; {withheld:count} are withheld, not unchanged'
    end || '.' as tested_words,
    (
        select iif(county = '', '', ' ' || county) || iif(suspensions = '', '', ' ' || suspensions)
        from doubt_words
    ) as doubt,
    iif(
        tested = 0,
        'Whether anything has changed since {then_words} is not known: nothing could be tested.',
        'Nothing has changed clearly since {then_words}, of {tested:count} comparisons that could'
        || ' be tested.'
    ) as unmoved
from finding_tally;

-- name: doubt
-- Schools whose attendance is late or in part, beside what their marks enter: of the county, and of
-- its districts; and since when no suspensions have come.
select * from doubt_words;

-- name: ladder
-- How often children with a social worker were suspended, in a sentence. Blank where it cannot be
-- shown.
--
-- ladder  34 once, 10 twice, 8 three times, 7 four times or more
-- doubt   schools whose attendance is late or in part
-- suspensions  since when none have come
select
    (select county from doubt_words) as doubt,
    (select suspensions from doubt_words) as suspensions,
    coalesce(
        said(sum(children), 'count') || iif(
            sum(children) = 1,
            ' child with a social worker was suspended: ',
            ' children with a social worker were suspended: '
        )
        || group_concat(
            said(children, 'count') || case least
                when 1 then ' once'
                when 2 then ' twice'
                else ' ' || said(least, 'word') || ' times'
            end || case
                when most is not null then ''
                when least = 1 then ' or more often'
                else ' or more'
            end,
            ', '
        ) || '.',
        ''
    ) as ladder
from (
    select shown_rung.*
    from shown_rung
    inner join context on context.year = shown_rung.academic_year
    where shown_rung.children > 0
    order by shown_rung.least
);

-- name: district_row
-- The county's own districts, each beside the county's own figure: a difference is one where the
-- interval of the district's leaves it out.
select
    row_number() over (order by place.district) as position,
    'district' as level,
    place.district as entity,
    place.district as place,
    case
        when figure.lower is null then 'Not compared'
        when figure.lower > county.value then 'Higher than the county'
        when figure.upper < county.value then 'Lower than the county'
        else 'No clear difference'
    end as county_compared
from context
cross join (
    select distinct district, la_code from dim_school where district is not null
) as place on place.la_code = context.la_code
left join {set}_beside as figure
    on figure.period = context.year
    and figure.level = 'district'
    and figure.entity = place.district
    and figure.cohort = 'csw'
    and figure.breakdown = 'none'
    and figure.breakdown_value = ''
    and figure.metric = 'persistent_absence'
left join {set}_beside as county
    on county.period = context.year
    and county.level = 'county'
    and county.entity = context.la_code
    and county.cohort = 'csw'
    and county.breakdown = 'none'
    and county.breakdown_value = ''
    and county.metric = 'persistent_absence';

-- name: district_told
-- In which districts persistent absence is clearly another than the county's: a sentence.
--
-- doubt  in which of them schools' attendance is late or in part
-- suspensions  since when none have come
select
    (select districts from doubt_words) as doubt,
    (select suspensions from doubt_words) as suspensions,
    case
        when count(*) = 0 then 'No district can be compared with the county.'
        when max(is_higher or is_lower) = 0
            then iif(
                count(*) = 1,
                'In the one district that can be compared persistent absence is not',
                'In none of ' || said(count(*), 'word') || ' districts is persistent absence'
            )
            || ' clearly another than the county''s ' || said(max(county), 'decimal') || '%.'
        else 'Persistent absence beside the county''s ' || said(max(county), 'decimal') || '%: '
            || coalesce('clearly higher in ' || group_concat(iif(is_higher, place, null), ', '), '')
            || iif(max(is_higher) and max(is_lower), '; ', '')
            || coalesce('clearly lower in ' || group_concat(iif(is_lower, place, null), ', '), '')
            || '.'
    end as title
from (
    select
        figure.entity as place,
        county.value as county,
        figure.lower > county.value as is_higher,
        figure.upper < county.value as is_lower
    from context
    cross join (
        select distinct district, la_code from dim_school where district is not null
    ) as place on place.la_code = context.la_code
    inner join shown_metric as figure
        on figure.period = context.year
        and figure.level = 'district'
        and figure.entity = place.district
        and figure.cohort = 'csw'
        and figure.breakdown = 'none'
        and figure.metric = 'persistent_absence'
        and figure.lower is not null
    inner join shown_metric as county
        on county.period = context.year
        and county.level = 'county'
        and county.entity = context.la_code
        and county.cohort = 'csw'
        and county.breakdown = 'none'
        and county.metric = 'persistent_absence'
        and county.value is not null
    order by figure.entity
);

-- name: school
-- The county's schools that are open, those first that are past a limit for their size.
--
-- flags    of children who had a social worker in the last six years; a test that could not be told
--          is said: it is not one that found nothing
-- on_roll  who have a social worker, on the last day, else on the roll date, where any figure that
--          counts them may be shown; none where pupils are counted on the last day and none of ours
-- data     how far its attendance goes, or what is wrong with it
with
roll as (
    select
        shown_metric.entity as urn,
        case
            when max(dim_metric.denominator_count = 'here' and shown_metric.cohort = 'csw')
                then max(iif(
                    dim_metric.denominator_count = 'here' and shown_metric.cohort = 'csw',
                    shown_metric.denominator,
                    null
                ))
            when max(dim_metric.denominator_count = 'here') then 0
            else max(shown_metric.denominator)
        end as children
    from context
    inner join shown_metric
        on shown_metric.period = context.year
        and shown_metric.level = 'school'
        and shown_metric.cohort in ('csw', 'all')
        and shown_metric.breakdown = 'none'
    inner join dim_metric
        on dim_metric.id = shown_metric.metric
        and (
            dim_metric.denominator_count = 'here'
            or (dim_metric.denominator_count = 'roll' and shown_metric.cohort = 'csw')
        )
    group by shown_metric.entity
),
flag as (
    select
        school_test.urn,
        min(flag_name.position) as first,
        group_concat(school_test.label || ': ' || lower(flag_name.short), '; ') as flags
    from school_test
    left join flag_name
        on flag_name.flag = school_test.flag
        and flag_name.flag <> 'within'
        and school_test.state = 'told'
    group by school_test.urn
)
select
    row_number() over (
        order by flag.first is null, flag.first, dim_school.name, dim_school.urn
    ) as position,
    'school' as level,
    dim_school.urn as entity,
    dim_school.name as place,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    coalesce(
        upper(substr(replace(dim_school.phase, 'State-funded ', ''), 1, 1))
        || substr(replace(dim_school.phase, 'State-funded ', ''), 2),
        '[x]'
    ) as phase,
    coalesce(dim_school.adviser, 'No adviser') as adviser,
    case
        when flag.urn is null then 'Not tested'
        when flag.flags is not null
            then flag.flags || coalesce('; not tested: ' || school_untested.words, '')
        else coalesce('Not tested: ' || school_untested.words, 'None')
    end as flags,
    iif(roll.urn is null, '[x]', coalesce(roll.children, '[c]')) as on_roll,
    coalesce(
        upper(substr(school_doubt.words, 1, 1)) || substr(school_doubt.words, 2),
        'Marks to ' || said(school_feed.last_date, 'short'),
        'No attendance has come'
    ) as data
from context
inner join dim_school on dim_school.la_code = context.la_code
left join flag on flag.urn = dim_school.urn
left join school_untested on school_untested.urn = dim_school.urn
left join roll on roll.urn = dim_school.urn
left join school_feed on school_feed.urn = dim_school.urn
left join school_doubt
    on school_doubt.urn = dim_school.urn and school_doubt.period = context.year
where dim_school.status like 'Open%';

-- name: school_finding
-- How many schools are past a limit, of how many tests, and how many chance alone would put there;
-- in sentences short enough to stand over the table.
select
    school_tally.*,
    case
        when tested = 0 then 'No school can be held against limits for its size.'
        else case far
            when 0 then 'No school tested is'
            when 1 then 'One school is'
            else '{far:Word} schools are'
        end || ' past a 99.8% limit, {near:word} past a 95% limit alone.'
    end
    || iif(
        tested = 0,
        '',
        iif(tested = 1, ' Of one test', ' Of {tested:count} tests')
        || ' chance alone would put about {by_chance:count} past a limit'
        || case withheld
            when 0 then '.'
            when 1 then '; one more is withheld.'
            else '; {withheld:word} more are withheld.'
        end
    ) as title,
    (select suspensions from doubt_words) as suspensions
from school_tally;

-- name: looked_after
-- Plans and results of children looked after, each of the newest year that has a figure of it, or
-- term where it is of terms alone.
with measure (position, metric, cohort) as (
    values
        (1, 'pep_initial', 'cla'),
        (2, 'pep_on_time', 'cla'),
        (3, 'pep_three_a_year', 'cla'),
        (4, 'pep_quality_good', 'cla'),
        (5, 'sdq_completed', 'cla12'),
        (6, 'sdq_concern', 'cla12'),
        (7, 'in_year_moves', 'cla'),
        (8, 'ehcp', 'cla'),
        (9, 'eyfs_gld', 'cla12'),
        (10, 'phonics_y1', 'cla12'),
        (11, 'ks2_rwm', 'cla12'),
        (12, 'ks4_em4', 'cla12'),
        (13, 'ks4_a8', 'cla12'),
        (14, 'ks4_p8', 'cla12')
),
newest as (
    -- A year before a term.
    select
        measure.*,
        dim_period.id as period,
        row_number() over (
            partition by measure.position
            order by dim_period.grain = 'term', dim_period.start_date desc
        ) as place
    from measure
    cross join context
    inner join dim_period
        on dim_period.grain in ('year', 'term')
        and dim_period.start_date <= context.as_of
    cross join {set}_beside as figure
        on figure.period = dim_period.id
        and figure.level = 'county'
        and figure.entity = context.la_code
        and figure.cohort = measure.cohort
        and figure.breakdown = 'none'
        and figure.breakdown_value = ''
        and figure.metric = measure.metric
)
select
    newest.position,
    newest.metric,
    newest.cohort,
    newest.period,
    metric_name.name as measure,
    coalesce(group_name.short, dim_cohort.label) as group_short,
    coalesce(
        term_name.name,
        substr(newest.period, 1, 4) || ' to 20' || substr(newest.period, 6, 2)
            || iif(dim_period.complete, '', ' so far')
    ) as year
from newest
inner join dim_period on dim_period.id = newest.period
inner join metric_name on metric_name.metric = newest.metric
inner join dim_cohort on dim_cohort.id = newest.cohort
left join term_name on term_name.period = newest.period
left join group_name on group_name.cohort = newest.cohort
where newest.place = 1;
