-- OpenManage Enterprises as sources: what each showed last, never what is so. Who enrolled whom, and what BMCs said unasked.
alter table credentials drop constraint credentials_kind_check;
alter table credentials add constraint credentials_kind_check check (kind in ('bmc', 'vcenter', 'share', 'ome'));

create table omes (
    id             bigint generated always as identity primary key,
    name           text        not null unique,
    url            text        not null unique,             -- https://name or https://name:port
    credential_id  bigint      not null references credentials,
    enabled        boolean     not null default true,
    group_tags     jsonb       not null default '{}',       -- {"site": "Sites"}: groups under Sites are values of the tag site
    pin            text,                                    -- SHA-256 of the certificate that it showed first
    pin_by         text,                                    -- who took it as the right one; null: it was the first
    seen           text,                                    -- one that was refused
    seen_why       text,
    tried_version  integer     not null default 0,          -- of the credential, as vault.LoginTurn wants it
    attempt        bigint      not null default 0,
    worked_at      timestamptz,
    failed_at      timestamptz,
    trying_until   timestamptz,
    synced_at      timestamptz,
    last_problem   text,
    last_problem_at timestamptz,
    created_by     text        not null,
    created_at     timestamptz not null default now(),
    turn           bigint      not null default 0,
    due_at         timestamptz not null default now(),
    worker         text,
    lease_until    timestamptz,
    stumbles       integer     not null default 0,
    rung_at        timestamptz
);

-- A row stays when its device is shown no more: it is marked.
create table ome_devices (
    ome_id         bigint      not null references omes on delete cascade,
    device_id      bigint      not null,                    -- its Id there
    name           text,
    service_tag    text,
    model          text,
    system_id      text,                                    -- four hex digits
    address        text,                                    -- of its iDRAC; null: it tells none that is one
    port           integer,
    tags           jsonb       not null default '{}',       -- what its groups say
    given          jsonb       not null default '{}',       -- those of them that our host got from here
    inventoried    text,                                    -- its LastInventoryTime when its software was read
    software       jsonb,                                   -- [{"componentId": "159", "version": "2.19.1" ...}]
    host_id        bigint      references hosts on delete set null,
    problem        text,                                    -- where it contradicts others, or itself
    swept_at       timestamptz,                             -- when we last went to see who is there
    seen_at        timestamptz not null default now(),
    gone_at        timestamptz,
    primary key (ome_id, device_id)
);
create index ome_devices_host on ome_devices (host_id);
create index ome_devices_service_tag on ome_devices (service_tag);

-- Enrolment: a rule gives tags to servers that are new, and by these they come into groups, baselines and draft plans.
create table enrolments (
    id          bigint generated always as identity primary key,
    name        text        not null unique,
    selector    jsonb       not null,
    outdated    boolean,                                 -- whether a component of it must be, or must not be; null: either
    tags        jsonb       not null,                    -- that it gives
    existing    boolean     not null default false,      -- whether servers that were known before the rule are taken too
    created_by  text        not null,
    created_at  timestamptz not null default now()
);

create table enrolled (
    enrolment_id bigint      not null references enrolments on delete cascade,
    host_id      bigint      not null references hosts on delete cascade,
    given        jsonb       not null,                   -- those tags that it did not have before
    why          text        not null,
    at           timestamptz not null default now(),
    primary key (enrolment_id, host_id)
);
create index enrolled_host on enrolled (host_id);

-- Taken out by a person, and kept out.
create table unenrolled (
    host_id     bigint      primary key references hosts on delete cascade,
    who         text        not null,
    at          timestamptz not null default now()
);
