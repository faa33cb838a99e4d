-- vCenters as configured things, what each showed last, and which of its hosts is which of ours.
create table vcenters (
    id             bigint generated always as identity primary key,
    name           text        not null unique,
    url            text        not null unique,             -- https://name or https://name:port
    credential_id  bigint      not null references credentials,
    enabled        boolean     not null default true,
    pin            text,                                    -- SHA-256 of the certificate that it showed first
    pin_by         text,                                    -- who took it as the right one; null: it was the first
    seen           text,                                    -- one that was refused
    seen_why       text,
    tried_version  integer     not null default 0,          -- of the credential, as vault.LoginTurn wants it
    attempt        bigint      not null default 0,
    worked_at      timestamptz,
    failed_at      timestamptz,
    trying_until   timestamptz,
    instance_uuid  text,                                    -- its own: two addresses of one vCenter are found by it
    version        text,
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

create table vcenter_clusters (
    vcenter_id     bigint      not null references vcenters on delete cascade,
    moid           text        not null,
    name           text        not null,
    datacenter     text,
    ha_admission   boolean     not null,
    drs_enabled    boolean     not null,
    drs_level      text,                                    -- fullyAutomated, partiallyAutomated, manual
    vsan           boolean     not null,
    hosts          integer     not null,
    gone_at        timestamptz,
    primary key (vcenter_id, moid)
);

-- A row stays when its host is shown no more: a host that was in a cluster is not to be taken for one that is in none.
create table vcenter_hosts (
    vcenter_id     bigint      not null references vcenters on delete cascade,
    moid           text        not null,
    name           text        not null,
    cluster_moid   text,                                    -- null: in no cluster
    service_tag    text,
    uuid           text,
    connection     text,
    maintenance    boolean     not null,
    overall_status text,
    power_state    text,
    vms            integer     not null default 0,
    running_vms    integer     not null default 0,
    pinned_vms     integer     not null default 0,          -- that DRS leaves where they are
    ft_vms         integer     not null default 0,
    host_id        bigint      references hosts on delete set null,
    problem        text,                                    -- why it is not taken for the host that it names
    was            text,                                    -- what changed since the sync before: drift
    gone_at        timestamptz,
    primary key (vcenter_id, moid)
);
create index vcenter_hosts_host on vcenter_hosts (host_id);
create index vcenter_hosts_service_tag on vcenter_hosts (service_tag);
