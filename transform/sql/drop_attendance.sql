delete from attendance
where year = ?1
    and school_key = ?2
    and pupil_key = ?3
