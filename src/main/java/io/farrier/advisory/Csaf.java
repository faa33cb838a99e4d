package io.farrier.advisory;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Refused;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * An advisory from a CSAF 2.0 document of the category {@code csaf_security_advisory} (OASIS csaf_json_schema.json). Pure. A document
 * with anything in it that is not understood is refused whole, with its JSON pointer: half an advisory would call hosts safe.
 */
public final class Csaf {

    private static final Map<String, String> SEVERITIES = Map.of(
            "critical",
            "critical",
            "high",
            "high",
            "important",
            "high",
            "medium",
            "medium",
            "moderate",
            "medium",
            "low",
            "low");
    private static final List<String> WORST_FIRST = List.of("critical", "high", "medium", "low");
    private static final List<String> AFFECTED = List.of("known_affected", "first_affected", "last_affected");
    private static final List<String> FIXED = List.of("first_fixed", "fixed", "recommended");

    /** What a product is here; null component: no firmware of a server. */
    private record Part(ProductTable.Line line, String model) {}

    private final JsonNode document;
    private final ProductTable table;
    private final ProductTree tree;

    private Csaf(JsonNode document, ProductTable table) {
        this.document = document;
        this.table = table;
        this.tree = ProductTree.read(document.path("product_tree"));
    }

    /** @throws Refused with the JSON pointer of what is wrong or not understood */
    public static Advisory read(JsonNode document, ProductTable table) {
        JsonNode head = document.path("document");
        is(head, "category", "csaf_security_advisory");
        is(head, "csaf_version", "2.0");
        if (head.at("/tracking/status").asText().equals("draft")) {
            throw wrong("/document/tracking/status", "it is a draft: wait until it is final");
        }
        return new Csaf(document, table).advisory();
    }

    private Advisory advisory() {
        JsonNode head = document.path("document");
        Set<String> cves = new TreeSet<>();
        Set<Advisory.Fix> fixes = new LinkedHashSet<>();
        JsonNode vulnerabilities = document.path("vulnerabilities");
        for (int n = 0; n < vulnerabilities.size(); n++) {
            JsonNode vulnerability = vulnerabilities.get(n);
            if (vulnerability.hasNonNull("cve")) {
                cves.add(text(vulnerability, "cve", "/vulnerabilities/" + n));
            }
            fixes(vulnerability, "/vulnerabilities/" + n, fixes);
        }
        if (fixes.isEmpty()) {
            throw wrong("/vulnerabilities", "it affects no firmware of a server, so there is nothing to import");
        }
        return new Advisory(
                text(head.path("tracking"), "id", "/document/tracking"),
                severity(head, vulnerabilities),
                List.copyOf(cves),
                text(head, "title", "/document"),
                self(head),
                List.copyOf(fixes));
    }

    private void fixes(JsonNode vulnerability, String at, Set<Advisory.Fix> fixes) {
        JsonNode status = vulnerability.path("product_status");
        for (String affected : AFFECTED) {
            JsonNode ids = status.path(affected);
            for (int n = 0; n < ids.size(); n++) {
                String here = "%s/product_status/%s/%d".formatted(at, affected, n);
                ProductTree.Product product = tree.byId(ids.get(n).asText(), here);
                Part part = part(product);
                if (part.line().component() == null) {
                    continue;
                }
                String fixed = affected.equals("last_affected")
                        ? null
                        : VersionRange.before(product.versions()).orElse(null);
                if (fixed == null && product.isRange() && !VersionRange.upTo(product.versions())) {
                    throw wrong(
                            product.at(),
                            "the range \"%s\" is not understood: only one that ends below, or with, one version is"
                                    .formatted(product.versions()));
                }
                String safe = fixed == null ? fixed(status, part, at, product, vulnerability) : fixed;
                List<String> generations = part.line().generations();
                if (generations.isEmpty()) {
                    fixes.add(new Advisory.Fix(part.line().component(), part.model(), null, safe));
                }
                generations.forEach(generation ->
                        fixes.add(new Advisory.Fix(part.line().component(), part.model(), generation, safe)));
            }
        }
    }

