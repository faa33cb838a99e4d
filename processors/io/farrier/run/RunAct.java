package io.farrier.run;

import io.farrier.hub.Headers;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.FirmwareUpdateRequest;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.Outcome;
import io.farrier.transport.UpdateChoice;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** act: an action in the words of the transports, one ask after the other up to the first that is not done. */
@Component("runAct")
class RunAct {

    static final String OUTCOMES = "farrierOutcomes";

    private final UpdateChoice choice;

    RunAct(UpdateChoice choice) {
        this.choice = choice;
    }

    public List<Ask> asks(Exchange exchange, @ExchangeProperty(Headers.TURN) RunTurn turn) {
        exchange.setProperty(OUTCOMES, new ArrayList<Outcome>());
        exchange.setProperty(Forgiveness.PROPERTY, turn.run().bmcRestarts());
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
            case Action.Fetch f -> List.of();
            case Action.Note n -> List.of();
            case Action.Wait w -> List.of();
        };
    }

    /** Whether the next ask still makes sense: all before it were done. */
    public boolean goesOn(@ExchangeProperty(OUTCOMES) List<Outcome> outcomes) {
        return outcomes.stream().allMatch(Outcome::done);
    }

    public void take(Exchange exchange, @ExchangeProperty(OUTCOMES) List<Outcome> outcomes) {
        outcomes.add(exchange.getMessage().getBody(Outcome.class));
    }

    /** As its intent says. Only what never restarts the host by itself is installed at once (DESIGN, invariant 13). */
    private Ask submit(RunTurn turn, Item item) {
        boolean direct = item.promise().direct();
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
