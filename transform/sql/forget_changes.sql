delete from changed_pupil;

delete from changed_marks;

delete from changed_all;
