-- disclosure_count: the counts of children, or of what happened to them, that metrics
-- are made of. Two metrics that show one count show and hide it together.
--
-- side     which of the metric's numbers the count is
-- part_of  counts that it is a part of: where the rest is small, that gives it away
with rule (count, metric, side, part_of, part_of_too) as (
    values
        ('attending', 'persistent_absence', 'denominator', '', ''),
        ('persistent', 'persistent_absence', 'numerator', 'attending', ''),
        ('severe', 'severe_absence', 'numerator', 'attending', 'persistent'),
        ('places', 'persistent_absence_enrolments', 'denominator', '', ''),
        ('persistent_places', 'persistent_absence_enrolments', 'numerator', 'places', ''),
        ('possible', 'absence_rate', 'denominator', '', ''),
        ('absent', 'absence_rate', 'numerator', 'possible', ''),
        ('present', 'attendance_rate', 'numerator', 'possible', ''),
        ('authorised', 'authorised_absence_rate', 'numerator', 'absent', ''),
        ('unauthorised', 'unauthorised_absence_rate', 'numerator', 'absent', ''),
        ('late', 'late_rate', 'numerator', 'possible', ''),
        ('part_time', 'part_time_absence_rate', 'numerator', 'possible', ''),
        ('roll', 'suspended_pupils', 'denominator', '', ''),
        ('suspended', 'suspended_pupils', 'numerator', 'roll', ''),
        ('repeat', 'repeat_suspended_pupils', 'numerator', 'roll', 'suspended'),
        ('excluded', 'permanent_exclusion_rate', 'numerator', 'roll', ''),
        ('suspensions', 'suspension_rate', 'numerator', '', ''),
        ('days', 'suspension_days', 'numerator', '', '')
)
select count, metric, side, part_of, part_of_too from rule;
