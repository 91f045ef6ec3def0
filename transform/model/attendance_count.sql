-- attendance_count: what attendance_counts shows, with what says which of two is the newer.
--
-- basis      summary, census
-- year       academic, of the census's counts
-- part       of that year: a census collects the term before it, that of the autumn the two
--            halves of the summer apart (DfE, pupil absence methodology, 4.1)
-- roll       of pupils ON and OFF the roll, where both hold the pupil: the sums add up
-- line       where the row stands in it
-- code       '' of a pupil whom a census lists with sessions possible and none of any code, where
--            sessions of others came and none of them was of being present: then absences alone
--            are listed, and this pupil had none
-- order_key  of the content that the row came from
create view if not exists attendance_count as
select
    person.pupil_key,
    attendance_summary.school_key,
    'summary' as basis,
    attendance_summary.start_date,
    attendance_summary.end_date,
    null as year,
    '' as part,
    '' as roll,
    '' as code,
    null as sessions,
    attendance_summary.possible,
    attendance_summary.authorised,
    attendance_summary.unauthorised,
    attendance_summary.late,
    content.order_key,
    attendance_summary.line
from attendance_summary
inner join person on person.ident_key = attendance_summary.ident_key
inner join content on content.content_id = attendance_summary.content_id
where not exists (
    select 1
    from person as twin
    cross join attendance_summary as other
        on other.school_key = attendance_summary.school_key
        and other.ident_key = twin.ident_key
        and other.start_date = attendance_summary.start_date
    cross join content as theirs on theirs.content_id = other.content_id
    where twin.pupil_key = person.pupil_key
        and twin.ident_key <> person.ident_key
        and (theirs.order_key, other.line) > (content.order_key, attendance_summary.line)
)
union all
select
    person.pupil_key,
    census_session.school_key,
    'census' as basis,
    null as start_date,
    null as end_date,
    census_session.census_year - 1 as year,
    case
        when census_session.census_term = 'SPRING' then 'autumn'
        when census_session.census_term = 'SUMMER' then 'spring'
        when census_session.part = 'TERM' then 'HT5'
        else 'HT6'
    end as part,
    census_session.roll,
    census_session.code,
    census_session.sessions,
    census_session.possible,
    null as authorised,
    null as unauthorised,
    null as late,
    content.order_key,
    census_session.line
from census_session
inner join person on person.ident_key = census_session.ident_key
inner join content on content.content_id = census_session.content_id
-- Of several exports of one census the newest: a code that it lacks has no sessions.
where not exists (
    select 1
    from person as twin
    cross join census_session as other
        on other.school_key = census_session.school_key
        and other.ident_key = twin.ident_key
        and other.census_year = census_session.census_year
        and other.census_term = census_session.census_term
        and other.part = census_session.part
        and other.roll = census_session.roll
    cross join content as theirs on theirs.content_id = other.content_id
    where twin.pupil_key = person.pupil_key
        and theirs.order_key > content.order_key
)
union all
select
    person.pupil_key,
    listed.school_key,
    'census' as basis,
    null as start_date,
    null as end_date,
    listed.census_year - 1 as year,
    case
        when listed.census_term = 'SPRING' then 'autumn'
        when listed.census_term = 'SUMMER' then 'spring'
        when half.part = 'TERM' then 'HT5'
        else 'HT6'
    end as part,
    'ON' as roll,
    '' as code,
    0 as sessions,
    iif(half.part = 'TERM', listed.possible, listed.possible_second_half) as possible,
    null as authorised,
    null as unauthorised,
    null as late,
    content.order_key,
    listed.line
from census_pupil as listed
inner join person on person.ident_key = listed.ident_key
inner join content on content.content_id = listed.content_id
inner join (select 'TERM' as part union all select 'SECOND_HALF' as part) as half
    on half.part = 'TERM' or listed.census_term = 'AUTUMN'
where iif(half.part = 'TERM', listed.possible, listed.possible_second_half) > 0
    and exists (
        select 1
        from census_session
        where census_session.school_key = listed.school_key
            and census_session.census_year = listed.census_year
            and census_session.census_term = listed.census_term
            and census_session.part = half.part
    )
    and not exists (
        select 1
        from census_session as present
        inner join mark_meaning
            on mark_meaning.mark = present.code
            and mark_meaning.meaning = 'present'
        where present.school_key = listed.school_key
            and present.census_year = listed.census_year
            and present.census_term = listed.census_term
            and present.part = half.part
    )
    and not exists (
        select 1
        from person as twin
        cross join census_session as own
            on own.school_key = listed.school_key
            and own.ident_key = twin.ident_key
            and own.census_year = listed.census_year
            and own.census_term = listed.census_term
            and own.part = half.part
        where twin.pupil_key = person.pupil_key
    );
