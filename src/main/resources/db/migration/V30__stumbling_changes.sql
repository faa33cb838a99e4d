-- A change whose turn throws again and again is a human's; a message that died in the broker is kept with where and since when.

alter table changes drop constraint changes_state_check;
-- human: it could not be decided, and waits for a person to have it decided again
alter table changes add constraint changes_state_check
    check (state in ('waiting', 'planned', 'refused', 'cancelled', 'human'));

alter table messages
    add column sent_at   timestamptz,                       -- by the broker's clock, where it came through the broker
    add column dead_from text;                              -- the queue that gave it up: expired, or rejected by its reader
