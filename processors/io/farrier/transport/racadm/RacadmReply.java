package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a command said, whatever carried it, and its exit code.
 *
 * <p>The code of an error stands in its text ({@code ERROR: RAC0508 : …}, {@code RAC988: …}; PROTOCOLS 3.3). Exit codes alone mean
 * little: an update exits with an error though it started.
 */
record RacadmReply(int exit, String text) {

    private static final Pattern ID = Pattern.compile("(?m)^(?:ERROR:\\s*)?([A-Z]{2,4}\\d{2,5})\\s*:");
    private static final Pattern JOB = Pattern.compile("\\bJID_\\d{12}\\b");
    private static final Pattern NO_SUCH_COMMAND =
            Pattern.compile("(?i)invalid subcommand|unrecognized subcommand|invalid syntax|syntax error|not supported");
    private static final Pattern ALREADY = Pattern.compile("(?i)already powered");

    /** What some shells and the binary say before the answer begins. */
    private static final List<String> PREFACES =
            List.of("Security Alert:", "Continuing execution.", "SECURITY WARNING:", "Default password");

    /** A sentence for an operator holds no more of a device's text than this. */
    private static final int SAYS = 200;

    /** RC_BUSY_TRYLATER, and "a previous operation is in progress" (smi-lib-racadm). */
    static final List<Integer> BUSY = List.of(0xC, 0x6201);

    static RacadmReply of(int exit, String text) {
        String kept = text.replace("\r", "")
                .lines()
                .filter(line -> PREFACES.stream().noneMatch(line::startsWith))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return new RacadmReply(
                exit, text.endsWith("\n") || kept.isEmpty() ? kept : kept.substring(0, kept.length() - 1));
    }

    boolean ok() {
        return exit == 0 && !text.stripLeading().startsWith("ERROR");
    }

    /** Whether a line begins with this message id. */
    boolean says(String id) {
        return ID.matcher(text).results().anyMatch(match -> match.group(1).equals(id));
    }

    /** The one job that the text names; empty where it names none, or several. */
    Optional<String> job() {
        List<String> jids = JOB.matcher(text)
                .results()
                .map(match -> match.group())
                .distinct()
                .toList();
        return jids.size() == 1 ? Optional.of(jids.getFirst()) : Optional.empty();
    }

    /** The text of a command that did it. @throws Failure where it did not */
    String good(String what) {
        if (!ok()) {
            throw failure(what);
        }
        return text;
    }

    Failure failure(String what) {
        String says = text.strip().replaceAll("\\s+", " ").replaceFirst("^ERROR:\\s*", "");
        String shown = says.length() > SAYS ? says.substring(0, SAYS) + "…" : says;
        return new Failure(
                code(),
                shown.isEmpty()
                        ? what + " ended with exit code " + exit + " and without a word"
                        : what + " was answered: " + shown.replaceFirst("\\.$", ""));
    }

    private String code() {
        Matcher id = ID.matcher(text);
        if (id.find()) {
            return id.group(1);
        }
        if (BUSY.contains(exit)) {
            return "racadm-busy";
        }
        if (NO_SUCH_COMMAND.matcher(text).find()) {
            return "racadm-command";
        }
        return ALREADY.matcher(text).find() ? "racadm-already" : "racadm-error";
    }
}
