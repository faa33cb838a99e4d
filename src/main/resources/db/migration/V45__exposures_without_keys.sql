-- Judging ten thousand servers writes some hundred thousand exposures, from two transactions at once that point to the same few advisories:
-- half of the time went into the keys, and into the row locks that they share. Servers and advisories are as good as never deleted, so
-- whoever does it deletes what points to them. It is not lost to a judgement under way: that holds its hosts by the keys of its verdicts,
-- and an advisory that goes has everybody judged anew.
alter table exposures drop constraint exposures_host_id_fkey, drop constraint exposures_advisory_id_fkey;

create function exposures_of_gone_hosts_go() returns trigger language plpgsql as $$
begin
    delete from exposures where host_id in (select id from gone);
    return null;
end $$;
create trigger hosts_go_with_their_exposures after delete on hosts referencing old table as gone
    for each statement execute function exposures_of_gone_hosts_go();

create function exposures_to_gone_advisories_go() returns trigger language plpgsql as $$
begin
    delete from exposures where advisory_id in (select id from gone);
    return null;
end $$;
create trigger advisories_go_with_their_exposures after delete on advisories referencing old table as gone
    for each statement execute function exposures_to_gone_advisories_go();

-- A verdict's catalog is its package's, which goes with its catalog and takes the verdict with it.
alter table verdicts drop constraint verdicts_catalog_id_fkey;
