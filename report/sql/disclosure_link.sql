-- disclosure_link: which counts a metric shows, or rests on so that it is hidden with
-- them. A metric without a row shows two of its own.
--
-- is_base  1 for the count of children that its reliability goes by
with link (metric, count, is_base) as (
    values
        ('attendance_rate', 'attending', 1),
        ('attendance_rate', 'possible', 0),
        ('attendance_rate', 'present', 0),
        ('attendance_rate', 'absent', 0),
        ('absence_rate', 'attending', 1),
        ('absence_rate', 'possible', 0),
        ('absence_rate', 'absent', 0),
        ('authorised_absence_rate', 'attending', 1),
        ('authorised_absence_rate', 'possible', 0),
        ('authorised_absence_rate', 'authorised', 0),
        ('unauthorised_absence_rate', 'attending', 1),
        ('unauthorised_absence_rate', 'possible', 0),
        ('unauthorised_absence_rate', 'unauthorised', 0),
        ('late_rate', 'attending', 1),
        ('late_rate', 'possible', 0),
        ('late_rate', 'late', 0),
        ('part_time_absence_rate', 'attending', 1),
        ('part_time_absence_rate', 'possible', 0),
        ('part_time_absence_rate', 'part_time', 0),
        ('persistent_absence', 'attending', 1),
        ('persistent_absence', 'persistent', 0),
        ('severe_absence', 'attending', 1),
        ('severe_absence', 'severe', 0),
        ('persistent_absence_enrolments', 'attending', 1),
        ('persistent_absence_enrolments', 'persistent', 0),
        ('persistent_absence_enrolments', 'places', 0),
        ('persistent_absence_enrolments', 'persistent_places', 0),
        ('suspended_pupils', 'roll', 1),
        ('suspended_pupils', 'suspended', 0),
        ('suspension_rate', 'roll', 1),
        ('suspension_rate', 'suspended', 0),
        ('suspension_rate', 'suspensions', 0),
        ('suspension_days', 'roll', 1),
        ('suspension_days', 'suspended', 0),
        ('suspension_days', 'days', 0),
        ('repeat_suspended_pupils', 'roll', 1),
        ('repeat_suspended_pupils', 'repeat', 0),
        ('repeat_share', 'suspended', 1),
        ('repeat_share', 'repeat', 0),
        ('permanent_exclusion_rate', 'roll', 1),
        ('permanent_exclusion_rate', 'excluded', 0)
)
select metric, count, is_base from link;
