package io.farrier.desk;

import io.farrier.hub.Life;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** How the routes of this hub stand, as Hawtio shows it under JMX. Edits come by the folder or the API: route files are code. */
@Component
@ManagedResource(
        objectName = "io.farrier:type=RouteDesk",
        description = "Which routes run, whether edits of them are taken, and what the desk said to the last ones")
public class RouteDesk {

    private static final int LATEST = 20;

    private final Desk desk;
    private final Intake intake;
    private final EditPolicy policy;
    private final Edits edits;
    private final Nodes nodes;
    private final Life life;

    RouteDesk(Desk desk, Intake intake, EditPolicy policy, Edits edits, Nodes nodes, Life life) {
        this.desk = desk;
        this.intake = intake;
        this.policy = policy;
        this.edits = edits;
        this.nodes = nodes;
        this.life = life;
    }

    @ManagedAttribute(description = "Of the set of files that runs")
    public String getHash() {
        return desk.hash();
    }

    @ManagedAttribute(description = "Whether edits are taken, and who said so")
    public Map<String, Object> getEdits() {
        EditPolicy.State state = policy.state();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("taken", state.takesEdits());
        shown.put("who", state.who() == null ? "the settings of this hub (farrier.desk.watch)" : state.who());
        shown.put("why", state.why());
        shown.put("since", state.at() == null ? null : state.at().toString());
        return shown;
    }

    @ManagedAttribute(description = "Edited files in the folder that do not run, and why")
    public Map<String, Object> getWaiting() {
        Intake.Waiting waiting = intake.waiting();
        return Map.of(
                "files",
                List.copyOf(waiting.files()),
                "problems",
                waiting.problems().stream().map(Problem::toString).toList());
    }

    @ManagedAttribute(description = "The last edits and what became of them, the latest first")
    public List<Map<String, Object>> getLatest() {
        return edits.before(0, LATEST).stream().map(RouteDesk::shown).toList();
    }

    @ManagedAttribute(description = "The last edit that was refused: who brought it, when, and why not")
    public Map<String, Object> getLastRefusal() {
        return edits.refused().map(RouteDesk::shown).orElse(Map.of());
    }

    @ManagedAttribute(description = "Other hubs of this database, and the hash of what they run")
    public Map<String, String> getOthers() {
        Map<String, String> others = new LinkedHashMap<>();
        nodes.besides(life.node()).forEach(hub -> others.put(hub.node(), String.valueOf(hub.hash())));
        return others;
    }

    private static Map<String, Object> shown(Edits.Line line) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", line.at().toString());
        shown.put("who", line.who());
        shown.put("verdict", line.verdict());
        shown.put("sentence", line.sentence());
        shown.put("hash", line.hash());
        return shown;
    }
}
