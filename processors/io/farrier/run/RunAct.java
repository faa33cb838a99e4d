package io.farrier.run;

import io.farrier.hub.Headers;
import io.farrier.hub.Pace;
import io.farrier.quiesce.Stance;
import io.farrier.quiesce.Standstill;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.FirmwareUpdateRequest;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.Outcome;
import io.farrier.transport.UpdateChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** act: an action in the words of the transports, one ask after the other up to the first that is not done. */
@Component("runAct")
class RunAct {

    static final String OUTCOMES = "farrierOutcomes";
    static final String STANCES = "farrierStances";

    private final UpdateChoice choice;
    private final Pace pace;

    RunAct(UpdateChoice choice, Pace pace) {
        this.choice = choice;
        this.pace = pace;
    }

    /** What is asked, in its order: whatever changes the host is asked only where it stands still at that moment. */
    public List<?> asks(Exchange exchange, @ExchangeProperty(Headers.TURN) RunTurn turn) {
        exchange.setProperty(OUTCOMES, new ArrayList<Outcome>());
        exchange.setProperty(STANCES, new ArrayList<Stance>());
        exchange.setProperty(Forgiveness.PROPERTY, turn.run().bmcRestarts());
        return switch (turn.action()) {
            case Action.Quiesce quiesce -> List.of(standstill(turn, quiesce.step()));
            case Action.Submit s -> still(turn, asks(turn));
            case Action.Stage s -> still(turn, asks(turn));
            case Action.Reset r -> still(turn, asks(turn));
            default -> asks(turn);
        };
    }

    private static List<?> still(RunTurn turn, List<Ask> asks) {
        Stand stand = turn.run().stand();
        if (stand == null || stand.restoring()) {
            return asks;
        }
        List<Object> all = new ArrayList<>(List.of(standstill(turn, Standstill.Step.READY)));
        all.addAll(asks);
        return all;
    }

    private static Standstill standstill(RunTurn turn, Standstill.Step step) {
        Stand stand = turn.run().stand();
        return new Standstill(
                stand.kind(),
                step,
                turn.row().bmc().hostId(),
                turn.row().id(),
                turn.row().serviceTag(),
                turn.row().label(),
                stand.memo(),
                turn.run().until());
    }

    private List<Ask> asks(RunTurn turn) {
        Bmc bmc = turn.row().bmc();
        return switch (turn.action()) {
            case Action.Check check ->
                List.of(new Ask.ReadReadiness(bmc), new Ask.ReadJobs(bmc, List.of()), new Ask.ReadInventory(bmc));
            case Action.Submit submit ->
                List.of(submit(turn, turn.run().item(submit.item().key())));
            case Action.Seek seek -> List.of(new Ask.ReadJobs(bmc, List.of()));
            case Action.Poll poll -> List.of(new Ask.ReadJobs(bmc, jids(turn.run())));
            case Action.Stage stage -> List.of(new Ask.Stage(bmc, stage.jids()));
            case Action.Reset reset -> List.of(new Ask.Reset(bmc, reset.kind()));
            case Action.ReadBack read -> List.of(new Ask.ReadInventory(bmc));
            case Action.ReadPower read -> List.of(new Ask.ReadPower(bmc));
            case Action.Clear clear -> List.of(new Ask.Clear(bmc, clear.jids()));
            case Action.Expire expire -> List.of(new Ask.Stage(bmc, expire.jids(), within(turn)));
            case Action.Export export -> List.of(new Ask.ExportProfile(bmc, export.jid()));
            case Action.Quiesce q -> List.of();
            case Action.Fetch f -> List.of();
            case Action.Note n -> List.of();
            case Action.Wait w -> List.of();
        };
    }

    /** What is left of the window, in the device's time. */
    private Duration within(RunTurn turn) {
        return pace.ofDevice(Duration.between(turn.turn().now(), turn.run().until()));
    }

    /** Whether the next ask still makes sense: all before it were done, and the host stands still. */
    public boolean goesOn(
            @ExchangeProperty(OUTCOMES) List<Outcome> outcomes, @ExchangeProperty(STANCES) List<Stance> stances) {
        boolean still = stances.stream().allMatch(stance -> stance.posture() == Stance.Posture.STILL);
        return still && outcomes.stream().allMatch(Outcome::done);
    }

    public boolean ofItsKind(@Body Object ask) {
        return ask instanceof Standstill;
    }

    public void take(Exchange exchange, @ExchangeProperty(OUTCOMES) List<Outcome> outcomes) {
        outcomes.add(exchange.getMessage().getBody(Outcome.class));
    }

    public void takeStance(Exchange exchange, @ExchangeProperty(STANCES) List<Stance> stances) {
        stances.add(exchange.getMessage().getBody(Stance.class));
    }

    /** As its intent says. Only what never restarts the host by itself is installed at once (DESIGN, invariant 13). */
    private Ask submit(RunTurn turn, Item item) {
        boolean direct = item.promise().direct();
        if (item.promise().kept()) {
            return new Ask.Rollback(
                    turn.row().bmc(), item.promise().component(), item.promise().version(), direct);
        }
        FirmwareUpdateRequest request = item.order().sent()
                ? choice.multipart(
                        turn.run().sha256().get(item.key()), item.promise().fileName(), direct)
                : choice.simple(item.order().path(), direct);
        return new Ask.Submit(turn.row().bmc(), request, item.promise().component());
    }

    private static List<String> jids(Run run) {
        return run.items().stream().map(Item::jid).filter(jid -> jid != null).toList();
    }
}
