-- safety_child: a row a child whom mart_safety looks at, as of the as-of date: of csw those of
-- compulsory school age, of cla those of school age (details 19, 30, 101).
--
-- plan        the strongest that is open: CLA, CPP, CIN
-- since       from which day on the child has been one of these without a break
-- care_since  of CLA: when the present period of care began, short breaks aside, spells that touch
--             being one (details 30)
-- roll_to     the last day on which the child was on a roll with status C or M; null where it is
--             on one now, or never was
-- roll_school_key  the school of that roll: of two the one entered last
-- social_worker, team  of its newest social care row, one of that plan before others
-- data_date   the day of the file that the row is of; without one of the newest file of the
--             statutory return
create table if not exists safety_child (
    pupil_key integer primary key references ident,
    plan text not null check (plan in ('CLA', 'CPP', 'CIN')),
    since text not null,
    care_since text,
    roll_to text,
    roll_school_key integer references school_ident,
    social_worker text,
    team text,
    data_date text
) strict;
