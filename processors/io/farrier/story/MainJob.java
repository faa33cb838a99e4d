package io.farrier.story;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Ring;
import io.farrier.catalog.Sync;
import io.farrier.catalog.Syncs;
import io.farrier.compliance.Compliance;
import io.farrier.fleet.Sweep;
import io.farrier.fleet.Sweeps;
import io.farrier.hub.Headers;
import io.farrier.plan.Plan;
import io.farrier.plan.PlanMoves;
import io.farrier.plan.Planning;
import io.farrier.plan.Plans;
import io.farrier.vault.Credentials;
import io.farrier.vault.Profile;
import io.farrier.window.Window;
import io.farrier.window.Windows;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The main job from the first to the last step, as an operator would do it through the API. It looks at the truth to see
 * how far things are; the hub itself needs nobody who watches.
 */
@Component("mainJob")
class MainJob {

    private static final String WHO = "main job";

    private enum Stage {
        BEGIN,
        SWEEPING,
        SYNCING,
        PLANNING,
        RUNNING,
        DONE
    }

    private final Sweeps sweeps;
    private final Syncs syncs;
    private final Compliance compliance;
    private final Plans plans;
    private final Planning planning;
    private final PlanMoves moves;
    private final Windows windows;
    private final Credentials credentials;
    private final Standing standing;
    private final Story story;
    private final ObjectMapper json;
    private final Settings settings;
    private Stage stage = Stage.BEGIN;
    private long sweep;
    private long sync;
    private long plan;

    /** What the main job is told by {@code farrier.main-job}. */
    @Component
    record Settings(
            @Value("${farrier.main-job.cidr}") String cidr,
            @Value("${farrier.main-job.catalog}") String catalog,
            @Value("${farrier.main-job.waves}") List<String> waves,
            @Value("${farrier.main-job.concurrent}") int concurrent,
            @Value("${farrier.main-job.stop-after}") int stopAfter,
            @Value("${farrier.main-job.soak-minutes}") int soakMinutes,
            @Value("${farrier.lab.user:root}") String user,
            @Value("${server.port:8080}") int port,
            @Value("${farrier.data}") Path data) {}

    MainJob(
            Sweeps sweeps,
            Syncs syncs,
            Compliance compliance,
            Plans plans,
            Planning planning,
            PlanMoves moves,
            Windows windows,
            Credentials credentials,
            Standing standing,
            Story story,
            ObjectMapper json,
            Settings settings) {
        this.sweeps = sweeps;
        this.syncs = syncs;
        this.compliance = compliance;
        this.plans = plans;
        this.planning = planning;
        this.moves = moves;
        this.windows = windows;
        this.credentials = credentials;
        this.standing = standing;
        this.story = story;
        this.json = json;
        this.settings = settings;
    }

    /** Says in the header {@code farrierAction} what is next; nothing while something is under way. */
    public void look(Message message) {
        String next =
                switch (stage) {
                    case BEGIN -> standing.running().isPresent() ? "attach" : "sweep";
                    case SWEEPING -> sweeps.byId(sweep).state().equals("running") ? "" : "sync";
                    case SYNCING -> syncs.find(sync).map(Sync::state).orElse("").equals("running") ? "" : "evaluate";
                    case PLANNING -> "plan";
                    case RUNNING -> standing.over(plan) ? "close" : "";
                    case DONE -> "";
                };
        message.setHeader(Headers.ACTION, next);
    }

    /** A former life of this hub was killed in the middle: its plan goes on by itself, and is only watched. */
    public void attach() {
        plan = standing.running().orElseThrow();
        story.say("  · The plan " + plans.byId(plan).name() + " was under way when the hub ended; it goes on.");
        stage = Stage.RUNNING;
    }

    public List<Ring> sweep() {
        Path secret = settings.data().resolve("lab").resolve("bmc-password").toAbsolutePath();
        if (credentials.all().stream().noneMatch(c -> c.name().equals("lab"))) {
            credentials.put(new Profile.Draft("lab", settings.user(), "file:" + secret, null, settings.cidr(), 0), WHO);
        }
        Sweep asked = sweeps.request(List.of(settings.cidr()), List.of(), WHO);
        sweep = asked.id();
        stage = Stage.SWEEPING;
        return List.of(sweeps.bell(asked));
    }

    public List<Ring> sync() {
        Syncs.Requested asked = syncs.request(settings.catalog(), WHO);
        sync = asked.id();
        stage = Stage.SYNCING;
        return List.of(asked.ring());
    }

    public void evaluated() {
        story.say("  · Compliance: " + standing.compliance());
        stage = Stage.PLANNING;
    }

    /** Drafts, approves and starts a plan for what is outdated; where nothing is, there is nothing to plan. */
    public List<Ring> plan() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String name = "main job "
                + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                        .withZone(ZoneOffset.UTC)
                        .format(now);
        // Nothing brings the lab's servers to a standstill, and nobody minds.
        var policy = json.valueToTree(Map.of(
                "waves", settings.waves(),
                "concurrent", settings.concurrent(),
                "stopAfter", settings.stopAfter(),
                "soakMinutes", settings.soakMinutes(),
                "unquiesced", true));
        var selector = json.valueToTree(Map.of("networks", List.of(settings.cidr())));
        if (standing.outdated() == 0) {
            story.say("  · Nothing is outdated, so there is nothing to plan.");
            stage = Stage.RUNNING;
            return List.of();
        }
        Window window = windows.add("of the " + name, now, now.plusSeconds(8 * 3600), WHO);
        Plan draft = plans.add(new Plans.Draft(name, selector, policy, window.id()), WHO);
        Planning.Preview preview = planning.preview(draft);
        plan = draft.id();
        stage = Stage.RUNNING;
        if (!moves.approve(plan, preview.hash(), WHO).state().equals("approved")) {
            story.say(
                    "  · It begins when somebody else has approved and started it: POST /api/v1/plans/%d/approve and /start."
                            .formatted(plan));
            return List.of();
        }
        return moves.start(plan, WHO);
    }

    public void close() {
        stage = Stage.DONE;
        story.close(plan);
        story.say("");
        story.say("  The hub stays up: console http://localhost:" + settings.port() + "/hawtio, API http://localhost:"
                + settings.port() + "/api/v1,"
                + " log " + settings.data().resolve("logs/farrier.log"));
    }
}
