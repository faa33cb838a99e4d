-- An advisory may be for some generations of servers only: iDRAC8 and iDRAC9 are one component id and two schemes of versions.
alter table advisory_fixes add column generation text;      -- null: of every one

-- A host that bears another brand gets its firmware from whoever branded it.
alter table hosts add column oem_branded boolean;           -- null: its BMC does not say

-- Whether the component's ids were looked up by its FQDD (config/fqdd.yaml), since the device told none.
alter table components add column weak boolean not null default false;

-- What a verdict rests on, as far as it is not in the packages, baselines and waivers that it names.
alter table verdicts
    add column compliant  boolean not null default false,
    add column matched    text,                             -- component-id | pci | fqdd-map; null: no package decided
    add column rule       text,                             -- of the baseline, "pin, rule 2 of the baseline spring"; null: the newest is wanted
    add column managed_by text;                             -- who else owns the firmware
update verdicts set compliant = verdict in ('current', 'newer');
alter table verdicts_past
    add column compliant  boolean not null default false,
    add column matched    text,
    add column rule       text,
    add column managed_by text,
    add column package_id bigint,                           -- it may be gone
    add column path       jsonb;
update verdicts_past set compliant = verdict in ('current', 'newer');

create or replace function verdict_passes() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (old.verdict, old.installed, old.available, old.criticality, old.baseline_id, old.waiver_id, old.counts,
            old.reason, old.compliant) is not distinct from (new.verdict, new.installed, new.available, new.criticality,
            new.baseline_id, new.waiver_id, new.counts, new.reason, new.compliant) then
        new.evaluated_at := old.evaluated_at;              -- only its catalog is another: it is so since then
        return new;
    end if;
    if old.evaluated_at < now() and exists (select 1 from hosts where id = old.host_id) then
        insert into verdicts_past (host_id, inventory_id, fqdd, name, component_id, verdict, installed, available, criticality,
            released_at, baseline_id, waiver_id, counts, reason, from_at, until_at, compliant, matched, rule, managed_by, package_id,
            path)
        values (old.host_id, old.inventory_id, old.fqdd, old.name, old.component_id, old.verdict,
            old.installed, old.available, old.criticality, old.released_at, old.baseline_id, old.waiver_id, old.counts,
            old.reason, old.evaluated_at, now(), old.compliant, old.matched, old.rule, old.managed_by, old.package_id, old.path);
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

-- The one score: 100 is as it should be, 0 could not be worse. docs/compliance.md tells it in words.
drop view scored_verdicts;
drop function component_score(text, integer, timestamptz, text, timestamptz);
create function component_score(verdict text, compliant boolean, criticality integer, released timestamptz, severity text, at timestamptz)
        returns integer language sql immutable as $$
    select greatest(0, round(100 -
        case
            when verdict = 'outdated' then
                case criticality when 2 then 50 when 1 then 30 when 3 then 10 else 20 end
                * (1 + 0.5 * least(12, greatest(0, coalesce(extract(epoch from at - released) / 2629746, 0))) / 12)
            when verdict = 'unknown' then 40
            when verdict = 'no-package' then 10
            when not compliant then 20                      -- newer than its pin
            else 0
        end
        - case severity when 'critical' then 50 when 'high' then 35 when 'medium' then 15 when 'low' then 5 else 0 end))::integer
$$;

-- Each verdict with its score, and the worst advisory that its component is certainly exposed to.
create view scored_verdicts as
    select v.*, e.severity,
        component_score(v.verdict, v.compliant, v.criticality, v.released_at, e.severity, now()) as score
    from verdicts v left join (
        select x.host_id, x.inventory_id,
            (array['critical', 'high', 'medium', 'low'])[min(array_position(array['critical', 'high', 'medium', 'low'], a.severity))]
                as severity
        from exposures x join advisories a on a.id = x.advisory_id where x.certain group by 1, 2) e
    on e.host_id = v.host_id and e.inventory_id = v.inventory_id;

-- The score of a host: of its worst component that counts; one that was never judged is one that is unknown. All other scores are means
-- of these: of the fleet, and of every group of it.
create view host_scores as
    select h.id as host_id, h.model, h.tags, coalesce(s.compliant, false) as compliant, s.verdict is not null as evaluated, s.verdict,
        coalesce(s.score, component_score('unknown', false, null, null, null, now())) as score
    from hosts h left join (
        select host_id, min(score) as score, bool_and(compliant) as compliant,
            (array['current', 'newer', 'no-package', 'unknown', 'outdated'])[max(array_position(
                array['current', 'newer', 'no-package', 'unknown', 'outdated'], verdict))] as verdict
        from scored_verdicts where counts group by 1) s on s.host_id = h.id
    where h.mgmt_kind = 'server';

-- Why a sync under way must not make its catalog current: its source was removed, or its index's source chooses it no more.
alter table catalog_syncs add column unwanted text;

-- How long components took to update, learned from runs that have ended; in the time of real devices.
create table durations (
    id         bigint generated always as identity primary key,
    run_id     bigint   not null,
    component  text     not null,                           -- its id, else the kind that its FQDD begins with; 'restart'
    model      text     not null,                           -- R750
    took       interval not null
);
create index durations_newest on durations (component, model, run_id desc);
alter table host_runs add column timed boolean not null default false;    -- whether its durations were learned
create index host_runs_not_timed on host_runs (id) where ended_at is not null and not timed;
