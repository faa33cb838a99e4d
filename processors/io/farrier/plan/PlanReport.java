package io.farrier.plan;

import io.farrier.hub.Document;
import io.farrier.hub.Spreadsheet;
import io.farrier.run.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The report of a plan, as JSON, as a table and as a page to print. */
@Component("planReport")
class PlanReport {

    private static final List<String> HEAD = List.of(
            "host",
            "service tag",
            "model",
            "wave",
            "state",
            "what happened",
            "what to do",
            "run",
            "started",
            "ended",
            "restarts",
            "promised");

    private final Plans plans;
    private final Reports reports;

    PlanReport(Plans plans, Reports reports) {
        this.plans = plans;
        this.reports = reports;
    }

    public Report make(@Header("id") long id) {
        return reports.of(plans.byId(id));
    }

    public List<List<String>> rows(@Body Report report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Report.Line line : report.hosts()) {
            rows.add(Stream.of(
                            line.label(),
                            line.serviceTag(),
                            line.model(),
                            line.wave(),
                            line.state(),
                            line.sentence(),
                            line.toDo(),
                            line.runId(),
                            line.startedAt(),
                            line.endedAt(),
                            line.restarts(),
                            line.promises().stream().map(Promise::label).collect(Collectors.joining("; ")))
                    .map(Spreadsheet::cell)
                    .toList());
        }
        return rows;
    }

    public Document table(@Body String csv) {
        return new Document("text/csv; charset=utf-8", csv);
    }

    public Document page(@Body String html) {
        return new Document("text/html; charset=utf-8", html);
    }
}
