package io.farrier.health;

import io.farrier.hub.Headers;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Operation;
import io.farrier.transport.Outcome;
import io.farrier.transport.TransportChoice;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who is there? Each way to a BMC is knocked at without a login, so that no log fills and nobody wakes. */
@Component("knocking")
class Knocking {

    private static final String KNOCK = "farrierKnock";

    /** The share of the fleet that is due at this tick; other hubs that look at the same time skip these hosts. */
    private static final String DUE = """
            update hosts set knocked_at = now() where id in (
                select id from hosts where mgmt_kind = 'server'
                    and (knocked_at is null or knocked_at < now() - :period * interval '1 second')
                order by knocked_at nulls first, id
                limit (select ceil(count(*) * :tick / :period)::int from hosts where mgmt_kind = 'server')
                for update skip locked)
            returning id, host(mgmt_ip) as address, mgmt_port
            """;

    private final JdbcClient jdbc;
    private final TransportChoice choice;
    private final Duration period;
    private final Duration tick;

    Knocking(
            JdbcClient jdbc,
            TransportChoice choice,
            @Value("${farrier.health.period}") Duration period,
            @Value("${farrier.health.tick}") Duration tick) {
        this.jdbc = jdbc;
        this.choice = choice;
        this.period = period;
        this.tick = tick;
    }

    public List<Bmc> due() {
        return jdbc.sql(DUE)
                .param("period", (double) period.toSeconds())
                .param("tick", (double) Math.min(tick.toSeconds(), period.toSeconds()))
                .query((row, n) -> new Bmc(row.getLong("id"), row.getString("address"), row.getInt("mgmt_port")))
                .list();
    }

    /** Every way to this BMC that can be knocked at. */
    public List<Knock> knocks(Bmc bmc) {
        return choice.transports().stream()
                .filter(transport -> choice.can(transport, Operation.IDENTIFY))
                .map(transport -> new Knock(bmc, transport))
                .toList();
    }

    public Ask identify(Exchange exchange, Knock knock) {
        exchange.setProperty(KNOCK, knock);
        exchange.getMessage().setHeader(Headers.TRANSPORT, knock.transport());
        return new Ask.Identify(knock.bmc());
    }

    /** It answered, and there is something to ask with a login. */
    public boolean answered(Exchange exchange, @ExchangeProperty(KNOCK) Knock knock) {
        Outcome outcome = exchange.getMessage().getBody(Outcome.class);
        return outcome.done() && withLogin(knock) != null;
    }

    /** The cheapest question of this way that takes a login. */
    public Ask login(Exchange exchange, @ExchangeProperty(KNOCK) Knock knock) {
        exchange.getMessage().setHeader(Headers.TRANSPORT, knock.transport());
        return withLogin(knock);
    }

    private Ask withLogin(Knock knock) {
        for (Ask ask : List.of(
                new Ask.ReadReadiness(knock.bmc()),
                new Ask.ReadPower(knock.bmc()),
                new Ask.ReadInventory(knock.bmc()))) {
            if (choice.can(knock.transport(), ask.operation())) {
                return ask;
            }
        }
        return null;
    }
}
