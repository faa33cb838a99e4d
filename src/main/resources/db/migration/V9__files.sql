-- Files: quarantined by whom, pinned by whom, mirrored by which selection, and whose bundles are believed.
alter table artifacts add column quarantined_by text;    -- a person; null: the hub, since it is not what was promised
alter table artifacts add column quarantined_at timestamptz;
alter table artifacts add column pinned text;            -- why it stays, whatever the retention says
alter table artifacts add column pinned_by text;
-- A link is evidence, and stays when its file is gone.
alter table links drop constraint links_sha256_fkey;
create index links_sha256 on links (sha256);
create index artifacts_md5 on artifacts (md5);
create index packages_md5 on packages (hash_md5) where hash_md5 is not null;
create index packages_sha256 on packages (hash_sha256) where hash_sha256 is not null;

create table mirrors (
    id            bigint generated always as identity primary key,
    name          text    not null unique,
    selection     jsonb   not null,                      -- {"systems": ["08FF"], "components": ["159"], "newest": true}
    enabled       boolean not null default true,         -- whether the clock starts it
    state         text    not null default 'idle' check (state in ('idle', 'running', 'completed', 'failed')),
    reason        text,
    created_by    text    not null,
    created_at    timestamptz not null default now(),
    requested_by  text,
    started_at    timestamptz,
    ended_at      timestamptz,
    turn          bigint  not null default 0,
    due_at        timestamptz not null default now(),
    worker        text,
    lease_until   timestamptz,
    stumbles      integer not null default 0,
    rung_at       timestamptz
);

-- What a mirror's selection meant when it was last started; these files are kept.
create table mirror_files (
    mirror_id   bigint not null references mirrors on delete cascade,
    package_id  bigint not null references packages on delete cascade,
    state       text   not null default 'wanted' check (state in ('wanted', 'stored', 'failed')),
    reason      text,
    primary key (mirror_id, package_id)
);
create index mirror_files_package on mirror_files (package_id);

-- Ed25519 keys of hubs whose bundles this one takes.
create table trusted_keys (
    name        text primary key,
    public_key  text        not null unique,              -- X.509, Base64
    added_by    text        not null,
    added_at    timestamptz not null default now()
);
