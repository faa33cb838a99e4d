package io.farrier.transport.ipmi;

import io.farrier.transport.Failure;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code ipmitool -v} left behind. It ends with 1 whatever went wrong, so the reason is read from its words; they are
 * those of ipmitool 1.8.19 and of the completion codes of IPMI 2.0, table 5-2.
 */
record IpmiReply(int exit, String out, String err) {

    /** What a line of it says, in any case, and which line of config/classification.yaml that is. The first that fits holds. */
    private record Sign(Pattern words, String code) {
        Sign(String words, String code) {
            this(Pattern.compile(words, Pattern.CASE_INSENSITIVE), code);
        }

        boolean in(String line) {
            return words.matcher(line).find();
        }
    }

    private static final Sign NO_SESSION = new Sign("unable to establish ipmi v2", "ipmi-session");
    private static final String LOGIN = "ipmi-login";

    private static final List<Sign> SIGNS = List.of(
            new Sign("rakp 2 hmac is invalid", LOGIN),
            new Sign("unauthorized name", LOGIN),
            new Sign("unauthorized role", "ipmi-privilege"),
            new Sign("invalid role", "ipmi-privilege"),
            new Sign("set session privilege level to .* failed:", "ipmi-privilege"),
            new Sign("exceeds user limit", "ipmi-privilege"),
            new Sign("invalid (authentication|integrity|confidentiality) algorithm", "ipmi-cipher"),
            new Sign("no matching (authentication|integrity|cipher)", "ipmi-cipher"),
            new Sign("insufficient resources", "ipmi-busy"),
            new Sign("does not support ipmi v2", "ipmi-none"),
            new Sign("get auth capabilities error", "silent"),
            NO_SESSION,
            new Sign("insufficient privilege", "ipmi-privilege"),
            new Sign("node busy", "ipmi-busy"),
            new Sign("out of space", "ipmi-busy"),
            new Sign("not supported in present state", "ipmi-state"),
            new Sign("invalid command", "ipmi-command"),
            new Sign("unable to get chassis power status", "timeout"),
            new Sign("unable to set chassis power control", "timeout"),
            new Sign("mc reset command failed", "timeout"),
            new Sign("error sending request", "timeout"));

    private static final List<String> ITS_OWN = List.of(
            "Loading IANA",
            "Get HPM.x Capabilities",
            "Running Get VSO",
            "Invalid completion code received",
            "Discovered IPMB",
            "Get Device ID command failed");

    boolean ok() {
        return exit == 0;
    }

    /** The BMC knows this login, also where it then refused the command. */
    boolean loggedIn() {
        return ok() || !said(NO_SESSION) && !code().equals("ipmitool");
    }

    /** The BMC, or its proof, says that name or password are wrong. */
    boolean refused() {
        return !ok() && code().equals(LOGIN);
    }

    Failure failure(String what) {
        String code = code();
        return new Failure(code, sentence(code, what));
    }

    private String sentence(String code, String what) {
        return code.equals("silent") ? "Nothing answered to " + what : what + " failed: " + lastWords();
    }

    private String code() {
        return SIGNS.stream().filter(this::said).map(Sign::code).findFirst().orElse("ipmitool");
    }

    private boolean said(Sign sign) {
        return lines().anyMatch(sign::in);
    }

    /** The line that tells the reason: the one that was understood, else the last. */
    private String lastWords() {
        List<String> lines = lines().toList();
        String told = lines.stream()
                .filter(line -> SIGNS.stream().anyMatch(sign -> sign.in(line)))
                .findFirst()
                .orElseGet(() -> lines.isEmpty() ? "it ended with " + exit : lines.getLast());
        return told.length() > 200 ? told.substring(0, 200) : told;
    }

    /** What it said of our command; not what became of the questions that it asks every BMC first, by itself. */
    private Stream<String> lines() {
        return Stream.concat(err.lines(), out.lines())
                .map(line -> line.replaceFirst("^> ", "").strip())
                .filter(line -> !line.isBlank() && ITS_OWN.stream().noneMatch(line::startsWith));
    }
}