    /** From the products that are fixed, one that is the same component of the same model. */
    private String fixed(JsonNode status, Part part, String at, ProductTree.Product product, JsonNode vulnerability) {
        for (String word : FIXED) {
            JsonNode ids = status.path(word);
            List<String> versions = new ArrayList<>();
            for (int n = 0; n < ids.size(); n++) {
                ProductTree.Product other =
                        tree.byId(ids.get(n).asText(), "%s/product_status/%s/%d".formatted(at, word, n));
                if (part(other).equals(part)) {
                    VersionRange.from(other.versions())
                            .or(() -> {
                                throw wrong(
                                        other.at(),
                                        "the version is not understood: \"%s\"".formatted(other.versions()));
                            })
                            .ifPresent(versions::add);
                }
            }
            if (versions.stream().distinct().count() > 1) {
                throw wrong(
                        at + "/product_status/" + word,
                        "it says %s of %s, so where it begins to be safe can't be known"
                                .formatted(String.join(" and ", versions), product.name()));
            }
            if (!versions.isEmpty()) {
                return versions.getFirst();
            }
        }
        throw wrong(
                product.at(),
                "nothing says from which version on \"%s\" is safe (\"%s\")%s"
                        .formatted(product.name(), product.versions(), unfixed(vulnerability, product)));
    }

    private String unfixed(JsonNode vulnerability, ProductTree.Product product) {
        boolean none = StreamSupport.stream(vulnerability.path("remediations").spliterator(), false)
                .filter(remedy -> List.of("no_fix_planned", "none_available")
                        .contains(remedy.path("category").asText()))
                .flatMap(remedy -> {
                    List<String> ids = new ArrayList<>();
                    remedy.path("product_ids").forEach(id -> ids.add(id.asText()));
                    remedy.path("group_ids").forEach(id -> ids.addAll(tree.group(id.asText())));
                    return ids.stream();
                })
                .anyMatch(id -> tree.byId(id, "/vulnerabilities").equals(product));
        return none ? "; its remediation says that there is no fix" : "";
    }

    private Part part(ProductTree.Product product) {
        String says = product.says();
        ProductTable.Line line = table.of(says)
                .orElseThrow(() -> wrong(
                        product.at(),
                        ("which component \"%s\" is can't be known: add its words to config/advisories.yaml, or import"
                                        + " it as a table")
                                .formatted(says)));
        String model = line.component() == null ? null : product.model();
        if (line.component() != null && model == null && line.generations().isEmpty()) {
            throw wrong(product.at(), "\"%s\" names no model of server".formatted(says));
        }
        return new Part(line, model);
    }

    private static String severity(JsonNode head, JsonNode vulnerabilities) {
        JsonNode said = head.at("/aggregate_severity/text");
        if (!said.isMissingNode()) {
            String word = SEVERITIES.get(said.asText().strip().toLowerCase(Locale.ROOT));
            if (word == null) {
                throw wrong(
                        "/document/aggregate_severity/text",
                        "a severity is critical, high, medium or low, not \"%s\"".formatted(said.asText()));
            }
            return word;
        }
        Set<String> scored = new TreeSet<>();
        for (JsonNode vulnerability : vulnerabilities) {
            for (JsonNode score : vulnerability.path("scores")) {
                scored.add(score.at("/cvss_v3/baseSeverity").asText().toLowerCase(Locale.ROOT));
            }
        }
        return WORST_FIRST.stream()
                .filter(scored::contains)
                .findFirst()
                .orElseThrow(() -> wrong(
                        "/document",
                        "it has no aggregate_severity, and no score of a vulnerability says how severe it is"));
    }

    private static String self(JsonNode head) {
        for (JsonNode reference : head.path("references")) {
            if (reference.path("category").asText().equals("self")) {
                return reference.path("url").asText(null);
            }
        }
        return null;
    }

    private static void is(JsonNode head, String field, String wanted) {
        if (!head.path(field).asText().equals(wanted)) {
            throw wrong("/document/" + field, "it must be \"%s\", not %s".formatted(wanted, head.path(field)));
        }
    }

    /** A text that must be there. */
    static String text(JsonNode node, String field, String at) {
        JsonNode text = node.path(field);
        if (!text.isTextual() || text.asText().isBlank()) {
            throw wrong(at + "/" + field, "a text must be there");
        }
        return text.asText().strip();
    }

    static Refused wrong(String at, String why) {
        return Refused.invalid("The CSAF document is refused, nothing was imported. %s: %s.".formatted(at, why));
    }
}
