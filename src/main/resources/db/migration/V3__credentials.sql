-- A login is claimed before it leaves, so that no two of one version are under way to one BMC: over all transports and hubs.
alter table credential_uses add column attempt bigint not null default 0;     -- counts the claims
alter table credential_uses add column trying_until timestamptz;             -- somebody tries, until then at most
