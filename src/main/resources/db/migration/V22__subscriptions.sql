-- Who is told what happens. Each reads the ledger from its own place; nothing is kept of what was sent but that place.
create table subscriptions (
    id              bigint generated always as identity primary key,
    name            text        not null unique,
    kind            text        not null,                   -- webhook, message, servicenow: the route answer.<kind> does it
    address         text        not null,
    secret          text,                                   -- where it is: env:NAME, file:/path, vault:NAME
    filter          jsonb       not null default '{}',      -- answer.Filter
    state           text        not null default 'on' check (state in ('on', 'paused')),
    reason          text,                                   -- why it is paused
    tx              xid8        not null,                   -- the last event that it was told, or needs not be told
    event_id        bigint      not null,
    quiet           boolean     not null default false,     -- has all there is; news ring its bell
    told            bigint      not null default 0,
    told_at         timestamptz,
    failing_since   timestamptz,                            -- since when the next event is not taken
    last_problem    text,
    last_problem_at timestamptz,
    refused         text,                                   -- hash of the secret that was refused: it is not sent again
    created_by      text        not null,
    created_at      timestamptz not null default now(),
    turn            bigint      not null default 0,
    due_at          timestamptz not null default now(),
    worker          text,
    lease_until     timestamptz,
    stumbles        integer     not null default 0,
    rung_at         timestamptz
);
