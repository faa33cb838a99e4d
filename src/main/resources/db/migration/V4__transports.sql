-- How well each way to each BMC has served of late: sums that decay (transport.Health says how), and the breaker.
create table transport_health (
    host_id     bigint  not null references hosts on delete cascade,
    transport   text    not null,
    good        double precision not null,
    bad         double precision not null,
    latency_ms  double precision not null,
    failures    integer not null,                        -- in a row, up to now
    rests_until timestamptz,                             -- the breaker is open until then
    at          timestamptz not null,
    primary key (host_id, transport)
);

alter table hosts add column knocked_at timestamptz;      -- when every way was last knocked at, without a login
create index hosts_knocked on hosts (knocked_at nulls first);

-- Asked for by a person: every way to some hosts is tried, with a login where it takes one.
create table checkups (
    id            bigint generated always as identity primary key,
    hosts         bigint[] not null,
    state         text    not null default 'running' check (state in ('running', 'completed', 'failed')),
    reason        text,
    next          integer not null default 0,            -- the first host that was not yet tried
    updatable     integer not null default 0,            -- hosts that some way could update now
    requested_by  text    not null,
    created_at    timestamptz not null default now(),
    ended_at      timestamptz,
    turn          bigint  not null default 0,
    due_at        timestamptz not null default now(),
    worker        text,
    lease_until   timestamptz,
    stumbles      integer not null default 0,
    rung_at       timestamptz
);

-- A BMC that is stuck and is helped, rung by rung. At most one for each host, and none beside a run that takes turns.
create table recoveries (
    id           bigint generated always as identity primary key,
    host_id      bigint  not null references hosts on delete cascade,
    state        text    not null default 'running' check (state in ('running', 'waits', 'recovered', 'stuck', 'cancelled')),
    reason       text,
    requested_by text    not null,
    created_at   timestamptz not null default now(),
    ended_at     timestamptz,
    turn         bigint  not null default 0,
    due_at       timestamptz not null default now(),
    worker       text,
    lease_until  timestamptz,
    stumbles     integer not null default 0,
    rung_at      timestamptz
);
create unique index recoveries_one_live on recoveries (host_id) where state in ('running', 'waits');
