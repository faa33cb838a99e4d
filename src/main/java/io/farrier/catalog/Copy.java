package io.farrier.catalog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** Rows for PostgreSQL's COPY, in its text format. */
final class Copy {

    private final String sql;
    private final StringBuilder rows = new StringBuilder();

    /** @param sql {@code copy … from stdin}, with the columns */
    Copy(String sql) {
        this.sql = sql;
    }

    void row(Object... values) {
        for (int i = 0; i < values.length; i++) {
            rows.append(i == 0 ? "" : "\t");
            value(values[i]);
        }
        rows.append('\n');
    }

    private void value(Object value) {
        if (value == null) {
            rows.append("\\N");
            return;
        }
        String text = value.toString();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            String escaped =
                    switch (text.charAt(i)) {
                        case '\\' -> "\\\\";
                        case '\t' -> "\\t";
                        case '\n' -> "\\n";
                        case '\r' -> "\\r";
                        default -> null;
                    };
            if (escaped != null) {
                rows.append(text, from, i).append(escaped);
                from = i + 1;
            }
        }
        rows.append(from == 0 ? text : text.substring(from));
    }

    void into(Connection connection) throws SQLException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(sql, new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }
}
