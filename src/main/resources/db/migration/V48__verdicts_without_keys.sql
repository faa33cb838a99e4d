-- Judging ten thousand servers writes 300,000 verdicts. Each looked up and locked its server, its package and its baseline by a key of its
-- own, from two transactions at once that share most of them: more work than writing it. The same is held once for each statement here,
-- for whoever writes. A package is held by its catalog, with which it comes and goes.
alter table verdicts drop constraint verdicts_host_id_fkey, drop constraint verdicts_package_id_fkey,
    drop constraint verdicts_baseline_id_fkey, drop constraint verdicts_waiver_id_fkey;

-- First held, then looked for by statements of their own, which see what went while they waited. Each connection plans this once: by the
-- keys, also where it was planned while the tables were short.
create function verdicts_point_to_what_is_there() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    hosts_of     bigint[] := array(select distinct host_id from fresh);
    packages_of  bigint[] := array(select distinct package_id from fresh where package_id is not null);
    baselines_of bigint[] := array(select distinct baseline_id from fresh where baseline_id is not null);
    waivers_of   bigint[] := array(select distinct waiver_id from fresh where waiver_id is not null);
begin
    perform 1 from hosts where id = any (hosts_of) order by id for key share;
    perform 1 from catalogs where id in (select catalog_id from packages where id = any (packages_of)) order by id for key share;
    perform 1 from baselines where id = any (baselines_of) order by id for key share;
    perform 1 from waivers where id = any (waivers_of) order by id for key share;
    if (select count(*) from hosts where id = any (hosts_of)) < cardinality(hosts_of)
        or (select count(*) from packages where id = any (packages_of)) < cardinality(packages_of)
        or (select count(*) from baselines where id = any (baselines_of)) < cardinality(baselines_of)
        or (select count(*) from waivers where id = any (waivers_of)) < cardinality(waivers_of) then
        raise foreign_key_violation using
            message = 'a verdict points to a server, a package, a baseline or a waiver that is gone meanwhile',
            table = tg_table_name;
    end if;
    return null;
end $$;
create trigger new_verdicts_point_to_what_is_there after insert on verdicts referencing new table as fresh
    for each statement execute function verdicts_point_to_what_is_there();
-- The triggers below only take away what a verdict points to.
create trigger changed_verdicts_point_to_what_is_there after update on verdicts referencing new table as fresh
    for each statement when (pg_trigger_depth() = 0) execute function verdicts_point_to_what_is_there();

create function verdicts_of_gone_hosts_go() returns trigger language plpgsql as $$
begin
    delete from verdicts where host_id in (select id from gone);
    return null;
end $$;
create trigger hosts_go_with_their_verdicts after delete on hosts referencing old table as gone
    for each statement execute function verdicts_of_gone_hosts_go();

-- Whoever is writing verdicts holds the catalog: waited for, their verdicts go too. With a catalog that goes itself its delete has waited.
create function verdicts_of_gone_packages_go() returns trigger language plpgsql as $$
begin
    perform 1 from catalogs where id in (select catalog_id from gone) order by id for update;
    delete from verdicts where package_id in (select id from gone);
    return null;
end $$;
create trigger packages_go_with_their_verdicts after delete on packages referencing old table as gone
    for each statement execute function verdicts_of_gone_packages_go();

create function verdicts_forget_gone_baselines() returns trigger language plpgsql as $$
begin
    update verdicts set baseline_id = null where baseline_id in (select id from gone);
    return null;
end $$;
create trigger baselines_are_forgotten_by_verdicts after delete on baselines referencing old table as gone
    for each statement execute function verdicts_forget_gone_baselines();

create function verdicts_forget_gone_waivers() returns trigger language plpgsql as $$
begin
    update verdicts set waiver_id = null where waiver_id in (select id from gone);
    return null;
end $$;
create trigger waivers_are_forgotten_by_verdicts after delete on waivers referencing old table as gone
    for each statement execute function verdicts_forget_gone_waivers();
