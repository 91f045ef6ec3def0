-- funnel_choice: one row: the funnel to draw, of children who had a social worker in the
-- last six years: suspensions in the phase with the most schools that can be shown, if
-- they are five or more, else persistent absence.
--
-- schools  that can be shown; those where it happened count, since zeros say little
-- model  the distribution of its limits
drop table if exists temp.funnel_choice;
create temp table funnel_choice (
    metric text not null,
    cohort text not null,
    phase text not null,
    model text not null,
    schools integer not null,
    phase_words text not null
) strict;

insert into funnel_choice (metric, cohort, phase, model, schools, phase_words)
select
    metric,
    cohort,
    phase,
    iif(metric = 'persistent_absence', 'binomial', 'poisson'),
    sum(value is not null) as schools,
    case phase
        when 'State-funded primary' then 'primary schools'
        when 'State-funded secondary' then 'secondary schools'
        when 'State-funded special' then 'special schools'
        when 'State-funded AP' then 'alternative provision'
        else 'schools'
    end
from shown_funnel
where cohort = 'ever6' and metric in ('suspended_pupils', 'persistent_absence')
group by metric, cohort, phase
order by
    iif(sum(coalesce(numerator > 0, 0)) >= 5, metric = 'suspended_pupils', 0) desc,
    sum(coalesce(numerator > 0, 0)) desc,
    metric desc,
    phase
limit 1;

-- shown_repeat: where children are suspended again and again: schools where such
-- children are not few, and one row for all
-- others together; if that row would stand for one school or few children, the next
-- school goes into it.
--
-- children     had a social worker in the last six years and were suspended
--              repeat_threshold times or more this year, anywhere
-- suspensions  theirs, at this school
drop table if exists temp.repeat_school;
create temp table repeat_school (
    school_key integer primary key,
    children integer not null,
    suspensions integer not null,
    place integer not null, -- by children, most first
    running_children integer not null -- of this and all smaller ones
) strict;

insert into repeat_school (school_key, children, suspensions, place, running_children)
with tally as (
    select
        fct_exclusion.school_key,
        count(distinct fct_exclusion.pupil_key) as children,
        count(*) as suspensions
    from context
    inner join dim_period on dim_period.id = context.year
    inner join mart_pupil_exclusion
        on mart_pupil_exclusion.academic_year = context.year
        and mart_pupil_exclusion.suspensions >= context.repeat_threshold
        and ';' || mart_pupil_exclusion.cohorts || ';' like '%;ever6;%'
    inner join fct_exclusion
        on fct_exclusion.pupil_key = mart_pupil_exclusion.pupil_key
        and fct_exclusion.category = 'SUSP'
        and fct_exclusion.counted = 1
        and fct_exclusion.start_date between dim_period.start_date and context.as_of
    group by fct_exclusion.school_key
)
select
    school_key,
    children,
    suspensions,
    row_number() over (order by children desc, suspensions desc, school_key),
    sum(children) over (
        order by children, suspensions, school_key desc
        rows between unbounded preceding and current row
    )
from tally;

drop table if exists temp.shown_repeat;
create temp table shown_repeat (
    school_key integer, -- null: all others
    schools integer not null,
    children integer not null,
    suspensions integer not null
) strict;

insert into shown_repeat (school_key, schools, children, suspensions)
with
edge as (
    -- The last place that is named: all above it are large, and what is left is nothing
    -- or large, of more than one school. No more than a page has room for.
    select coalesce(max(named.place), 0) as place
    from repeat_school as named, context
    where named.children >= context.suppress_below
        and named.place <= 15
        and (
            not exists (select 1 from repeat_school where place > named.place)
            or (
                (select count(*) from repeat_school where place > named.place) > 1
                and (select sum(children) from repeat_school where place > named.place)
                    >= context.suppress_below
            )
        )
)
select school_key, 1, children, suspensions
from repeat_school, edge
where repeat_school.place <= edge.place
union all
select null, count(*), sum(children), sum(suspensions)
from repeat_school, edge
where repeat_school.place > edge.place
having count(*) > 0 and sum(children) >= (select suppress_below from context);
