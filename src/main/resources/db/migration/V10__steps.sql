-- How a component gets to what is wanted where that is more than one step, or why it can't.
alter table verdicts
    add column path jsonb,                                 -- ids of packages in their order, the last being package_id; null: at once
    add column unreachable text;                           -- what is missing; null: there is a way
