package io.farrier.run;

import io.farrier.bell.Turn;
import java.util.List;

/** What the stations of {@code routes/run/step.camel.yaml} hand to each other: one turn of one run, ever more of it. */
record RunTurn(Turn turn, RunRow row, List<Fold.At> story, Run run, Action action) {

    static RunTurn of(Turn turn) {
        return new RunTurn(turn, null, null, null, null);
    }

    RunTurn loaded(RunRow loaded, List<Fold.At> events) {
        return new RunTurn(turn, loaded, events, Fold.of(events), null);
    }

    RunTurn decided(Action decided) {
        return new RunTurn(turn, row, story, run, decided);
    }
}
