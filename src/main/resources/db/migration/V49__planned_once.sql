-- A connection plans a statement a few times and then keeps the plan. Planned while its table was short, it reads the whole table ever
-- after, until somebody analyzes it: the whole ledger for each event (with 10,000 events 0.4 ms each, and more with each event), all
-- verdicts for each portion of a fleet that is judged for the first time. These go by the keys, whatever there was.
alter function ledger_append(text, text, bigint, bigint, bigint, text, text, jsonb) set enable_seqscan = off;

create function verdicts_of(hosts bigint[]) returns table (host_id bigint, inventory_id text, verdict text)
        language plpgsql stable set enable_seqscan = off as $$
begin
    return query select v.host_id, v.inventory_id, v.verdict from verdicts v where v.host_id = any (hosts);
end $$;

create function exposures_of(hosts bigint[])
        returns table (host_id bigint, inventory_id text, advisory_id text, fixed text, certain boolean)
        language plpgsql stable set enable_seqscan = off as $$
begin
    return query select e.host_id, e.inventory_id, e.advisory_id, e.fixed, e.certain from exposures e where e.host_id = any (hosts);
end $$;
