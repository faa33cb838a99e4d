package io.farrier.transport;

import io.farrier.hub.Halted;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What may leave for a BMC. It stands in front of every request of every transport, and is asked in the last moment:
 * nothing destructive ever, in shadow mode nothing but reads and logins, and nothing that might still be under way when
 * the lease of its turn has ended.
 */
@Component
public class Gate {

    /** Exchange property: {@link System#nanoTime()} at which the lease of this turn ends; absent outside turns. */
    public static final String LEASE_ENDS = "farrierLeaseEnds";

    /** Calls that destroy what no update may destroy (DESIGN, invariant 7; PROTOCOLS 1.10). */
    private static final List<String> DENIED = List.of(
            "resettodefaults",
            "lcwipe",
            "systemerase",
            "decommission",
            "secureerase",
            "resetkeys",
            "clearforeignconfig",
            "resetconfig",
            "idracresetcfg",
            "racresetcfg");

    /** Everybody's jobs at once: only where a person has approved just that. */
    private static final List<String> DENIED_UNAPPROVED = List.of("delete --all", "jid_clearall");

    /** All of WS-MAN is a POST to one path; its transport names what the request does, from the request itself. */
    private static final Set<String> WSMAN_READS = Set.of(
            "/wsman/identify",
            "/wsman/enumerate",
            "/wsman/pull",
            "/wsman/dcim_lcservice/getremoteservicesapistatus",
            "/wsman/dcim_softwareinstallationservice/getrepobasedupdatelist");

    /** Over HTTPS RACADM's commands are POSTs too, over SSH they have no method; here each is its own words. */
    private static final Set<String> RACADM_READS = Set.of(
            "racadm getsysinfo",
            "racadm swinventory",
            "racadm getremoteservicesstatus",
            "racadm jobqueue view",
            "racadm serveraction powerstatus");

    private final boolean shadow;
    private final Duration answer;
    private final Halted halted;

    Gate(@Value("${farrier.mode}") String mode, @Value("${farrier.pace.answer}") Duration answer, Halted halted) {
        this.halted = halted;
        if (!mode.equals("active") && !mode.equals("shadow")) {
            throw new IllegalArgumentException("farrier.mode is active or shadow, not " + mode);
        }
        this.shadow = mode.equals("shadow");
        this.answer = answer;
    }

    /** @throws Failure when the request must not leave; it has not then */
    public void pass(Exchange exchange, Ask ask, String method, String path) {
        String flat = path.toLowerCase(Locale.ROOT);
        if (DENIED.stream().anyMatch(flat::contains)) {
            throw new Failure("denied", path + " is never called by Farrier");
        }
        if (!(ask instanceof Ask.ForceClear) && DENIED_UNAPPROVED.stream().anyMatch(flat::contains)) {
            throw new Failure("denied", path + " is called only by the rung force-clear, which a person approves");
        }
        if (shadow && !reads(method, flat)) {
            throw new Failure("shadow", method + " " + path + " was held back: this hub is in shadow mode");
        }
        // To remove what is staged is what a halt is for.
        if (ask.operation().writes() && ask.operation() != Operation.CLEAR && !reads(method, flat)) {
            halted.now().ifPresent(halt -> {
                throw new Failure(
                        "halted",
                        "%s %s was held back: the world was halted by %s: %s"
                                .formatted(method, path, halt.who(), halt.reason()));
            });
        }
        Long ends = exchange.getProperty(LEASE_ENDS, Long.class);
        if (ends != null && ends - System.nanoTime() < answer.toNanos()) {
            throw new Failure("late", "There was no time left in this turn for " + method + " " + path);
        }
        if (ask.operation().writes() && ask.bmc().hostId() == 0) {
            throw new Failure("denied", "A write to " + ask.bmc() + " belongs to no known host");
        }
    }

    /** Logins, logouts and questions that are asked by POST change nothing on the device. */
    private static boolean reads(String method, String path) {
        return switch (method) {
            case "GET", "HEAD" -> true;
            case "POST" ->
                path.endsWith("/sessions")
                        || path.endsWith(".getremoteservicesapistatus")
                        || path.endsWith(".getrepobasedupdatelist")
                        || WSMAN_READS.contains(path)
                        || RACADM_READS.contains(path);
            case "DELETE" -> path.contains("/sessions/");
            default -> false;
        };
    }
}
