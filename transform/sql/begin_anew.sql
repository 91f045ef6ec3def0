-- Before everything is made again.
delete from attendance;

delete from reason_cell;

delete from mart_pupil_exclusion;
