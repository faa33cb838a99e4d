-- Whoever changes what baselines, waivers, catalogs, advisories or owners go by (a CMDB, an enrolment, an OME, a vCenter, an inventory), the
-- host is judged anew. A statement marks its hosts in their order, so that two of them do not lock each other out.
create function hosts_that_changed_are_due() returns trigger language plpgsql as $$
begin
    insert into evaluations_due (host_id)
        select n.id from after_it n join before_it o on o.id = n.id
        where n.mgmt_kind = 'server' and (o.tags, o.model, o.generation, o.system_id, o.service_tag, o.mgmt_ip, o.mgmt_kind,
            o.cluster_moid, o.vcenter_url, o.oem_branded, o.retired_at, o.inventory_at, o.system_inventory_time)
            is distinct from (n.tags, n.model, n.generation, n.system_id, n.service_tag, n.mgmt_ip, n.mgmt_kind,
            n.cluster_moid, n.vcenter_url, n.oem_branded, n.retired_at, n.inventory_at, n.system_inventory_time)
        order by n.id on conflict (host_id) do nothing;
    return null;
end $$;
create trigger hosts_change_what_they_are after update on hosts referencing old table as before_it new table as after_it
    for each statement execute function hosts_that_changed_are_due();

-- The table of owners names clusters as vCenter does.
create function hosts_of_a_renamed_cluster_are_due() returns trigger language plpgsql as $$
begin
    insert into evaluations_due (host_id)
        select h.id from hosts h join vcenters v on v.url = h.vcenter_url
        where v.id = new.vcenter_id and h.cluster_moid = new.moid order by h.id on conflict (host_id) do nothing;
    return null;
end $$;
create trigger vcenter_clusters_are_renamed after update of name on vcenter_clusters for each row
    when (old.name is distinct from new.name) execute function hosts_of_a_renamed_cluster_are_due();

-- What a host held when a run of it began, to be held beside what it holds when it is read after it.
create table run_inventories (
    run_id  bigint primary key references host_runs on delete cascade,
    before  jsonb not null                                  -- [{"inventoryId", "name", "version"}]
);

-- Hosts that a run has changed, or may have, without a proof: until they are read anew what is installed is not known.
create table stale_inventories (
    host_id       bigint primary key references hosts on delete cascade,
    run_id        bigint      not null,
    since         timestamptz not null default now(),
    collected_at  timestamptz,                              -- by the device's own clock; it must have collected after that. Null: any reading will do
    asked_at      timestamptz,
    asks          integer     not null default 0
);
create function hosts_that_are_stale_or_no_more_are_due() returns trigger language plpgsql as $$
begin
    insert into evaluations_due (host_id) select id from hosts where id = coalesce(new.host_id, old.host_id)
        on conflict (host_id) do nothing;
    return null;
end $$;
create trigger inventories_become_stale_or_fresh after insert or delete on stale_inventories
    for each row execute function hosts_that_are_stale_or_no_more_are_due();
