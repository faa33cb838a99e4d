package io.farrier.compliance;

import io.farrier.fleet.Filter;
import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.hub.Document;
import io.farrier.hub.Moment;
import io.farrier.hub.Refused;
import io.farrier.hub.Spreadsheet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The report: what is judged how, of a page of servers, as JSON, as a table and as a page to print. */
@Component("complianceReport")
class ComplianceReport {

    /**
     * @param asOf the time that it tells of
     * @param next {@code after} of the next page; null: there is none
     * @param more the address of the next page, of the same form and time; null: there is none
     */
    record Report(Instant asOf, List<Judged.Line> items, Long next, String more) {

        /** For the printed page. */
        public List<HostLines> hosts() {
            Map<String, List<Judged.Line>> byHost = items.stream()
                    .collect(Collectors.groupingBy(Judged.Line::host, LinkedHashMap::new, Collectors.toList()));
            return byHost.entrySet().stream()
                    .map(host -> new HostLines(host.getKey(), host.getValue()))
                    .toList();
        }
    }

    /** One host of the printed page. */
    record HostLines(String host, List<Judged.Line> lines) {

        public String summary() {
            long good = lines.stream().filter(Judged.Line::good).count();
            long counted = lines.stream().filter(Judged.Line::counts).count();
            long out = lines.size() - counted;
            return "%d of %d as it should be%s"
                    .formatted(good, counted, out == 0 ? "" : ", " + out + " left out or waived");
        }
    }

    private static final List<String> HEAD = List.of(
            "host",
            "model",
            "service tag",
            "baseline",
            "fqdd",
            "component",
            "installed",
            "verdict",
            "available",
            "criticality",
            "counts",
            "compliant",
            "score",
            "since",
            "reason",
            "matched by",
            "weak",
            "component id",
            "pci",
            "system id",
            "package",
            "catalog",
            "order",
            "rule",
            "waiver",
            "managed by");

    private final Judged judged;
    private final Hosts hosts;

    ComplianceReport(Judged judged, Hosts hosts) {
        this.judged = judged;
        this.hosts = hosts;
    }

    public Report make(
            @Header("after") long after,
            @Header("limit") int limit,
            @Header("asOf") String asOf,
            @Header("format") String format) {
        Instant at = asOf == null ? null : time(asOf);
        // One more than is told of, to know whether more follow.
        List<Host> found = hosts.page(after, limit + 1, Filter.SERVERS);
        List<Host> page = found.subList(0, Math.min(limit, found.size()));
        Long next = found.size() > limit ? page.getLast().id() : null;
        return new Report(
                at == null ? Instant.now() : at,
                lines(page, at),
                next,
                next == null
                        ? null
                        : "/api/v1/compliance/report?format=%s&limit=%d&after=%d%s"
                                .formatted(
                                        format == null ? "json" : format,
                                        limit,
                                        next,
                                        at == null ? "" : "&asOf=" + at));
    }

    /** A server of which nothing is known has a line that says so: it must not be missing from a report. */
    private List<Judged.Line> lines(List<Host> page, Instant at) {
        Map<Long, List<Judged.Line>> known = judged
                .lines(page.stream().map(Host::id).toList(), at)
                .stream()
                .collect(Collectors.groupingBy(Judged.Line::hostId));
        return page.stream()
                .filter(host -> at == null || !host.firstSeenAt().isAfter(at))
                .flatMap(host ->
                        known.getOrDefault(host.id(), List.of(Judged.Line.none(host, unknown(host, at)))).stream())
                .toList();
    }

    private static String unknown(Host host, Instant at) {
        if (at != null) {
            return "Nothing was known of it then.";
        }
        if (host.inventoryAt() != null) {
            return "Not judged yet.";
        }
        return host.lastProblem() == null ? "Never read." : "Never read: " + host.lastProblem();
    }

    private static Instant time(String text) {
        Instant at = Moment.read("asOf", text);
        if (at.isAfter(Instant.now())) {
            throw Refused.invalid("asOf lies in the future: " + text + ".");
        }
        return at;
    }

    /** Rows for the table. */
    public List<List<String>> rows(@Body Report report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Judged.Line line : report.items()) {
            Evidence evidence = line.evidence();
            rows.add(Stream.of(
                            line.host(),
                            line.model(),
                            line.serviceTag(),
                            line.baseline(),
                            line.fqdd(),
                            line.component(),
                            line.installed(),
                            line.verdict(),
                            line.available(),
                            line.criticality(),
                            line.counts(),
                            line.compliant(),
                            line.score(),
                            line.since(),
                            line.reason(),
                            evidence.matched().by(),
                            evidence.matched().weak(),
                            evidence.matched().componentId(),
                            evidence.matched().pci(),
                            evidence.matched().systemId(),
                            evidence.offered() == null
                                    ? null
                                    : evidence.offered().path(),
                            evidence.offered() == null
                                    ? null
                                    : evidence.offered().catalogVersion(),
                            evidence.compared().order(),
                            evidence.rule(),
                            evidence.waived() == null ? null : evidence.waived().reason(),
                            evidence.managedBy())
                    .map(Spreadsheet::cell)
                    .toList());
        }
        if (report.more() != null) {
            rows.add(List.of("more servers follow: " + report.more()));
        }
        return rows;
    }

    public Document table(@Body String csv) {
        return new Document("text/csv; charset=utf-8", csv);
    }

    public Document page(@Body String html) {
        return new Document("text/html; charset=utf-8", html);
    }

    /** For the trend: the score of a past day can't be told from what is kept of it. */
    public void score() {
        judged.score();
    }

    public List<Judged.Day> trend(@Header("days") int days) {
        return judged.trend(days);
    }
}
