-- A catalog is handed to one BMC as a file is, and with it the packages it names; it belongs to an opinion, not to a run.
alter table links alter column run_id drop not null;
alter table links alter column sha256 drop not null;
alter table links add column catalog_id bigint references catalogs on delete cascade;
alter table links add constraint links_lead_somewhere check (num_nonnulls(sha256, catalog_id) = 1);
create index links_catalog on links (catalog_id, host_id) where catalog_id is not null;

-- The device is given the hub's copy of a catalog; `catalog` says where that came from.
alter table opinions add column catalog_id bigint references catalogs on delete set null;
