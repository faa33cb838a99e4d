package io.farrier.trigger;

import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the ledger and the inbox tell of a ticket; for the message of an assertion. */
final class Told {

    private Told() {}

    static String about(JdbcClient jdbc, Ticket ticket) {
        return jdbc
                .sql("select type || ': ' || sentence from events where data ->> 'change' = ?"
                        + " union all select 'message ' || state || ': ' || coalesce(reason, '') || ' ' || origin from messages"
                        + " where number = ? or number is null")
                .params(ticket.number(), ticket.number())
                .query(String.class)
                .list()
                .stream()
                .collect(Collectors.joining("\n"));
    }
}
