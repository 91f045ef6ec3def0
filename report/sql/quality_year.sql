-- quality_year: academic years with facts that terms.csv lacks, so that no figure counts
-- them.
select academic_year, 'Loaded, in no figure: add its half terms to terms.csv' as meaning
from year_without_terms
order by academic_year;
