-- Where a source's packages are, if that is neither the top of its server nor its folder.
alter table catalog_sources add column package_root text;

-- Since when a catalog is no longer current: it is kept for a while from then on, whatever became of its source.
alter table catalogs add column superseded_at timestamptz;
update catalogs set superseded_at = now() where state = 'superseded';
create function catalogs_superseded() returns trigger language plpgsql as $$
begin
    new.superseded_at := case when new.state <> 'superseded' then null
        when old.state = 'superseded' then coalesce(new.superseded_at, old.superseded_at) else now() end;
    return new;
end $$;
create trigger catalogs_superseded before update of state on catalogs for each row execute function catalogs_superseded();

-- Who went back from a catalog did so while its source was there: one that was removed and comes again begins anew.
update catalogs c set withdrawn_by = null where withdrawn_by is not null
    and not exists (select 1 from catalogs n where n.source = c.source and n.state = 'current');
