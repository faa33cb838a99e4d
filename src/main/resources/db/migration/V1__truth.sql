-- The truth. Whatever Farrier knows that must survive a restart is here; the broker and memory hold nothing else.
-- Times are the database's. A long-running thing has turn, due_at, worker, lease_until (see bell/): these six words
-- claim, load, decide, intend, act, record advance it, and only they write those columns.

-- Hubs ---------------------------------------------------------------------------------------------------------------
create table hubs (
    id          text primary key,                       -- one life of one process
    node        text        not null,                   -- survives restarts; the same node has one life at a time
    broker      text        not null check (broker in ('embedded', 'external')),
    route_hash  text,
    started_at  timestamptz not null default now(),
    seen_at     timestamptz not null default now(),
    ended_at    timestamptz
);

-- The ledger ---------------------------------------------------------------------------------------------------------
-- Events are appended in the transaction that changes the truth, chained by hash within their stream, never changed.
create table events (
    id         bigint generated always as identity primary key,
    tx         xid8        not null default pg_current_xact_id(),
    at         timestamptz not null default now(),
    stream     text        not null,                    -- run:7, plan:3, host:12, sweep:1, catalog:2, hub, access
    seq        integer     not null,                    -- 1, 2, 3 … within the stream
    type       text        not null,                    -- run.submit.intended
    host_id    bigint,
    run_id     bigint,
    plan_id    bigint,
    who        text        not null default 'farrier',
    sentence   text        not null,                    -- what an operator reads
    data       jsonb       not null default '{}',
    prev_hash  text        not null,
    hash       text        not null,
    unique (stream, seq)
);
create index events_cursor on events (tx, id);
create index events_host on events (host_id, id) where host_id is not null;
create index events_plan on events (plan_id, id) where plan_id is not null;

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: % on events is refused', tg_op using errcode = 'restrict_violation';
end $$;
create trigger events_are_never_changed before update or delete on events for each row execute function ledger_is_append_only();
create trigger events_are_never_truncated before truncate on events for each statement execute function ledger_is_append_only();

-- Who reads the ledger, and how far. A cursor is (transaction, id) and reads below the oldest open transaction only.
create table cursors (
    name  text primary key,
    tx    xid8   not null,
    id    bigint not null
);

-- Fleet --------------------------------------------------------------------------------------------------------------
create table hosts (
    id                    bigint generated always as identity primary key,
    fqdn                  text,
    mgmt_ip               inet        not null,
    mgmt_port             integer     not null default 443 check (mgmt_port between 1 and 65535),
    mgmt_kind             text        not null,          -- server | chassis | other | unknown: what answered there
    product               text,                          -- what it calls itself
    model                 text,
    service_tag           text,
    generation            text,                          -- 14G … from Manager.Model, never guessed from a version
    bmc_model             text,                          -- Manager.Model as read
    bmc_version           text,
    bios_version          text,
    system_id             text,                          -- four hex digits, as catalogs write it
    manager_mac           text,
    uuid                  text,
    power_state           text,
    health                text,
    vcenter_url           text,
    cluster_moid          text,
    host_moid             text,
    tags                  jsonb       not null default '{}',   -- {"site": "ams1", "rack": "r7"}
    first_seen_at         timestamptz not null default now(),
    last_seen_at          timestamptz not null default now(),
    inventory_at          timestamptz,                   -- when we last read its components
    system_inventory_time timestamptz,                   -- when the device last collected them itself
    last_problem          text,
    last_problem_at       timestamptz,
    unique (mgmt_ip, mgmt_port)
);
create index hosts_service_tag on hosts (service_tag);

-- The certificate that each address showed first (SHA-256), and one that was refused because it is another.
create table bmc_pins (
    mgmt_ip    inet        not null,
    mgmt_port  integer     not null,
    pin        text        not null,
    pinned_at  timestamptz not null default now(),
    seen       text,
    seen_at    timestamptz,
    primary key (mgmt_ip, mgmt_port)
);

