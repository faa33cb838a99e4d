-- What a device itself would install from a catalog: its own dry run, held beside our verdicts. One for each host, the last.
create table opinions (
    id          bigint generated always as identity primary key,
    host_id     bigint      not null unique references hosts on delete cascade,
    state       text        not null default 'asked' check (state in ('asked', 'intended', 'comparing', 'told', 'failed')),
    catalog     text        not null,                       -- the address that the device was given
    jid         text,
    offers      jsonb       not null default '[]',
    reason      text,                                       -- why it has none
    asked_by    text        not null,
    asked_at    timestamptz not null default now(),
    until_at    timestamptz,                                -- when nobody waits for its job any more
    told_at     timestamptz,
    turn        bigint      not null default 0,
    due_at      timestamptz not null default now(),
    worker      text,
    lease_until timestamptz,
    stumbles    integer     not null default 0,
    rung_at     timestamptz
);
create index opinions_turning on opinions (due_at) where state in ('asked', 'intended', 'comparing');
