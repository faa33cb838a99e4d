-- What the last look at each host found, and what it meant.
create table host_readiness (
    host_id bigint primary key references hosts on delete cascade,
    read_at timestamptz not null default clock_timestamp(),
    facts   jsonb  not null,
    risks   jsonb  not null,
    codes   text[] not null,                             -- of the risks; empty: ready
    health  text,                                        -- as its BMC calls it; null: not told
    problem text                                         -- why it could not be asked
);
create index host_readiness_codes on host_readiness using gin (codes);

alter table hosts add column readiness_asked_at timestamptz;
alter table hosts add column readiness_wanted_at timestamptz;   -- somebody waits for a look that is newer
create index hosts_readiness_asked on hosts (readiness_asked_at nulls first);

-- Why a target was turned away at its admission: it was no longer what was approved.
alter table plan_targets add column refused text;
