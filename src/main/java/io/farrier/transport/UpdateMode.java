package io.farrier.transport;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * In which way one package comes to one device, and why so. Pure.
 *
 * @param kind the request that is made
 * @param why in one sentence, for the ledger
 * @param otherwise the device would take the package from the hub too, should it fail to fetch it
 */
public record UpdateMode(Kind kind, String why, boolean otherwise) {

    public enum Kind {
        /** The BMC fetches the package from the hub. */
        SIMPLE_UPDATE("SimpleUpdate"),
        /** The hub sends the package to the BMC. */
        MULTIPART_UPDATE("MultipartUpdate"),
        /** Nothing comes to the BMC: it goes back to the image that it has kept. */
        ROLLBACK("rollback");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static final UpdateMode BACK =
            new UpdateMode(Kind.ROLLBACK, "the device has kept the image of what it held before", false);

    /** What the operator wants ({@code farrier.files.delivery}). */
    public enum Delivery {
        /** The BMC fetches where it can, else the hub sends. */
        AUTO,
        /** Nothing is ever sent: the BMC fetches. */
        FETCH,
        /** The BMC never connects to the hub: the hub sends. */
        PUSH;

        /** @throws IllegalArgumentException for anything else than auto, fetch and push */
        public static Delivery of(String word) {
            return switch (word) {
                case "auto" -> AUTO;
                case "fetch" -> FETCH;
                case "push" -> PUSH;
                default ->
                    throw new IllegalArgumentException("farrier.files.delivery is auto, fetch or push, not " + word);
            };
        }
    }

    /**
     * What a host's transport offers.
     *
     * @param fetches it can be told to fetch a package
     * @param takes a package can be sent to it
     * @param largest package that can be sent, in bytes; null where the device does not say
     * @param by how, in the device's own words
     */
    public record Offered(boolean fetches, boolean takes, Long largest, String by) {}

    /**
     * What the choice is made from.
     *
     * @param offered null where this host was never asked over this transport
     * @param size of the package in bytes; null where this hub does not hold its file, and can't send it
     * @param files where BMCs reach the hub's files
     * @param failed what the host said when it lately could not fetch from there; null where it did not
     */
    public record Facts(Bmc bmc, Offered offered, Long size, URI files, String failed, Delivery delivery) {}

    /** The device says with these that it did not get the package from where it was told to fetch it (PROTOCOLS 1.13). */
    private static final Set<String> NOT_FETCHED =
            Set.of("RED006", "RED051", "RED136", "RED137", "RED138", "RED139", "RED140", "RED142");

    private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]", "::1");

    /** Whether a job that ended with this message id ended because the BMC could not reach the file. */
    public static boolean notFetched(String messageId) {
        return messageId != null && NOT_FETCHED.contains(messageId.toUpperCase(Locale.ROOT));
    }

    /** Always one of the two: where neither can be, the device says so itself, and nothing has happened to it then. */
    public static UpdateMode choose(Facts facts) {
        String unsent = unsent(facts);
        return switch (facts.delivery()) {
            case FETCH -> fetch("the policy is that BMCs fetch their packages", false);
            case PUSH ->
                unsent == null
                        ? send("the policy is that BMCs do not connect to the hub, and " + sends(facts))
                        : send("the policy is that BMCs do not connect to the hub, though " + unsent);
            case AUTO -> auto(facts, unsent);
        };
    }

    private static UpdateMode auto(Facts facts, String unsent) {
        String unfetched = unfetched(facts);
        if (unfetched == null) {
            String known = facts.offered() == null ? "nothing is known against it" : "the host offers it";
            return fetch("the BMC can fetch the package itself, as far as is known: " + known, unsent == null);
        }
        return unsent == null
                ? send(unfetched + ", and " + sends(facts))
                : fetch("it is tried all the same, because " + unsent + "; " + unfetched, false);
    }

    /** Why the BMC can't be told to fetch; null: it can. */
    private static String unfetched(Facts facts) {
        if (facts.offered() != null && !facts.offered().fetches()) {
            return "the host can't be told to fetch a package";
        }
        if (loopback(facts.files().getHost()) && !loopback(facts.bmc().address())) {
            return "the BMC can't reach " + facts.files() + ", which is this machine's own address";
        }
        return facts.failed() == null
                ? null
                : "the BMC could not fetch from " + facts.files() + " (" + facts.failed() + ")";
    }

    /** Why the hub can't send; null: it can. */
    private static String unsent(Facts facts) {
        if (facts.offered() == null) {
            return "it is not known that the host takes a package that is sent";
        }
        if (!facts.offered().takes()) {
            return "the host takes no package that is sent";
        }
        if (facts.size() == null) {
            return "this hub does not hold the file";
        }
        Long largest = facts.offered().largest();
        return largest != null && largest > 0 && facts.size() > largest
                ? "the package is larger than the %,d bytes that the host takes".formatted(largest)
                : null;
    }

    private static String sends(Facts facts) {
        return "the host takes it by " + facts.offered().by();
    }

    private static boolean loopback(String host) {
        return host != null && (host.startsWith("127.") || LOOPBACK.contains(host.toLowerCase(Locale.ROOT)));
    }

    private static UpdateMode fetch(String why, boolean otherwise) {
        return new UpdateMode(Kind.SIMPLE_UPDATE, why, otherwise);
    }

    private static UpdateMode send(String why) {
        return new UpdateMode(Kind.MULTIPART_UPDATE, why, false);
    }
}
