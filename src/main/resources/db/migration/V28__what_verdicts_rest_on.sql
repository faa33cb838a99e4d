-- What a verdict rests on is written with it, and goes with it into the past: hosts, components, baselines, packages and advisories change.
alter table verdicts
    add column facts    jsonb,                              -- of the host and the component: {"model", "serviceTag", "systemId", "baseline", "weak", "vendorId" …}
    add column offered  jsonb,                              -- of the package: {"packageId", "releaseId", "path", "catalogId", "catalogVersion"}
    add column severity text;                               -- of the worst advisory that it was certainly exposed to
alter table verdicts_past
    add column facts    jsonb,                              -- null: from before this was written; the host is told as it is now
    add column offered  jsonb,
    add column severity text;

update advisories set cves = array(select upper(cve) from unnest(cves) cve);

create or replace function verdict_passes() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (old.verdict, old.installed, old.available, old.criticality, old.baseline_id, old.waiver_id, old.counts,
            old.reason, old.compliant, old.facts, old.severity) is not distinct from (new.verdict, new.installed, new.available,
            new.criticality, new.baseline_id, new.waiver_id, new.counts, new.reason, new.compliant, new.facts, new.severity) then
        new.evaluated_at := old.evaluated_at;              -- only its catalog is another: it is so since then
        return new;
    end if;
    if old.evaluated_at < now() and exists (select 1 from hosts where id = old.host_id) then
        insert into verdicts_past (host_id, inventory_id, fqdd, name, component_id, verdict, installed, available, criticality,
            released_at, baseline_id, waiver_id, counts, reason, from_at, until_at, compliant, matched, rule, managed_by, package_id,
            path, facts, offered, severity)
        values (old.host_id, old.inventory_id, old.fqdd, old.name, old.component_id, old.verdict,
            old.installed, old.available, old.criticality, old.released_at, old.baseline_id, old.waiver_id, old.counts,
            old.reason, old.evaluated_at, now(), old.compliant, old.matched, old.rule, old.managed_by, old.package_id, old.path,
            old.facts, old.offered, old.severity);
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    -- Also where a baseline or a waiver was deleted: what is begins when what was ends.
    new.evaluated_at := greatest(new.evaluated_at, now());
    return new;
end $$;

-- What those rest on that were judged before: what is known of it now.
alter table verdicts disable trigger verdicts_pass;
update verdicts v set
    facts = jsonb_strip_nulls(jsonb_build_object('model', h.model, 'serviceTag', h.service_tag, 'systemId', h.system_id,
        'baseline', (select b.name from baselines b where b.id = v.baseline_id), 'weak', nullif(c.weak, false),
        'vendorId', c.vendor_id, 'deviceId', c.device_id, 'subvendorId', c.subvendor_id, 'subdeviceId', c.subdevice_id)),
    offered = (select jsonb_strip_nulls(jsonb_build_object('packageId', k.package_id, 'releaseId', k.release_id, 'path', k.path,
        'catalogId', k.catalog_id, 'catalogVersion', coalesce(g.version, g.release_id)))
        from packages k join catalogs g on g.id = k.catalog_id where k.id = v.package_id),
    severity = (
        select (array['critical', 'high', 'medium', 'low'])[min(array_position(array['critical', 'high', 'medium', 'low'], a.severity))]
        from exposures x join advisories a on a.id = x.advisory_id
        where x.certain and x.host_id = v.host_id and x.inventory_id = v.inventory_id)
    from hosts h, components c where h.id = v.host_id and c.host_id = v.host_id and c.inventory_id = v.inventory_id;
alter table verdicts enable trigger verdicts_pass;

-- Servers that are counted: no retired ones, and of the addresses of one machine only its own (as a selector takes it).
create view counted_servers as
    select id from hosts h where mgmt_kind = 'server' and retired_at is null
        and not exists (select 1 from hosts twin
            where twin.service_tag = h.service_tag and twin.mgmt_kind = 'server' and twin.retired_at is null
                and (twin.last_problem is not null, twin.id) < (h.last_problem is not null, h.id));

drop view host_scores;
drop view scored_verdicts;

create view scored_verdicts as
    select v.*, component_score(v.verdict, v.compliant, v.criticality, v.released_at, v.severity, now()) as score from verdicts v;

create view host_scores as
    select h.id as host_id, h.model, h.tags, coalesce(s.compliant, false) as compliant, s.verdict is not null as evaluated, s.verdict,
        coalesce(s.score, component_score('unknown', false, null, null, null, now())) as score
    from hosts h join counted_servers c on c.id = h.id left join (
        select host_id, min(score) as score, bool_and(compliant) as compliant,
            (array['current', 'newer', 'no-package', 'unknown', 'outdated'])[max(array_position(
                array['current', 'newer', 'no-package', 'unknown', 'outdated'], verdict))] as verdict
        from scored_verdicts where counts group by 1) s on s.host_id = h.id;

-- The score of the fleet as each day ended, or as it is by now.
create table fleet_scores (
    day    date primary key,
    score  integer     not null,
    hosts  integer     not null,
    at     timestamptz not null default now()
);
