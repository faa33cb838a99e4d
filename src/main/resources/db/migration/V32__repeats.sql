-- Requests that came with an Idempotency-Key, so that the same one again is answered as it was, and nothing is done twice.
create table idempotency (
    who          text        not null,
    key          text        not null,
    operation    text        not null,                      -- and what stood in its path: "addOme /omes"
    body_hash    integer     not null,                      -- enough to see a mistake; too short to try out a password by
    status       integer,                                   -- null: its end is not known yet
    content_type text,
    location     text,
    answer       text,
    at           timestamptz not null default now(),
    primary key (who, key)
);
create index idempotency_old on idempotency (at);

-- What is being changed under an If-Match now: between the look and the change nobody else's comes.
create table edits (
    path         text        primary key,                   -- "/omes/7"
    until        timestamptz not null
);
