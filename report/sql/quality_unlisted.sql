-- quality_unlisted: stays without a leaving date that a school's newest list leaves out.
select
    dim_school.name,
    dim_school.urn,
    load_unlisted.enrolments,
    substr(load_freshness.pupils_sent, 1, 10) as pupils_sent
from load_unlisted
inner join dim_school on dim_school.school_key = load_unlisted.school_key
left join load_freshness on load_freshness.school_key = load_unlisted.school_key
order by load_unlisted.enrolments desc, dim_school.name;
