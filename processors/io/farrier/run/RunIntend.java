package io.farrier.run;

import io.farrier.bell.Turns;
import io.farrier.catalog.Links;
import io.farrier.hub.Headers;
import io.farrier.hub.Pace;
import io.farrier.transport.Gate;
import io.farrier.transport.Operation;
import io.farrier.transport.Ranking;
import io.farrier.transport.TransportChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * intend: before anything touches a device, what is about to be done is committed with the claim, and the lease made long
 * enough for it. A process that dies after this leaves a question that the next turn can answer on the device.
 */
@Component("runIntend")
class RunIntend {

    /** A login and a few requests; the gate holds back what would not fit. */
    private static final int REQUESTS = 5;

    private static final Duration FETCH = Duration.ofMinutes(30);

    private final Turns turns;
    private final Runs runs;
    private final Links links;
    private final Pace pace;
    private final TransportChoice choice;

    RunIntend(Turns turns, Runs runs, Links links, Pace pace, TransportChoice choice) {
        this.turns = turns;
        this.runs = runs;
        this.links = links;
        this.pace = pace;
        this.choice = choice;
    }

    public void intend(Exchange exchange, @ExchangeProperty(Headers.TURN) RunTurn turn) {
        Duration lease =
                turn.action() instanceof Action.Fetch ? FETCH : pace.answer().multipliedBy(REQUESTS);
        turns.extend(turn.turn(), lease);
        exchange.setProperty(Gate.LEASE_ENDS, System.nanoTime() + lease.toNanos());
        var until = turn.turn().now().plus(lease);
        switch (turn.action()) {
            case Action.Submit submit -> {
                Item item = submit.item();
                Ranking ranking = way(exchange, turn, Operation.SUBMIT);
                String path = links.issue(
                        turn.row().id(),
                        turn.row().bmc().hostId(),
                        turn.row().bmc().address(),
                        turn.run().sha256().get(item.key()),
                        item.promise().fileName());
                append(
                        exchange,
                        turn,
                        new RunEvent.SubmitIntended(
                                item.key(),
                                transport(exchange),
                                ranking.sentence(),
                                path,
                                until,
                                known(turn.run()),
                                item.promise().label()));
            }
            case Action.Stage stage -> {
                way(exchange, turn, Operation.STAGE);
                append(exchange, turn, new RunEvent.StageIntended(stage.jids(), transport(exchange), until));
            }
            case Action.Reset reset -> {
                way(exchange, turn, Operation.RESET);
                append(
                        exchange,
                        turn,
                        new RunEvent.ResetIntended(
                                reset.kind().redfish(), reset.batch(), transport(exchange), until));
            }
            case Action.Clear clear -> {
                way(exchange, turn, Operation.CLEAR);
                append(exchange, turn, new RunEvent.ClearIntended(clear.jids(), until));
            }
            default -> {}
        }
    }

    /** What changes the device goes one way, which is chosen here and stands in the intent. */
    private Ranking way(Exchange exchange, RunTurn turn, Operation operation) {
        Ranking ranking = choice.rank(turn.row().bmc(), operation, turn.turn().now());
        String transport = ranking.ways().isEmpty()
                ? choice.transports().getFirst()
                : ranking.ways().getFirst().transport();
        exchange.getMessage().setHeader(Headers.TRANSPORT, transport);
        return ranking;
    }

    private static String transport(Exchange exchange) {
        return exchange.getMessage().getHeader(Headers.TRANSPORT, String.class);
    }

    /** Every job that the device is known to have: one that is not among them later, came after this intent. */
    private static List<String> known(Run run) {
        List<String> jids = new ArrayList<>(run.checked().jids());
        run.items().stream()
                .map(Item::jid)
                .filter(jid -> jid != null && !jids.contains(jid))
                .forEach(jids::add);
        return jids;
    }

    private void append(Exchange exchange, RunTurn turn, RunEvent intent) {
        runs.append(turn.row(), List.of(intent), "farrier");
        List<Fold.At> story = new ArrayList<>(turn.story());
        story.add(new Fold.At(turn.turn().now(), intent));
        exchange.setProperty(Headers.TURN, new RunTurn(turn.turn(), turn.row(), story, Fold.of(story), turn.action()));
    }
}
