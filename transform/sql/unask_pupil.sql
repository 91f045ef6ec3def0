delete from pupil_asked
where pupil_key = ?1
