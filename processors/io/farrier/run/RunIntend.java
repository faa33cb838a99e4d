package io.farrier.run;

import io.farrier.bell.Turns;
import io.farrier.catalog.Links;
import io.farrier.hub.Headers;
import io.farrier.hub.Pace;
import io.farrier.quiesce.Standstill;
import io.farrier.transport.Gate;
import io.farrier.transport.Operation;
import io.farrier.transport.Ranking;
import io.farrier.transport.TransportChoice;
import io.farrier.transport.UpdateChoice;
import io.farrier.transport.UpdateMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    private final UpdateChoice update;
    private final Pace pace;
    private final TransportChoice choice;

    RunIntend(Turns turns, Runs runs, Links links, UpdateChoice update, Pace pace, TransportChoice choice) {
        this.turns = turns;
        this.runs = runs;
        this.links = links;
        this.update = update;
        this.pace = pace;
        this.choice = choice;
    }

    public void intend(Exchange exchange, @ExchangeProperty(Headers.TURN) RunTurn turn) {
        Duration lease =
                turn.action() instanceof Action.Fetch ? FETCH : pace.answer().multipliedBy(REQUESTS);
        Instant until = extend(exchange, turn, lease);
        switch (turn.action()) {
            case Action.Submit submit -> submit(exchange, turn, submit.item(), lease);
            case Action.Stage stage -> {
                way(exchange, turn, Operation.STAGE, null);
                append(exchange, turn, new RunEvent.StageIntended(stage.jids(), transport(exchange), until));
            }
            case Action.Reset reset -> {
                way(exchange, turn, Operation.RESET, null);
                append(
                        exchange,
                        turn,
                        new RunEvent.ResetIntended(reset.kind().redfish(), reset.batch(), transport(exchange), until));
            }
            case Action.Export export -> {
                way(exchange, turn, Operation.PROFILE, null);
                if (export.jid() == null) {
                    append(exchange, turn, new RunEvent.ProfileIntended(transport(exchange), until));
                }
            }
            case Action.Expire expire -> way(exchange, turn, Operation.STAGE, null);
            case Action.Quiesce quiesce -> quiesce(exchange, turn, quiesce.step(), until);
            case Action.Clear clear -> {
                way(exchange, turn, Operation.CLEAR, null);
                append(exchange, turn, new RunEvent.ClearIntended(clear.jids(), until));
            }
            default -> {}
        }
    }

    private void quiesce(Exchange exchange, RunTurn turn, Standstill.Step step, Instant until) {
        String kind = turn.run().stand().kind();
        switch (step) {
            case DRAIN -> append(exchange, turn, new RunEvent.DrainIntended(kind, until));
            case RESTORE -> append(exchange, turn, new RunEvent.RestoreIntended(kind, until));
            case READY -> {}
        }
    }

    /**
     * What changes the device goes one way, which is chosen here and stands in the intent.
     *
     * @param asked the way that has asked to wait for this; null: none has
     */
    private Ranking way(Exchange exchange, RunTurn turn, Operation operation, String asked) {
        Ranking ranking =
                choice.rank(turn.row().bmc(), operation, turn.turn().now()).staying(asked);
        String transport = ranking.ways().isEmpty()
                ? choice.transports().getFirst()
                : ranking.ways().getFirst().transport();
        exchange.getMessage().setHeader(Headers.TRANSPORT, transport);
        return ranking;
    }

    private static String transport(Exchange exchange) {
        return exchange.getMessage().getHeader(Headers.TRANSPORT, String.class);
    }

    private void submit(Exchange exchange, RunTurn turn, Item item, Duration lease) {
        if (item.promise().kept()) {
            back(exchange, turn, item, lease);
            return;
        }
        String sha256 = turn.run().sha256().get(item.key());
        Ranking ranking = way(exchange, turn, Operation.SUBMIT, item.order().transport());
        UpdateMode mode = update.choose(turn.row().bmc(), transport(exchange), sha256);
        boolean sent = mode.kind() == UpdateMode.Kind.MULTIPART_UPDATE;
        Duration needed = sent ? lease.plus(update.sending(sha256)) : lease;
        String path = sent
                ? null
                : links.issue(
                        turn.row().id(),
                        turn.row().bmc().hostId(),
                        turn.row().bmc().address(),
                        sha256,
                        item.promise().fileName());
        append(
                exchange,
                turn,
                new RunEvent.SubmitIntended(
                        item.key(),
                        transport(exchange),
                        ranking.sentence(),
                        mode,
                        path,
                        extend(exchange, turn, needed),
                        known(turn.run()),
                        item.promise().label()));
    }

    /** The device has the image: nothing is sent and nothing fetched. */
    private void back(Exchange exchange, RunTurn turn, Item item, Duration lease) {
        Ranking ranking = way(exchange, turn, Operation.ROLLBACK, item.order().transport());
        append(
                exchange,
                turn,
                new RunEvent.SubmitIntended(
                        item.key(),
                        transport(exchange),
                        ranking.sentence(),
                        UpdateMode.BACK,
                        null,
                        extend(exchange, turn, lease),
                        known(turn.run()),
                        item.promise().label()));
    }

    /** The turn's lease, in the database and for the gate; returns when it ends. */
    private Instant extend(Exchange exchange, RunTurn turn, Duration lease) {
        turns.extend(turn.turn(), lease);
        exchange.setProperty(Gate.LEASE_ENDS, System.nanoTime() + lease.toNanos());
        return turn.turn().now().plus(lease);
    }

    /** Every job that the device is known to have: one that is not among them later, came after this intent. */
    private static List<String> known(Run run) {
        Set<String> jids = new LinkedHashSet<>(run.checked().jids());
        for (Item item : run.items()) {
            jids.addAll(item.order().jidsBefore());
            if (item.jid() != null) {
                jids.add(item.jid());
            }
        }
        return new ArrayList<>(jids);
    }

    private void append(Exchange exchange, RunTurn turn, RunEvent intent) {
        runs.append(turn.row(), List.of(intent), "farrier");
        exchange.setProperty(Headers.TURN, turn.told(intent));
    }
}
