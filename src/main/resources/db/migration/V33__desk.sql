-- Whether running hubs take edits of route files, one line for all of them. None: each does as its farrier.desk.watch says.
create table desk_policy (
    one   boolean     primary key default true check (one),
    takes boolean     not null,
    why   text,
    who   text        not null,
    at    timestamptz not null default now()
);
