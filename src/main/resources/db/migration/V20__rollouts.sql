-- Runs: two states more while a host comes to its standstill and goes back into service, and an end for those whose window closed.
alter table host_runs drop constraint host_runs_state_check;
alter table host_runs add constraint host_runs_state_check check (state in
    ('queued', 'checking', 'draining', 'staging', 'resetting', 'working', 'verifying', 'restoring', 'human',
     'succeeded', 'nothing-to-do', 'failed', 'cancelled', 'unfinished'));
drop index host_runs_one_live;
create unique index host_runs_one_live on host_runs (host_id) where ended_at is null;
drop index host_runs_turning;
create index host_runs_turning on host_runs (id)
    where state not in ('succeeded', 'nothing-to-do', 'failed', 'cancelled', 'unfinished', 'human');

-- The world is halted while there is a row that nobody has lifted: no hub submits or resets.
create table halts (
    id         bigint generated always as identity primary key,
    who        text        not null,
    reason     text        not null,
    at         timestamptz not null default now(),
    lifted_by  text,
    lifted_at  timestamptz
);
create unique index halts_one on halts ((true)) where lifted_at is null;
