-- When plans may work, again and again, and when nobody may.
-- A scope is a datacenter (the tag site), a cluster or a host; null for a calendar: only plans that name it; for a blackout: everywhere.

create table calendars (
    id             bigint generated always as identity primary key,
    name           text        not null,
    rrule          text        not null,                    -- RFC 5545, in local time
    start_local    timestamp   not null,                    -- of the zone; nothing opens before it
    duration       interval    not null,                    -- elapsed time
    zone           text        not null,                    -- IANA: "Europe/Berlin"
    blackouts      jsonb       not null default '[]',       -- [{"from": "2026-12-24", "to": "2027-01-01", "reason": …}]
    scope          text        check (scope in ('datacenter', 'cluster', 'host')),
    scope_name     text,
    planned_until  timestamptz,                             -- its openings up to here are rows of windows
    created_by     text        not null,
    created_at     timestamptz not null default now(),
    removed_at     timestamptz,                             -- what was done in its openings stays told
    check ((scope is null) = (scope_name is null))
);
create unique index calendars_name on calendars (name) where removed_at is null;

create table blackouts (
    id          bigint generated always as identity primary key,
    name        text        not null unique,
    from_at     timestamptz not null,
    to_at       timestamptz not null,
    reason      text        not null,
    scope       text        check (scope in ('datacenter', 'cluster', 'host')),
    scope_name  text,
    state       text        not null default 'ahead' check (state in ('ahead', 'on', 'over')),
    created_by  text        not null,
    created_at  timestamptz not null default now(),
    check (to_at > from_at),
    check ((scope is null) = (scope_name is null))
);
create index blackouts_left on blackouts (to_at) where state <> 'over';

-- An opening of a calendar is a window too. Those that a person set are known by their names.
alter table windows
    add column calendar_id bigint references calendars,
    add column scope       text check (scope in ('datacenter', 'cluster', 'host')),
    add column scope_name  text,
    add check ((scope is null) = (scope_name is null)),
    drop constraint windows_name_key;
create unique index windows_name on windows (name) where calendar_id is null;
create unique index windows_opening on windows (calendar_id, opens_at) where calendar_id is not null;
create index windows_left on windows (closes_at) where state <> 'over';

alter table update_plans
    add column calendar_id bigint references calendars,
    add check (window_id is null or calendar_id is null);
