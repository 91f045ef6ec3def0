-- disclosure_part: cohorts that add up to another.
with part (whole, cohort) as (
    values
        ('cin_cpp', 'cin'),
        ('cin_cpp', 'cpp'),
        ('csw', 'cla'),
        ('csw', 'cin_cpp'),
        ('ever6', 'csw'),
        ('ever6', 'formerly'),
        ('formerly', 'formerly_0_1'),
        ('formerly', 'formerly_1_3'),
        ('formerly', 'formerly_3_6'),
        ('all', 'ever6'),
        ('all', 'peers')
)
select whole, cohort from part order by whole;
