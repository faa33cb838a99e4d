-- A run that waits for a human takes no turns, but for one thing: what it has staged is removed when its window closes.
alter table host_runs add column wakes_at timestamptz;              -- null: it sleeps until somebody answers
drop index host_runs_turning;
create index host_runs_turning on host_runs (id)
    where state not in ('succeeded', 'nothing-to-do', 'failed', 'cancelled', 'unfinished');

-- How a host was when its run was admitted, beside health_before: what is new afterwards stops the next wave.
alter table host_runs
    add column status_before text,                                 -- in its vCenter: green, yellow, red, gray; null: in none
    add column faults_before jsonb;                                -- that its BMC reported; null: not told

-- A word that came as a message stands in the order of its sender's.
alter table plan_words
    add column source text,
    add column stamp  jsonb;
