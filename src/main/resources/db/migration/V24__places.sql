-- What bounds how many hosts of a place are worked on at once.
alter table vcenter_clusters add column failover_level integer;  -- hosts that HA keeps room for; null: its policy is another one, or not told
alter table hosts add column chassis_tag text;                   -- service tag of the chassis that a sled shares; null: it has its own, or does not say

create or replace view host_places as
    select id as host_id, replace(model, 'PowerEdge ', '') as model,
        case when cluster_moid is not null then coalesce(vcenter_url, '') || '/' || cluster_moid else tags ->> 'cluster' end as cluster,
        tags ->> 'site' as site, tags ->> 'rack' as rack, coalesce(tags ->> 'chassis', chassis_tag) as chassis,
        tags ->> 'mirror' as mirror
    from hosts;

-- Not begun when its plan was cancelled or had failed: who tries the failed ones again does not mean these.
alter table plan_targets add column withdrawn boolean not null default false;
