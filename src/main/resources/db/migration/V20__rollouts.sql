-- Runs: two states more while a host comes to its standstill and goes back into service, and an end for those whose window closed.
alter table host_runs drop constraint host_runs_state_check;
alter table host_runs add constraint host_runs_state_check check (state in
    ('queued', 'checking', 'draining', 'staging', 'resetting', 'working', 'verifying', 'restoring', 'human',
     'succeeded', 'nothing-to-do', 'failed', 'cancelled', 'unfinished'));
drop index host_runs_one_live;
create unique index host_runs_one_live on host_runs (host_id) where ended_at is null;
drop index host_runs_turning;
create index host_runs_turning on host_runs (id)
    where state not in ('succeeded', 'nothing-to-do', 'failed', 'cancelled', 'unfinished', 'human');

-- The world is halted while there is a row that nobody has lifted: no hub submits or resets.
create table halts (
    id         bigint generated always as identity primary key,
    who        text        not null,
    reason     text        not null,
    at         timestamptz not null default now(),
    lifted_by  text,
    lifted_at  timestamptz
);
create unique index halts_one on halts ((true)) where lifted_at is null;

-- Where a host stands, for whoever spreads work over places; the one place that says what a cluster, a site, a rack is.
create view host_places as
    select id as host_id, replace(model, 'PowerEdge ', '') as model,
        case when cluster_moid is not null then coalesce(vcenter_url, '') || '/' || cluster_moid else tags ->> 'cluster' end as cluster,
        tags ->> 'site' as site, tags ->> 'rack' as rack, tags ->> 'chassis' as chassis
    from hosts;

-- Plans
alter table update_plans drop constraint update_plans_state_check;
alter table update_plans add constraint update_plans_state_check check (state in
    ('draft', 'approved', 'scheduled', 'running', 'paused', 'completed', 'failed', 'cancelled'));
alter table update_plans
    add column packages jsonb,                              -- ids of packages that are named; null: what compliance says
    add column wave_ended_at timestamptz;                   -- when the last host of the wave under way was done

alter table plan_targets
    add column place    jsonb   not null default '{}',      -- {"model": "R750", "cluster": …, "site": …, "rack": …, "chassis": …}
    add column reset    text    not null default 'graceful',
    add column quiesce  text,                               -- the kind that brings it to a standstill; null: none, as its policy allows
    add column minutes  jsonb   not null default '{}',      -- of each batch, on a real device
    add column longest  integer,                            -- seconds on a real device; that it should be done within
    add column forecast jsonb   not null default '{}';      -- what the preview said: transport, reboots, bytes, risks

alter table host_runs
    add column health_before text,                          -- of the BMC when the run was admitted
    add column failed        jsonb;                         -- keys of the promises that failed; null: none, or before any

create table plan_approvals (
    plan_id  bigint      not null references update_plans on delete cascade,
    who      text        not null,
    hash     text        not null,
    at       timestamptz not null default now(),
    primary key (plan_id, who)
);

-- The word of somebody, or of something, that the next wave may begin, or that it must not.
create table plan_words (
    plan_id  bigint      not null references update_plans on delete cascade,
    wave     integer     not null,                          -- the one that is done
    go       boolean     not null,
    who      text        not null,
    reason   text,
    at       timestamptz not null default now(),
    primary key (plan_id, wave)
);

-- What is wanted of hosts by the place that they are in; the nearest counts.
create table policies (
    id       bigint generated always as identity primary key,
    scope    text   not null check (scope in ('everywhere', 'site', 'cluster', 'host')),
    name     text   not null default '',                    -- of the site or cluster; the id of the host
    policy   jsonb  not null,
    who      text   not null,
    at       timestamptz not null default now(),
    unique (scope, name)
);

create table plan_templates (
    name     text primary key,
    draft    jsonb       not null,                          -- as POST /plans takes it, without a name
    who      text        not null,
    at       timestamptz not null default now()
);
