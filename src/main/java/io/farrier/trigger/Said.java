package io.farrier.trigger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a message says: the {@code data} of each type, as {@code config/asyncapi.yaml} has it. */
public sealed interface Said {

    /** The types of messages that are understood. */
    Map<String, Class<? extends Said>> TYPES = new TreeMap<>(Map.of(
            "change.approved", Approved.class,
            "change.cancelled", Cancelled.class,
            "change.rescheduled", Rescheduled.class,
            "ci.upserted", Upserted.class,
            "ci.retired", Retired.class,
            "freeze.started", FreezeStarted.class,
            "freeze.ended", FreezeEnded.class,
            "plan.go", Go.class));

    /** Of the change, the CI or the freeze, as the sender counts them; of a plan its id here, or the number of its change. */
    String number();

    sealed interface OfChange extends Said {}

    sealed interface OfItem extends Said {
        String serviceTag();

        String address();
    }

    sealed interface OfFreeze extends Said {}

    /**
     * A change may be done.
     *
     * @param targets a selector, as a plan has it
     * @param state what the ITSM calls the state that the change is in; null: approved
     * @param cap so many hosts at most; null: what the hub allows
     * @param policy how the plan goes about it; null: what is wanted everywhere
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Approved(
            String number,
            String summary,
            JsonNode targets,
            Opening window,
            Approval approval,
            String state,
            Integer cap,
            JsonNode policy,
            List<Long> packages)
            implements OfChange {}

    /** The one span of time in which a change may be done; as exact as the database keeps it, so that it is the same read back. */
    record Opening(Instant opensAt, Instant closesAt) {
        public Opening {
            opensAt = opensAt == null ? null : opensAt.truncatedTo(ChronoUnit.MICROS);
            closesAt = closesAt == null ? null : closesAt.truncatedTo(ChronoUnit.MICROS);
        }

        Duration length() {
            return Duration.between(opensAt, closesAt);
        }
    }

    record Approval(String by, Instant at) {}

    record Rescheduled(String number, Opening window) implements OfChange {}

    record Cancelled(String number, String reason) implements OfChange {}

    /** A host as the CMDB knows it; found by its service tag, or by its BMC's address. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Upserted(
            String number, String serviceTag, String address, String site, String owner, Map<String, String> tags)
            implements OfItem {}

    record Retired(String number, String serviceTag, String address, String reason) implements OfItem {}

    /** @param until null: until it is said to have ended */
    record FreezeStarted(String number, Scope scope, Instant from, Instant until, String reason) implements OfFreeze {}

    record FreezeEnded(String number, String reason) implements OfFreeze {}

    /**
     * Of a wave of a plan that is done: the next may begin, or it must not.
     *
     * @param wave the one that is done
     */
    record Go(String number, Integer wave, Boolean go, String reason) implements Said {}

    /** @param kind everywhere, site, cluster or host; the latter by its service tag */
    record Scope(String kind, String name) {
        static final Set<String> KINDS = Set.of("everywhere", "site", "cluster", "host");
    }
}