create table components (
    id              bigint generated always as identity primary key,
    host_id         bigint  not null references hosts on delete cascade,
    fqdd            text    not null,
    inventory_id    text    not null,                    -- the device's own id of the entry
    component_id    text,                                -- null where the device says 0
    vendor_id       text, device_id text, subvendor_id text, subdevice_id text,   -- PCI, four hex digits each
    component_type  text,                                -- BIOS | FRMW | APAC …
    name            text    not null,
    version         text,
    updateable      boolean not null default false,
    installed_at    text,                                -- as the device writes it
    seen_at         timestamptz not null default now(),
    unique (host_id, inventory_id)
);

create table sweeps (
    id            bigint generated always as identity primary key,
    targets       jsonb   not null,                      -- ["127.20.0.0/24"]
    excluded      jsonb   not null default '[]',
    state         text    not null default 'running' check (state in ('running', 'completed', 'cancelled', 'failed')),
    reason        text,                                  -- why it failed
    total         integer not null,
    next          integer not null default 0,            -- the first address that was not yet probed
    answered      integer not null default 0,
    servers       integer not null default 0,
    inventoried   integer not null default 0,
    unclear       integer not null default 0,            -- something is there, and nobody knows what
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

create table transport_observations (
    host_id     bigint  not null references hosts on delete cascade,
    transport   text    not null,
    operation   text    not null,
    supported   boolean,                                 -- null: never found out
    word        text,                                    -- the last outcome, one of the nine words
    detail      text,
    latency_ms  integer,
    seen_at     timestamptz not null default now(),
    primary key (host_id, transport, operation)
);

-- Credentials --------------------------------------------------------------------------------------------------------
-- vault_path names where the secret is; the secret itself is never in this database.
create table credentials (
    id          bigint generated always as identity primary key,
    name        text    not null unique,
    host_id     bigint  references hosts on delete cascade,   -- this host only
    cidr        cidr,                                         -- or this network; neither: every host
    kind        text    not null default 'bmc' check (kind in ('bmc', 'vcenter', 'share')),
    username    text    not null,
    vault_path  text    not null,
    priority    integer not null default 0,
    version     integer not null default 1,
    created_by  text    not null,
    created_at  timestamptz not null default now(),
    check (host_id is null or cidr is null)
);

create table credential_uses (
    credential_id bigint  not null references credentials on delete cascade,
    host_id       bigint  not null references hosts on delete cascade,
    version       integer not null,
    worked_at     timestamptz,
    failed_at     timestamptz,
    primary key (credential_id, host_id)
);

-- Redfish sessions that a life of a hub took. The token is not here; the address is, so that the next life can end it.
create table bmc_sessions (
    host_id   bigint not null references hosts on delete cascade,
    hub       text   not null,
    location  text   not null,
    taken_at  timestamptz not null default now(),
    primary key (host_id, location)
);

-- Catalogs -----------------------------------------------------------------------------------------------------------
create table catalogs (
    id             bigint generated always as identity primary key,
    source         text    not null,                      -- the URL it is synced from
    state          text    not null check (state in ('loading', 'current', 'superseded')),
    release_id     text,
    version        text,
    date_time      timestamptz,
    base_location  text,
    sha256         text,
    bytes          bigint,
    packages       integer,
    etag           text,
    last_modified  text,
    synced_at      timestamptz not null default now()
);
create unique index catalogs_one_current on catalogs (source) where state = 'current';

create table catalog_syncs (
    id            bigint generated always as identity primary key,
    source        text   not null,
    state         text   not null default 'running' check (state in ('running', 'completed', 'unchanged', 'refused')),
    catalog_id    bigint references catalogs on delete set null,
    reason        text,
    requested_by  text   not null,
    created_at    timestamptz not null default now(),
    ended_at      timestamptz,
    turn          bigint not null default 0,
    due_at        timestamptz not null default now(),
    worker        text,
    lease_until   timestamptz,
    stumbles      integer not null default 0,
    rung_at       timestamptz
);

create unique index catalog_syncs_one_running on catalog_syncs (source) where state = 'running';

create table packages (
    id               bigint generated always as identity primary key,
    catalog_id       bigint  not null references catalogs on delete cascade,
    package_id       text,
    release_id       text,
    path             text    not null,
    file_name        text    not null,
    name             text    not null,
    component_type   text    not null,                   -- BIOS | FRMW | APAC | DRVR …
    package_type     text    not null,                   -- LW64 | LWXP | LLXP …
    vendor_version   text    not null,
    dell_version     text,
    released_at      timestamptz,                        -- dateTime
    reboot_required  boolean,                            -- null: the catalog does not say
    size             bigint,
    hash_md5         text,
    hash_sha256      text,
    criticality      integer                             -- 1 recommended, 2 urgent, 3 optional
);
create index packages_catalog on packages (catalog_id);

create table package_devices (
    package_id    bigint not null references packages on delete cascade,
    component_id  text,
    vendor_id     text, device_id text, subvendor_id text, subdevice_id text
);
create index package_devices_package on package_devices (package_id);
create index package_devices_component on package_devices (component_id);
create index package_devices_pci on package_devices (vendor_id, device_id, subvendor_id, subdevice_id);

create table package_systems (
    package_id  bigint not null references packages on delete cascade,
    system_id   text   not null,
    primary key (package_id, system_id)
);

-- Firmware files, by content.
create table artifacts (
    sha256       text primary key,
    md5          text   not null,
    size         bigint not null,
    file_name    text   not null,
    source       text   not null,
    stored_at    timestamptz not null default now(),
    quarantined  text                                     -- why it must not be used
);

-- One path for one run, one package and one BMC. That nobody asked for it is evidence.
create table links (
    token        text primary key,
    run_id       bigint not null,
    host_id      bigint not null references hosts on delete cascade,
    mgmt_ip      inet   not null,
    sha256       text   not null references artifacts,
    file_name    text   not null,
    created_at   timestamptz not null default now(),
    closed_at    timestamptz,
    asked        integer not null default 0,
    first_asked_at timestamptz,
    last_asked_at  timestamptz,
    refused_from   inet                                   -- the last address that asked and was not the BMC's
);
create index links_run on links (run_id);

-- Compliance ---------------------------------------------------------------------------------------------------------
create table verdicts (
    host_id        bigint not null references hosts on delete cascade,
    inventory_id   text   not null,
    catalog_id     bigint references catalogs on delete cascade,   -- of the package; null where none decided
    verdict        text   not null check (verdict in ('current', 'outdated', 'newer', 'no-package', 'unknown')),
    installed      text,
    package_id     bigint references packages on delete cascade,
    available      text,
    criticality    integer,
    reason         text   not null,
    evaluated_at   timestamptz not null default now(),
    primary key (host_id, inventory_id)
);

-- Windows, plans, runs -----------------------------------------------------------------------------------------------
create table windows (
    id          bigint generated always as identity primary key,
    name        text not null unique,
    opens_at    timestamptz not null,
    closes_at   timestamptz not null,
    state       text not null default 'closed' check (state in ('closed', 'open', 'over')),
    created_by  text not null,
    created_at  timestamptz not null default now(),
    check (closes_at > opens_at)
);

create table update_plans (
    id            bigint generated always as identity primary key,
    name          text   not null unique,
    selector      jsonb  not null,
    policy        jsonb  not null default '{}',
    window_id     bigint references windows,
    state         text   not null default 'draft'
                  check (state in ('draft', 'approved', 'running', 'paused', 'completed', 'failed', 'cancelled')),
    wave          integer not null default 0,
    reason        text,
    target_hash   text,
    created_by    text   not null,
    created_at    timestamptz not null default now(),
    approved_by   text,
    approved_at   timestamptz,
    started_at    timestamptz,
    ended_at      timestamptz,
    turn          bigint not null default 0,
    due_at        timestamptz not null default now(),
    worker        text,
    lease_until   timestamptz,
    stumbles      integer not null default 0,
    rung_at       timestamptz
);

create table plan_targets (
    plan_id   bigint  not null references update_plans on delete cascade,
    host_id   bigint  not null references hosts,
    wave      integer not null,
    service_tag text,                                      -- who it was when it was approved
    retries   integer not null default 0,                  -- how many runs beyond the first it may have
    promises  jsonb   not null,                            -- what will be installed: [{fqdd, package, version …}]
    expected  integer not null,                            -- seconds on a real device
    primary key (plan_id, host_id)
);

create table host_runs (
    id           bigint generated always as identity primary key,
    plan_id      bigint  not null references update_plans,
    host_id      bigint  not null references hosts,
    wave         integer not null,
    state        text    not null default 'queued' check (state in
                 ('queued', 'checking', 'staging', 'resetting', 'working', 'verifying', 'human',
                  'succeeded', 'nothing-to-do', 'failed', 'cancelled')),
    reason       text,
    ctx          jsonb   not null default '{}',             -- what was promised when it was admitted; never grows
    attempts     integer not null default 0,                -- runs of this host in this plan before this one
    created_at   timestamptz not null default now(),
    started_at   timestamptz,
    ended_at     timestamptz,
    turn         bigint  not null default 0,
    due_at       timestamptz not null default now(),
    worker       text,
    lease_until  timestamptz,
    stumbles     integer not null default 0,
    rung_at      timestamptz
-- Each turn writes the row twice: room in its page, and no index on what a turn changes, keep that cheap (HOT).
) with (fillfactor = 50);
create unique index host_runs_one_live on host_runs (host_id)
    where state not in ('succeeded', 'nothing-to-do', 'failed', 'cancelled');
create index host_runs_plan on host_runs (plan_id, wave);
create index host_runs_turning on host_runs (id)
    where state not in ('succeeded', 'nothing-to-do', 'failed', 'cancelled', 'human');

-- People -------------------------------------------------------------------------------------------------------------
create table users (
    name           text primary key,
    password_hash  text not null,
    role           text not null check (role in ('viewer', 'operator', 'approver', 'administrator')),
    disabled       boolean not null default false,
    created_by     text not null,
    created_at     timestamptz not null default now()
);

-- Appending ----------------------------------------------------------------------------------------------------------
create function ledger_hash(prev text, stream text, seq integer, type text, at timestamptz, host_id bigint, run_id bigint,
                            plan_id bigint, who text, sentence text, data jsonb) returns text language sql stable as $$
    select encode(sha256(convert_to(concat_ws(chr(31), prev, stream, seq, type, extract(epoch from at)::text,
        coalesce(host_id, 0), coalesce(run_id, 0), coalesce(plan_id, 0), who, sentence, data::text), 'UTF8')), 'hex')
$$;

-- One writer of a stream at a time: the lock ends with the transaction, so the chain is in the order of commits.
create function ledger_append(p_stream text, p_type text, p_host bigint, p_run bigint, p_plan bigint, p_who text,
                              p_sentence text, p_data jsonb) returns bigint language plpgsql as $$
declare
    last_seq  integer;
    last_hash text;
    new_id    bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended(p_stream, 7));
    select seq, hash into last_seq, last_hash from events where stream = p_stream order by seq desc limit 1;
    last_seq := coalesce(last_seq, 0) + 1;
    last_hash := coalesce(last_hash, '');
    insert into events (stream, seq, type, host_id, run_id, plan_id, who, sentence, data, prev_hash, hash)
    values (p_stream, last_seq, p_type, p_host, p_run, p_plan, p_who, p_sentence, p_data, last_hash,
            ledger_hash(last_hash, p_stream, last_seq, p_type, now(), p_host, p_run, p_plan, p_who, p_sentence, p_data))
    returning id into new_id;
    return new_id;
end $$;
