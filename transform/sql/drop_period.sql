-- A period that is none any more goes, and its cells with it.
delete from funnel_cell
where period_key = :period;

delete from metric_cell
where period_key = :period;

delete from reason_cell
where period_key = :period;

delete from dim_period
where period_key = :period;
