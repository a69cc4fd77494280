-- How many statements of scans each process has committed, by place in flight (so that none waits for another's row).
-- The other processes hold counts of codes in memory for as long as nothing moves here. A process that ends takes its
-- rows away; what one that was killed left is cleared a day later.
create table scan_recorder (
  process uuid not null,
  flight integer not null constraint scan_recorder_flight_counted check (flight >= 0),
  statements bigint not null constraint scan_recorder_statements_positive check (statements > 0),
  at timestamptz not null,
  primary key (process, flight)
) with (fillfactor = 50);
