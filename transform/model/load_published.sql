-- load_published: what the DfE's published files that were taken in hold: a row a file and data
-- set of the config, and one, of data_set '', for the figures in it that no benchmarks/*.ini says
-- anything of, so that none is lost unseen. Figures in force: a later file's stand for an earlier's.
--
-- path      below the inbox, as it was last sent
-- sent      the day it was made on
-- data_set  the file of the config that says what its figures are
-- title     of the data set
-- oldest, newest  time periods, as published
-- version   of the newest: Provisional, Revised, Final; '' where the file does not say
-- figures   in the file
-- withheld  of them those with a symbol instead of a number
create view if not exists load_published as
with
kind as (
    select
        published.content_id,
        published.indicator,
        published.filters,
        published.time_identifier,
        min(published.time_period) as oldest,
        max(published.time_period) as newest,
        max(published.time_period || published.version) as newest_version,
        count(*) as figures,
        sum(published.figure not glob '[-0-9]*') as withheld
    from published
    group by
        published.indicator,
        published.filters,
        published.time_identifier,
        published.content_id
),
part as (
    select filters_key, time_identifier, data_set, title, indicator from published_measure
    union
    select filters_key, time_identifier, data_set, title, numerator from published_measure
    union
    select filters_key, time_identifier, data_set, title, denominator from published_measure
)
select
    (
        select content_stamp.path
        from content_stamp
        where content_stamp.content_id = kind.content_id
        order by content_stamp.stamp desc
        limit 1
    ) as path,
    substr(content.stamp, 1, 10) as sent,
    coalesce(part.data_set, '') as data_set,
    coalesce(part.title, '') as title,
    min(kind.oldest) as oldest,
    max(kind.newest) as newest,
    case substr(max(kind.newest_version), -1)
        when '3' then 'Final'
        when '2' then 'Revised'
        when '1' then 'Provisional'
        else ''
    end as version,
    sum(kind.figures) as figures,
    sum(kind.withheld) as withheld
from kind
inner join content on content.content_id = kind.content_id
left join part
    on part.indicator = kind.indicator
    and part.filters_key = kind.filters
    and part.time_identifier = kind.time_identifier
group by kind.content_id, coalesce(part.data_set, ''), coalesce(part.title, '');
