-- What the BMC of each host said last by itself. A hint: it may say nothing for months, and loses what it says while it restarts.
create table alerts (
    host_id    bigint primary key references hosts on delete cascade,
    message_id text        not null,
    severity   text        not null,                     -- OK, Warning, Critical; as it says it
    message    text        not null,
    said_at    timestamptz,                              -- by the device's clock; null: it did not say
    heard_at   timestamptz not null default now(),
    heard      bigint      not null default 1,           -- how often it has said anything
    woke_at    timestamptz,                              -- when the host's run was last woken for it
    told_at    timestamptz                               -- when the ledger was last told of it
);
