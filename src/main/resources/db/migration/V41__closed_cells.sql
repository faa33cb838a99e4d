-- A version on a model that a plan gives to no more hosts, since it failed too often there; other plans are told.
create table closed_cells (
    plan_id     bigint      not null references update_plans on delete cascade,
    cell        text        not null,                 -- "BIOS 2.22.2 on R750"
    component   text,                                 -- the component's id; null: it has none
    name        text        not null,
    version     text        not null,
    model       text,
    package_id  bigint      not null,
    bad         integer     not null,                 -- hosts on which it failed
    ended       integer     not null,                 -- of so many that have ended with it
    blamed      boolean     not null,                 -- it failed itself; false: only the runs that were to bring it
    code        text,                                 -- the device's message id, or a word of the hub's own
    why         text,
    closed_at   timestamptz not null default now(),
    reopened_at timestamptz,                          -- what had failed was tried again and went well
    primary key (plan_id, cell)
);
create index closed_cells_cell on closed_cells (cell) where blamed and reopened_at is null;
