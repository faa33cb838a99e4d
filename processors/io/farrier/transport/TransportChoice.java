package io.farrier.transport;

import io.farrier.hub.Headers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Which way an ask goes, hop after hop. A read goes on to the next way while nobody could do it; what changes a device
 * takes one way only, the one that its intent names.
 */
@Component("transportChoice")
public class TransportChoice implements Updaters {

    private static final String REST = "farrierWays";
    private static final String TRIED = "farrierTried";
    private static final String ASK = "ask";
    private static final Set<String> OPERATIONS =
            Arrays.stream(Operation.values()).map(Operation::word).collect(Collectors.toSet());

    private final CamelContext camel;
    private final List<String> chain;
    private final Set<String> allowed;
    private final Set<String> sweep;
    private final Ways ways;
    private final Classification table;

    TransportChoice(
            CamelContext camel,
            Ways ways,
            Classification table,
            @Value("${farrier.transport.chain}") String[] chain,
            @Value("${farrier.transport.allowed}") String[] allowed,
            @Value("${farrier.sweep.transports}") String[] sweep) {
        this.camel = camel;
        this.ways = ways;
        this.table = table;
        this.chain = Arrays.asList(chain);
        this.allowed = Set.of(allowed);
        this.sweep = Set.of(sweep);
    }

    /** Every transport that has a route here or a place in the chain, in the chain's order, then by name. */
    @Override
    public List<String> transports() {
        Set<String> others = new TreeSet<>();
        for (Route route : camel.getRoutes()) {
            String id = route.getRouteId();
            int dot = id.indexOf('.');
            if (dot > 0 && OPERATIONS.contains(id.substring(dot + 1)) && isCalled(route, id)) {
                others.add(id.substring(0, dot));
            }
        }
        List<String> all = new ArrayList<>(chain);
        others.stream().filter(transport -> !chain.contains(transport)).forEach(all::add);
        return all;
    }

    @Override
    public List<String> updating() {
        return transports().stream()
                .filter(transport -> can(transport, Operation.SUBMIT))
                .toList();
    }

    /** A transport's route takes asks; a feature's of the same form, as {@code plan.job} could be, does not. */
    private static boolean isCalled(Route route, String id) {
        return route.getEndpoint().getEndpointUri().equals("direct://" + id)
                && route.getSourceLocation() != null
                && route.getSourceLocation().contains("transports/");
    }

    /** The ways of this operation on this host, best first, each with its reason. */
    public Ranking rank(Bmc bmc, Operation operation, Instant now) {
        return rank(bmc, operation, transports(), now);
    }

    /** The same for one of many hosts: which transports there are need not be found out for each. */
    public Ranking rank(Bmc bmc, Operation operation, List<String> transports, Instant now) {
        Map<String, Ways.Known> known = bmc.hostId() == 0 ? Map.of() : ways.of(bmc.hostId());
        List<Candidate> candidates = new ArrayList<>();
        for (int place = 0; place < transports.size(); place++) {
            String transport = transports.get(place);
            Ways.Known here = known.getOrDefault(transport, Ways.Known.NOTHING);
            Ways.Observed observed = here.operations().get(operation.word());
            candidates.add(new Candidate(
                    transport,
                    place,
                    can(transport, operation.word()),
                    allowed(transport) && (bmc.hostId() != 0 || sweep.contains(transport)),
                    observed == null ? null : observed.supported(),
                    observed == null ? null : observed.seenAt(),
                    here.answers(),
                    here.health(),
                    bmc.hostId() == 0 ? 1 : ways.kind(bmc.hostId(), transport)));
        }
        return Ranking.of(operation, candidates, now);
    }

    private boolean allowed(String transport) {
        return allowed.contains("all") || allowed.contains(transport);
    }

    /** The ways that this ask may take: the one that was named, else all that the rule finds fit. */
    public void rank(Exchange exchange) {
        Ask ask = exchange.getMessage().getBody(Ask.class);
        String named = exchange.getMessage().getHeader(Headers.TRANSPORT, String.class);
        List<String> fit = named != null
                ? List.of(named)
                : rank(ask.bmc(), ask.operation(), Instant.now()).ways().stream()
                        .map(Ranking.Way::transport)
                        .toList();
        exchange.setProperty(ASK, ask);
        exchange.setProperty(REST, new ArrayList<>(fit.isEmpty() ? chain.subList(0, 1) : fit));
        exchange.setProperty(TRIED, new ArrayList<Outcome>());
    }

    /** The dynamic router's question: where next? Null ends it. */
    public String next(
            Exchange exchange,
            @ExchangeProperty(ASK) Ask ask,
            @ExchangeProperty(REST) List<String> rest,
            @ExchangeProperty(TRIED) List<Outcome> tried) {
        boolean goesOn = tried.isEmpty()
                || !ask.operation().writes()
                        && tried.getLast().word() == Word.NEXT_TRANSPORT
                        && !nobody(ask, tried.getLast());
        if (!goesOn || rest.isEmpty()) {
            return null;
        }
        exchange.getMessage().setHeader(Headers.TRANSPORT, rest.removeFirst());
        return "direct:transport.hop";
    }

    /** While a sweep knocks at an address where nothing takes connections, other protocols on the same port do no better. */
    private boolean nobody(Ask ask, Outcome outcome) {
        return ask.bmc().hostId() == 0 && table.of(outcome.messageId(), 0).way();
    }

    /** One hop: the ask again, which the hop before has replaced, and the route that does it. */
    public Ask hop(Exchange exchange, @ExchangeProperty(ASK) Ask ask) {
        String transport = exchange.getMessage().getHeader(Headers.TRANSPORT, String.class);
        String operation = ask.operation().word();
        exchange.setProperty("askedAt", System.nanoTime());
        exchange.setProperty("triedTransport", transport);
        exchange.getMessage().setHeader(Headers.OPERATION, operation);
        if (!can(transport, operation)) {
            throw new Failure("no-route", "No started route does " + transport + "." + operation);
        }
        return ask;
    }

    public void tried(Outcome outcome, @ExchangeProperty(TRIED) List<Outcome> tried) {
        tried.add(outcome);
    }

    /** What is left in the end: the last outcome; where no way could do it, the first, which tells of the others too. */
    public Outcome outcome(@ExchangeProperty(TRIED) List<Outcome> tried) {
        Outcome last = tried.getLast();
        if (tried.size() == 1 || last.word() != Word.NEXT_TRANSPORT) {
            return last;
        }
        Outcome first = tried.getFirst();
        // One sentence for all that failed alike: a BMC that is away is away by every way.
        Map<String, List<String>> said = new LinkedHashMap<>();
        tried.forEach(o ->
                said.computeIfAbsent(o.sentence(), none -> new ArrayList<>()).add(o.transport()));
        List<String> same = said.remove(first.sentence());
        StringBuilder sentence = new StringBuilder(first.sentence());
        if (same.size() > 1) {
            sentence.append(" The same by ")
                    .append(String.join(", ", same.subList(1, same.size())))
                    .append('.');
        }
        said.forEach((other, by) -> sentence.append(" By ")
                .append(String.join(", ", by))
                .append(": ")
                .append(other));
        return new Outcome(
                first.ask(),
                first.transport(),
                first.word(),
                null,
                first.messageId(),
                sentence.toString(),
                first.retryAfter(),
                first.took());
    }

    /** A route that does this is there and started. */
    public boolean can(String transport, Operation operation) {
        return can(transport, operation.word());
    }

    private boolean can(String transport, String operation) {
        return camel.getRouteController().getRouteStatus(transport + "." + operation) == ServiceStatus.Started;
    }
}
