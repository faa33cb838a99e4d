package io.farrier.run;

import io.farrier.bell.Turn;
import io.farrier.hub.Marked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the stations of {@code routes/run/step.camel.yaml} hand to each other: one turn of one run, ever more of it. */
record RunTurn(Turn turn, RunRow row, List<Fold.At> story, Run run, Action action) implements Marked {

    static RunTurn of(Turn turn) {
        return new RunTurn(turn, null, null, null, null);
    }

    RunTurn loaded(RunRow loaded, List<Fold.At> events) {
        return new RunTurn(turn, loaded, events, Fold.of(events), null);
    }

    /** With what this turn has appended to its story. */
    RunTurn told(RunEvent event) {
        List<Fold.At> longer = new ArrayList<>(story);
        longer.add(new Fold.At(turn.now(), event));
        return new RunTurn(turn, row, longer, Fold.of(longer), action);
    }

    RunTurn decided(Action decided) {
        return new RunTurn(turn, row, story, run, decided);
    }

    @Override
    public Map<String, String> marks() {
        Map<String, String> marks = new HashMap<>(Map.of(RUN, String.valueOf(turn.id())));
        if (row != null) {
            marks.put(PLAN, String.valueOf(row.planId()));
        }
        if (row != null && row.serviceTag() != null) {
            marks.put(HOST, row.serviceTag());
        }
        if (action != null) {
            marks.put(ACTION, action.getClass().getSimpleName());
        }
        return marks;
    }
}
