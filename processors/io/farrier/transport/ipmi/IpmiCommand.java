package io.farrier.transport.ipmi;

import io.farrier.transport.Failure;
import io.farrier.transport.ResetKind;
import java.util.List;

/**
 * One command of {@code ipmitool}, and what it needs.
 *
 * @param privilege the least that IPMI 2.0 (appendix G) wants for it
 * @param writes whether it changes something: then it is sent once and never again
 */
record IpmiCommand(List<String> words, String privilege, boolean writes) {

    static final IpmiCommand POWER = new IpmiCommand(List.of("chassis", "power", "status"), "OPERATOR", false);

    static final IpmiCommand RESET_BMC = new IpmiCommand(List.of("mc", "reset", "cold"), "ADMINISTRATOR", true);

    /** @throws Failure for what IPMI has no word for */
    static IpmiCommand of(ResetKind kind) {
        return switch (kind) {
            case ON -> power("on");
            case FORCE_OFF -> power("off");
            case FORCE_RESTART -> power("reset");
            case GRACEFUL_SHUTDOWN -> power("soft");
            case GRACEFUL_RESTART -> throw new Failure("kind", "IPMI has no graceful restart");
        };
    }

    private static IpmiCommand power(String word) {
        return new IpmiCommand(List.of("chassis", "power", word), "OPERATOR", true);
    }

    /** For the gate, which knows methods and paths. */
    String method() {
        return writes ? "POST" : "GET";
    }

    String path() {
        return "/ipmi/" + String.join("/", words);
    }

    @Override
    public String toString() {
        return "ipmitool " + String.join(" ", words);
    }
}
