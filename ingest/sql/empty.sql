-- Before a rebuild: what extracts gave is gone; keys, contents and the record of runs stay.
delete from enrolment_state;
delete from content_school;
delete from content_wait;
delete from kept_key;
delete from content_plan;
delete from load_reject;
delete from mark_hidden;
delete from mark_string;
delete from mark_source;
delete from person_note;
delete from changed_fact;
delete from changed_marks;
insert into changed_all (reason) values ('rebuild') on conflict do nothing;
