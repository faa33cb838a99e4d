package io.farrier.transport.wsman;

import io.farrier.transport.Failure;
import io.farrier.transport.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What came back.
 *
 * @param body the element in the envelope's Body; null where there was no envelope
 */
record WsmanReply(int status, Xml body) {

    /** Done; or a job was created for it. */
    private static final Set<String> GOOD = Set.of("0", "4096");

    private static final Pattern MESSAGE_ID = Pattern.compile("[A-Z]{2,4}\\d{2,5}");

    /** A method's error is no HTTP error; one that the table does not know counts as the request's own fault. */
    private static final int REFUSED = 400;

    boolean ok() {
        return status < 400 && body != null && !body.name().equals("Fault");
    }

    /** The error of a reply that is one: the fault's subcode without its prefix, else HTTP's status. */
    Failure failure(String what) {
        Optional<Xml> fault =
                Optional.ofNullable(body).filter(element -> element.name().equals("Fault"));
        Optional<String> subcode =
                fault.flatMap(element -> element.find("Subcode")).map(element -> element.value("Value"));
        if (status == 401 || subcode.isEmpty()) {
            return new Failure("HTTP" + status, status, what + " was answered by HTTP status " + status, null);
        }
        String code = subcode.get().substring(subcode.get().indexOf(':') + 1);
        String reason = fault.flatMap(element -> element.find("Reason"))
                .map(element -> element.value("Text"))
                .map(text -> ": " + text.replaceFirst("\\.$", ""))
                .orElse("");
        return new Failure(code, status, what + " was answered by the fault " + code + reason, null);
    }

    /** What a method gave back. @throws Failure where that is an error */
    Xml output(String what) {
        if (!body.name().endsWith("_OUTPUT") || body.value("ReturnValue") == null) {
            throw new Failure("garbled-xml", what + " was answered by " + body.name() + " without a ReturnValue");
        }
        refusal(what).ifPresent(refused -> {
            throw refused;
        });
        return body;
    }

    /** Why a method did not do it; empty where it did. */
    Optional<Failure> refusal(String what) {
        String value = body.value("ReturnValue");
        if (value == null || GOOD.contains(value)) {
            return Optional.empty();
        }
        String id = body.value("MessageID");
        String code = id != null && MESSAGE_ID.matcher(id).matches() ? id : "ReturnValue" + value;
        String says = body.value("Message") == null
                ? ""
                : ": " + body.value("Message").replaceFirst("\\.$", "");
        return Optional.of(new Failure(code, REFUSED, what + " was answered by " + code + says, null));
    }

    /** The id of the job that a method created; null where it names none. */
    static String job(Xml output, Pattern id) {
        return selectors(output).stream()
                .filter(selector -> "InstanceID".equals(selector.attributes().get("Name")))
                .map(Xml::text)
                .filter(text -> id.matcher(text).matches())
                .findFirst()
                .orElse(null);
    }

    private static List<Xml> selectors(Xml within) {
        List<Xml> found = new ArrayList<>();
        for (Xml child : within.children()) {
            if (child.name().equals("Selector")) {
                found.add(child);
            }
            found.addAll(selectors(child));
        }
        return found;
    }

    /** The instances of a page. */
    List<Xml> items() {
        return body.child("Items").map(Xml::children).orElse(List.of());
    }

    /** Where the next page is had; null where this was the last. */
    String context() {
        return body.child("EndOfSequence").isPresent() ? null : body.value("EnumerationContext");
    }
}
