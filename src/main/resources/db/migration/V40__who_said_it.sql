-- What a plan's draft said itself of its policy; the rest of it was said everywhere, or by nobody. Null: drafted before this was kept.
alter table update_plans add column said jsonb;

-- Whether the configuration of this host is kept first: its site, cluster or itself may want that. Null: as its plan says.
alter table plan_targets add column profile boolean;
