-- A plan that brings hosts back to what they held before another plan.
alter table update_plans add column rollback_of bigint references update_plans on delete cascade;
