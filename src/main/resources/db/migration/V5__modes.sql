-- How each transport of a host can be given a package, as the device itself offers it.
create table update_modes (
    host_id   bigint  not null references hosts on delete cascade,
    transport text    not null,
    fetches   boolean not null,                          -- the BMC can be told to fetch it
    takes     boolean not null,                          -- it can be sent
    largest   bigint,                                    -- that can be sent, in bytes; null: the device does not say
    by        text    not null,                          -- in the device's own words
    seen_at   timestamptz not null default now(),
    primary key (host_id, transport)
);

-- What the BMC said when it could not fetch a file from the hub.
alter table hosts add column unfetched text;
alter table hosts add column unfetched_at timestamptz;
