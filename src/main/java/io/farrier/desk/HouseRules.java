package io.farrier.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Camel would take and this house does not: {@code routes/README.md} gives the reasons. One file at a time here;
 * what files owe each other is in {@link Neighbours}.
 */
final class HouseRules {

    private static final Set<String> KINDS =
            Set.of("route", "routeConfiguration", "routeTemplate", "templatedRoute", "rest", "restConfiguration");

    /** Steps that may be written as one word; the others that send name a scheme and parameters. */
    private static final Set<String> SENDERS = Set.of("to", "toD", "wireTap", "from");

    private static final Pattern SECRET =
            Pattern.compile(".*(password|passwd|passphrase|secret|token|credential|apikey|authorization).*");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{.*?}}|\\$\\{.*?}");

    private final Sheet sheet;
    private final List<Problem> problems = new ArrayList<>();

    private HouseRules(Sheet sheet) {
        this.sheet = sheet;
    }

    static List<Problem> problems(Sheet sheet) {
        HouseRules rules = new HouseRules(sheet);
        rules.judge();
        return rules.problems;
    }

    /** A file that is not called {@code *.camel.yaml} is overlooked by editors and schemas, so it is refused. */
    static Optional<Problem> misnamed(String file) {
        return file.endsWith(".camel.yaml")
                ? Optional.empty()
                : Optional.of(new Problem(
                        file, null, null, "call it " + file.replaceFirst("(\\.camel)?\\.ya?ml$", "") + ".camel.yaml"));
    }

    private void judge() {
        for (Node part : sheet.parts()) {
            if (!KINDS.contains(part.key())) {
                refuse(
                        part,
                        null,
                        "'" + part.key() + "' has no place in a route file; " + String.join(", ", sorted())
                                + " have. Beans are Java, under processors/");
            }
            if (part.key().equals("route")) {
                route(part);
            }
            if (part.key().equals("templatedRoute") && part.text("routeId") == null) {
                refuse(part, null, "this templatedRoute has no routeId");
            }
            steps(part, part.text("id"));
        }
        if (sheet.isContract() && !sheet.routeIds().isEmpty()) {
            refuse(sheet.parts().getFirst(), null, "put 'rest' into a file of its own, without routes");
        }
    }

    private void route(Node route) {
        String id = route.text("id");
        if (id == null || id.isBlank()) {
            refuse(route, null, "this route has no id");
        }
        String description = route.text("description");
        if (description == null || description.isBlank()) {
            refuse(route, id, "this route has no description: say in a sentence what it is for");
        }
    }

    /** Walks down with the id of the nearest step or route, so that each problem names one. */
    private void steps(Node node, String step) {
        for (Node child : node.children()) {
            String id = child.text("id") == null ? step : child.text("id");
            switch (child.key()) {
                case "parameters" -> child.children().forEach(option -> secret(option, step));
                case "uri" -> uri(child, node.key(), step);
                case "setHeader", "setProperty" -> constant(child, id);
                case "onException" -> onException(child, step);
                case "delay" -> delay(child, id);
                default -> shorthand(child, step);
            }
            if (!child.key().equals("parameters")) {
                steps(child, id);
            }
        }
    }

    private void uri(Node uri, String sender, String step) {
        if (uri.text() == null) {
            return;
        }
        String bare = PLACEHOLDER.matcher(uri.text()).replaceAll("");
        if (bare.matches(".*//[^/]*@.*")) {
            refuse(uri, step, "this uri holds credentials; a credential is kept by reference in the vault");
        } else if (bare.contains("?")) {
            refuse(uri, step, "this uri holds options behind a '?'; write them under parameters");
        } else if (bare.contains(":") && !sender.equals("toD")) {
            refuse(
                    uri,
                    step,
                    "write only the scheme as uri (uri: " + bare.substring(0, bare.indexOf(':'))
                            + ") and the rest under parameters");
        }
    }

    private void shorthand(Node sender, String step) {
        if (SENDERS.contains(sender.key()) && sender.text() != null) {
            refuse(sender, step, "write '" + sender.key() + "' with uri and parameters");
        }
    }

    private void secret(Node option, String step) {
        if (SECRET.matcher(option.key().toLowerCase()).matches() && isLiteral(option.text())) {
            refuse(
                    option,
                    step,
                    "'" + option.key() + "' is written out here; secrets come from the vault or, as {{…}}, from"
                            + " the configuration");
        }
    }

    private void constant(Node step, String id) {
        String name = step.text("name");
        if (name != null && SECRET.matcher(name.toLowerCase()).matches() && isLiteral(constantOf(step))) {
            refuse(step, id, "the value of '" + name + "' is written out here; a secret travels in no message");
        }
    }

    /** Written {@code constant: x}, or as Kaoto does, with {@code expression} above it, below it, or both. */
    private static String constantOf(Node step) {
        Node above = step.child("expression").orElse(step);
        return above.child("constant")
                .map(constant -> constant.text() == null ? constant.text("expression") : constant.text())
                .orElse(null);
    }

    private void onException(Node node, String step) {
        if (sheet.file().startsWith("routes/transports/")) {
            refuse(
                    node,
                    step,
                    "a transport handles no exception: handled here, it would end the caller in silence."
                            + " transport.attempt catches all of them");
        }
    }

    private void delay(Node node, String id) {
        if (node.key().equals("delay") && !node.children().isEmpty()) {
            refuse(node, id, "a delay holds a thread; what waits is rung later, by farrierRingAt");
        }
    }

    private static boolean isLiteral(String value) {
        return value != null
                && !value.startsWith("#")
                && !PLACEHOLDER.matcher(value).find();
    }

    private static List<String> sorted() {
        return KINDS.stream().sorted().toList();
    }

    private void refuse(Node where, String step, String reason) {
        problems.add(new Problem(sheet.file(), where.line(), step, reason));
    }
}
