package io.farrier.run;

import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.hub.Bodies;
import io.farrier.hub.Document;
import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import io.farrier.ledger.Ledger;
import io.farrier.ledger.Told;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on runs. */
@Component("runApi")
class RunApi {

    record Answer(String decision, String reason) {}

    private final RunList list;
    private final Runs runs;
    private final RunProfiles profiles;
    private final Ledger ledger;
    private final Bodies bodies;

    RunApi(RunList list, Runs runs, RunProfiles profiles, Ledger ledger, Bodies bodies) {
        this.list = list;
        this.runs = runs;
        this.profiles = profiles;
        this.ledger = ledger;
        this.bodies = bodies;
    }

    public Page<RunList.Shown> list(
            @Header("after") long after,
            @Header("limit") int limit,
            @Header("sort") String sort,
            @Header("plan") Long plan,
            @Header("host") Long host,
            @Header("state") String state) {
        return Page.of(list.page(after, limit, sort, plan, host, state), limit, RunList.Shown::id);
    }

    public RunList.Shown get(@Header("id") long id) {
        return list.byId(id).orElseThrow(() -> Refused.unknown("There is no run " + id + "."));
    }

    /** @throws Refused where none was kept */
    public Document profile(@Header("id") long id) {
        get(id);
        return profiles.of(id)
                .map(content -> new Document("application/json", content))
                .orElseThrow(() -> Refused.unknown(
                        "Of the run %d no configuration is kept. Its policy has to say profile, and its story tells what was in the way."
                                .formatted(id)));
    }

    public List<Told> events(@Header("id") long id) {
        get(id);
        return ledger.stream("run:" + id).stream().map(Told::of).toList();
    }

    /** @throws Refused when the run does not wait for anybody, or when it is not said why */
    public Queued answer(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        Answer asked = bodies.read(body, Answer.class);
        if (!"retry".equals(asked.decision()) && !"fail".equals(asked.decision())) {
            throw Refused.invalid("A decision is retry or fail, not %s.".formatted(asked.decision()));
        }
        if (asked.reason() == null || asked.reason().isBlank()) {
            throw Refused.invalid("Give a reason; the ledger keeps it.");
        }
        RunList.Shown run = get(id);
        Ring bell = runs.answer(id, asked.decision(), asked.reason(), who)
                .orElseThrow(() ->
                        Refused.conflict("The run %d is %s and waits for nobody's answer.".formatted(id, run.state())));
        return new Queued("/runs/" + id, get(id), List.of(bell));
    }
}
