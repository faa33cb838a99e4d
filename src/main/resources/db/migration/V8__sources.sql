-- Where catalogs come from as configured things, how far a sync is, and what a package says beyond its versions.
create table catalog_sources (
    id          bigint generated always as identity primary key,
    name        text    not null unique,
    kind        text    not null check (kind in ('catalog', 'index', 'directory')),
    address     text    not null unique,
    schedule    text,                                    -- a Quartz cron expression, in UTC; null: on demand only
    enabled     boolean not null default true,           -- whether the clock starts it
    choice      jsonb,                                   -- of an index: {"catalogs": ["MTLC"], "older": 2}
    next_at     timestamptz,                             -- when its schedule wants it next
    created_by  text        not null,
    created_at  timestamptz not null default now()
);
create index catalog_sources_next on catalog_sources (next_at) where enabled;

alter table catalog_syncs add column source_id bigint references catalog_sources on delete set null;
alter table catalog_syncs add column kind text not null default 'catalog';
alter table catalog_syncs add column address text;                       -- where the file is, if not at the source itself
alter table catalog_syncs add column md5 text;                           -- what an index says that the file is
alter table catalog_syncs add column bytes_done bigint not null default 0;
alter table catalog_syncs add column bytes_total bigint;                 -- null where nobody says
alter table catalog_syncs add column validator text;                     -- by which a download that was cut goes on: If-Range
alter table catalog_syncs add column left_out jsonb not null default '[]';   -- [{"file": "a.EXE", "reason": "It is truncated."}]
create index catalog_syncs_source_id on catalog_syncs (source_id);

-- Who went back from this catalog to another: a sync that brings it again does not make it current.
alter table catalogs add column withdrawn_by text;

alter table packages add column rollback jsonb;          -- RollbackInformation of its devices
alter table packages add column dependencies jsonb;      -- Dependency and SoftDependency

-- What a package is for is written with it, in one transaction, and goes with it. A key that is looked up for each of the
-- 27,000 rows of a catalog takes more time than to read the catalog; this looks once for each statement.
alter table package_devices drop constraint package_devices_package_id_fkey;
alter table package_systems drop constraint package_systems_package_id_fkey;
create function packages_take_theirs() returns trigger language plpgsql as $$
begin
    delete from package_devices d using gone g where d.package_id = g.id;
    delete from package_systems s using gone g where s.package_id = g.id;
    return null;
end $$;
create trigger packages_take_theirs after delete on packages referencing old table as gone
    for each statement execute function packages_take_theirs();
