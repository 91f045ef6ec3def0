-- One row of period_stay; ?1 to ?8 in its order.
insert into temp.period_stay (
    pupil_key, school_key, is_on_roll, is_own, age, nc_year, sen_status, fsm
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
