-- Baselines: what is good, for whom. Waivers: what is let be, by whom and how long.
create table baselines (
    id          bigint generated always as identity primary key,
    name        text    not null unique,
    selector    jsonb   not null,
    priority    integer not null default 0,
    catalog_id  bigint  references catalogs,              -- that one; null: the current ones
    rules       jsonb   not null default '[]',
    created_by  text    not null,
    created_at  timestamptz not null default now(),
    changed_at  timestamptz not null default now()
);

create table waivers (
    id            bigint generated always as identity primary key,
    selector      jsonb   not null,
    components    jsonb   not null,
    owner         text    not null,
    reason        text    not null,
    expires_at    timestamptz not null,
    created_by    text    not null,
    created_at    timestamptz not null default now(),
    withdrawn_by  text,
    withdrawn_at  timestamptz
);

-- A verdict says whose baseline it was made by, whether it counts, and since when it has been so.
alter table verdicts
    add column fqdd text,
    add column name text,
    add column component_id text,
    add column released_at timestamptz,
    add column baseline_id bigint references baselines on delete set null,
    add column waiver_id bigint references waivers on delete set null,
    add column counts boolean not null default true;
create index verdicts_waiver on verdicts (waiver_id) where waiver_id is not null;

-- What the verdicts were, from when to when: the question of today asked of a past date.
create table verdicts_past (
    host_id       bigint not null references hosts on delete cascade,
    inventory_id  text   not null,
    fqdd          text,
    name          text,
    component_id  text,
    verdict       text   not null,
    installed     text,
    available     text,
    criticality   integer,
    released_at   timestamptz,
    baseline_id   bigint,
    waiver_id     bigint,
    counts        boolean not null,
    reason        text   not null,
    from_at       timestamptz not null,
    until_at      timestamptz not null
);
create index verdicts_past_host on verdicts_past (host_id, until_at);
create index verdicts_past_until on verdicts_past (until_at, from_at);

create function verdict_passes() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (old.verdict, old.installed, old.available, old.criticality, old.baseline_id, old.waiver_id, old.counts,
            old.reason) is not distinct from (new.verdict, new.installed, new.available, new.criticality, new.baseline_id,
            new.waiver_id, new.counts, new.reason) then
        new.evaluated_at := old.evaluated_at;              -- only its catalog is another: it is so since then
        return new;
    end if;
    if old.evaluated_at < now() and exists (select 1 from hosts where id = old.host_id) then
        insert into verdicts_past values (old.host_id, old.inventory_id, old.fqdd, old.name, old.component_id, old.verdict,
            old.installed, old.available, old.criticality, old.released_at, old.baseline_id, old.waiver_id, old.counts,
            old.reason, old.evaluated_at, now());
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger verdicts_pass before update or delete on verdicts for each row execute function verdict_passes();

-- Advisories ---------------------------------------------------------------------------------------------------------
create table advisories (
    id           text primary key,                         -- DSA-2024-006
    severity     text not null check (severity in ('critical', 'high', 'medium', 'low')),
    cves         text[] not null default '{}',
    title        text,
    url          text,
    imported_by  text not null,
    imported_at  timestamptz not null default now()
);

create table advisory_fixes (
    advisory_id  text not null references advisories on delete cascade,
    component    text not null,                            -- a component id, or PCI ids
    model        text,                                     -- null: of every model
    fixed        text not null
);
create index advisory_fixes_component on advisory_fixes (component);

-- Which installed component is exposed to which advisory; certain is false where the versions can't be compared.
create table exposures (
    host_id       bigint not null references hosts on delete cascade,
    inventory_id  text   not null,
    advisory_id   text   not null references advisories on delete cascade,
    fixed         text   not null,
    certain       boolean not null,
    primary key (host_id, inventory_id, advisory_id)
);
create index exposures_advisory on exposures (advisory_id);

-- The one score: 100 is as it should be, 0 could not be worse. docs/baselines.md tells it in words.
create function component_score(verdict text, criticality integer, released timestamptz, severity text, at timestamptz)
        returns integer language sql immutable as $$
    select greatest(0, round(100 -
        case verdict
            when 'outdated' then
                case criticality when 2 then 50 when 1 then 30 when 3 then 10 else 20 end
                * (1 + 0.5 * least(12, greatest(0, coalesce(extract(epoch from at - released) / 2629746, 0))) / 12)
            when 'unknown' then 40
            when 'no-package' then 10
            else 0
        end
        - case severity when 'critical' then 50 when 'high' then 35 when 'medium' then 15 when 'low' then 5 else 0 end))::integer
$$;

-- Hosts that are to be judged anew, because what is good has changed.
create table evaluations_due (
    host_id  bigint primary key references hosts on delete cascade
);

-- Each verdict with its score, and the worst advisory that its component is certainly exposed to.
create view scored_verdicts as
    select v.*, e.severity, component_score(v.verdict, v.criticality, v.released_at, e.severity, now()) as score
    from verdicts v left join (
        select x.host_id, x.inventory_id,
            (array['critical', 'high', 'medium', 'low'])[min(array_position(array['critical', 'high', 'medium', 'low'], a.severity))]
                as severity
        from exposures x join advisories a on a.id = x.advisory_id where x.certain group by 1, 2) e
    on e.host_id = v.host_id and e.inventory_id = v.inventory_id;
