-- A catalog that is removed may have held a package on the way to a version that is wanted: whoever goes that way is judged anew.
create function those_on_the_way_are_due() returns trigger language plpgsql as $$
begin
    insert into evaluations_due (host_id)
        select distinct host_id from verdicts where path is not null or unreachable is not null order by 1
        on conflict (host_id) do nothing;
    return null;
end $$;
create trigger catalogs_that_are_removed after delete on catalogs for each row
    when (old.state <> 'loading') execute function those_on_the_way_are_due();
