-- Whichever way another catalog becomes current, in whichever transaction, everybody with an inventory is due to be judged anew. Who asked
-- for it may judge them at once; if its hub dies before that, the clock does.
create function everybody_is_due() returns trigger language plpgsql as $$
begin
    insert into evaluations_due (host_id) select distinct host_id from components order by 1 on conflict (host_id) do nothing;
    return null;
end $$;
create trigger catalogs_change_what_is_current after update of state on catalogs for each row
    when (old.state is distinct from new.state and 'current' in (old.state, new.state)) execute function everybody_is_due();
