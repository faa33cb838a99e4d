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
