package io.farrier.ledger;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The places of the readers that must miss nothing while they are away, by the reader's name. */
@Repository
public class Cursors {

    private static final String SAVE = """
            insert into cursors (name, tx, id) values (?, ?::text::xid8, ?)
            on conflict (name) do update set tx = excluded.tx, id = excluded.id
            """;

    private final JdbcClient jdbc;

    Cursors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where the reader stopped; the ledger's beginning for one that never read. */
    public Cursor of(String reader) {
        return jdbc.sql("select tx::text::bigint as tx, id from cursors where name = ?")
                .params(reader)
                .query((row, n) -> new Cursor(row.getLong("tx"), row.getLong("id")))
                .optional()
                .orElse(Cursor.START);
    }

    public void save(String reader, Cursor cursor) {
        jdbc.sql(SAVE).params(reader, String.valueOf(cursor.tx()), cursor.id()).update();
    }
}
