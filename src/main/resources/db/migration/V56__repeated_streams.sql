-- What is announced of a stream, its length at most, does not tell it from another: its content does, once it is through.
alter table idempotency
    add column content_hash integer;                        -- CRC-32C; null: it was no stream, or its end never came
