-- Messages from outside: changes of an ITSM, hosts of a CMDB, freezes. Each is kept as it came, before it is judged.

create table messages (
    id           bigint generated always as identity primary key,
    key          text        not null unique,               -- the same message again has the same key
    origin       text        not null,                      -- "amqp, user erp"
    attributes   jsonb       not null default '{}',         -- of the envelope, as far as they came beside the body
    body         bytea       not null,                      -- as it came; of one that was too large its beginning
    length       bigint      not null,                      -- bytes, all of it
    times        integer     not null default 1,            -- how often it came
    received_at  timestamptz not null default now(),
    -- new: not judged yet; parked: not understood, a person has to look
    state        text        not null default 'new' check (state in ('new', 'taken', 'parked', 'replayed', 'discarded')),
    reason       text,
    source       text,
    event_id     text,
    type         text,
    number       text,                                      -- of the change, the CI or the freeze
    corrects     bigint references messages,
    settled_by   text,
    settled_at   timestamptz
);
create index messages_parked on messages (id) where state = 'parked';
create index messages_about on messages (source, number);

-- A change as all of its messages together say it; in which order they came makes no difference.
create table changes (
    id           bigint generated always as identity primary key,
    source       text        not null,
    number       text        not null,
    said         jsonb       not null,                      -- trigger.Change
    -- waiting: something is missing still; planned: plan_id does it; refused: the gate said no; over: nothing is to be done any more
    state        text        not null default 'waiting' check (state in ('waiting', 'planned', 'refused', 'cancelled')),
    reason       text,
    plan_id      bigint references update_plans,
    window_id    bigint references windows,
    applied      text,                                      -- digest of what the plan was made from
    settled      boolean     not null default false,        -- nothing to be done until another message comes
    created_at   timestamptz not null default now(),
    turn         bigint      not null default 0,
    due_at       timestamptz not null default now(),
    worker       text,
    lease_until  timestamptz,
    stumbles     integer     not null default 0,
    rung_at      timestamptz,
    unique (source, number)
);
create index changes_due on changes (due_at) where not settled;
create index changes_plan on changes (plan_id);

-- What a CMDB last said of a host, and the blackouts that freezes are.
create table cis (
    id           bigint generated always as identity primary key,
    source       text        not null,
    number       text        not null,
    said         jsonb       not null,                      -- trigger.Item
    host_id      bigint references hosts on delete set null,
    unique (source, number)
);

create table freezes (
    id           bigint generated always as identity primary key,
    source       text        not null,
    number       text        not null,
    said         jsonb       not null,                      -- trigger.Freeze
    blackout_id  bigint references blackouts on delete set null,
    unique (source, number)
);

alter table hosts
    add column owner      text,
    add column retired_at timestamptz;                      -- the CMDB retired it: nobody touches it any more
