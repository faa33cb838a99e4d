package io.farrier.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The API's operations on routes. Route files are code: whoever may offer them may do what the hub may. */
@Component("deskApi")
class DeskApi {

    private static final Logger log = LoggerFactory.getLogger(DeskApi.class);

    record Files(Map<String, String> files) {}

    record Switch(Boolean takesEdits, String why) {}

    /**
     * @param state runs; edited, new or gone: the folder says otherwise, and it is not taken yet; refused: it was, or
     *     waits for a file that was
     */
    record Shown(String name, String state, List<String> routes) {}

    /** @param others live hubs that share this one's database */
    record Standing(
            String node,
            String hash,
            EditPolicy.State edits,
            List<Shown> files,
            List<Problem> problems,
            List<Nodes.Hub> others) {}

    /** @param hash of the set as it is, or would be, with this */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Judged(
            boolean loads, String hash, Changes changes, Map<String, List<String>> routes, List<Problem> problems) {}

    private final Desk desk;
    private final Intake intake;
    private final EditPolicy policy;
    private final Edits edits;
    private final Nodes nodes;
    private final RouteFiles files;
    private final Life life;
    private final Bodies bodies;

    DeskApi(
            Desk desk,
            Intake intake,
            EditPolicy policy,
            Edits edits,
            Nodes nodes,
            RouteFiles files,
            Life life,
            Bodies bodies) {
        this.desk = desk;
        this.intake = intake;
        this.policy = policy;
        this.edits = edits;
        this.nodes = nodes;
        this.files = files;
        this.life = life;
        this.bodies = bodies;
    }

    public Standing show() throws IOException {
        RouteSet running = desk.running();
        Changes changes = Changes.between(running, files.read());
        Intake.Waiting waiting = intake.waiting();
        TreeSet<String> names = new TreeSet<>(running.files().keySet());
        names.addAll(changes.added());
        List<Shown> shown = new ArrayList<>();
        for (String name : names) {
            shown.add(new Shown(name, state(name, changes, waiting), desk.routesOf(name)));
        }
        return new Standing(
                life.node(), running.hash(), policy.state(), shown, waiting.problems(), nodes.besides(life.node()));
    }

    private static String state(String name, Changes changes, Intake.Waiting waiting) {
        if (!changes.all().contains(name)) {
            return "runs";
        }
        if (waiting.files().contains(name)) {
            return "refused";
        }
        return changes.added().contains(name) ? "new" : changes.removed().contains(name) ? "gone" : "edited";
    }

    public Judged check(@Body String body) {
        Offer offer = offer(body);
        RouteSet offered = offer.on(desk.running());
        return switch (intake.check(offer)) {
            case Verdict.Accepted accepted ->
                new Judged(
                        true,
                        offered.hash(),
                        Changes.between(desk.running(), offered),
                        only(offer, accepted.routes()),
                        List.of());
            case Verdict.Refused refused ->
                new Judged(false, offered.hash(), Changes.between(desk.running(), offered), null, refused.problems());
            case Verdict.Postponed postponed -> throw Refused.conflict(postponed.reason() + ".");
        };
    }

    public Judged apply(@Body String body, @Header("If-Match") String edited, @Header(Headers.WHO) String who) {
        Offer offer = offer(body);
        EditPolicy.State state = policy.state();
        if (!state.takesEdits()) {
            throw Refused.conflict("Edits of routes are not taken now%s%s."
                    .formatted(
                            state.who() == null ? " (farrier.desk.watch)" : ", says " + state.who(),
                            state.why() == null ? "" : ": " + state.why()));
        }
        if (edited == null) {
            throw Refused.invalid("Say by If-Match which set this is an edit of: the hash that GET /route-desk shows.");
        }
        try {
            return switch (intake.take(offer, edited.replace("\"", ""), who)) {
                case Verdict.Accepted accepted ->
                    new Judged(true, desk.hash(), accepted.changes(), only(offer, accepted.routes()), List.of());
                case Verdict.Refused refused ->
                    throw new Refused(
                            "routes-refused",
                            422,
                            refused.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
                case Verdict.Postponed postponed ->
                    throw Refused.conflict(postponed.reason()
                            + ". Try again; what holds up this very request is put into the folder instead.");
            };
        } catch (IOException e) {
            log.error("Route files can't be kept", e);
            throw new Refused(
                    "no-room",
                    507,
                    "The files can't be written to the hub's folder, and so were not taken: " + e.getMessage() + ".");
        }
    }

    public Page<Edits.Line> edits(@Header("after") long after, @Header("limit") int limit) {
        return Page.of(edits.before(after, limit), limit, Edits.Line::id);
    }

    public EditPolicy.State change(@Body String body, @Header(Headers.WHO) String who) {
        Switch asked = bodies.read(body, Switch.class);
        if (asked.takesEdits() == null) {
            throw Refused.invalid("takesEdits must be true or false.");
        }
        if (asked.why() != null && asked.why().length() > 500) {
            throw Refused.invalid("why is a sentence, of at most 500 characters.");
        }
        return policy.set(asked.takesEdits(), asked.why(), who);
    }

    private Offer offer(String body) {
        return Offer.of(bodies.read(body, Files.class).files());
    }

    private static Map<String, List<String>> only(Offer offer, Map<String, List<String>> routes) {
        return routes.entrySet().stream()
                .filter(file -> offer.files().containsKey(file.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
