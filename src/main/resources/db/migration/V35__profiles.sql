-- Configurations of servers as they were before a run did anything to them: Dell's server configuration profile, without passwords.
create table run_profiles (
    run_id  bigint      primary key references host_runs on delete cascade,
    at      timestamptz not null default now(),
    content text        not null                            -- JSON
);
