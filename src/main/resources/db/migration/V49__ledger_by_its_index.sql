-- A connection plans this once and keeps it. Planned while the ledger was short, it read the whole ledger for each event ever after: with
-- 10,000 events 0.4 ms each, and more with each event. The end of a stream is at hand in the key (stream, seq).
alter function ledger_append(text, text, bigint, bigint, bigint, text, text, jsonb) set enable_seqscan = off;
