-- A login is claimed before it leaves, so that no two of one version are under way to one BMC: over all transports and hubs.
alter table credential_uses add column attempt bigint not null default 0;     -- counts the claims
alter table credential_uses add column trying_until timestamptz;             -- somebody tries, until then at most

-- A credential is a profile. It may be for hosts with certain tags or of a cluster too, and have from its parent what it does not
-- say itself: datacenter → cluster → host.
alter table credentials
    add column parent_id bigint references credentials,
    add column scope     text check (scope in ('datacenter', 'cluster', 'host')),    -- null: its parent's, else the fleet
    add column cluster   text,                                                      -- hosts.cluster_moid
    add column tags      jsonb not null default '{}',                               -- a host has all of these, and others
    alter column username drop not null,
    alter column vault_path drop not null,
    add check (parent_id is not null or username is not null and vault_path is not null),
    add check (parent_id <> id);
create index credentials_host on credentials (host_id);
create index credentials_parent on credentials (parent_id) where parent_id is not null;

-- The local vault: AES-256-GCM, the name is authenticated with the value. The key is in a file outside this database.
create table secrets (
    name    text        primary key,
    sealed  bytea       not null,                        -- format, nonce, ciphertext and tag
    set_by  text        not null,
    set_at  timestamptz not null default now()
);
