-- school_basis: one row per school with figures: what its cells were made by.
--
-- says  where it is, and the entities above it
create table if not exists school_basis (
    school_key integer primary key,
    says text not null
) strict;
