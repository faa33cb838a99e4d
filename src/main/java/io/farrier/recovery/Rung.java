package io.farrier.recovery;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What can be done for a BMC that is stuck, from the mildest on. */
public enum Rung {
    /** Look again until the time for that is over. */
    WAIT("wait", false),
    /** Remove the jobs of our own that wait in its queue. */
    DELETE_OWN("delete-own", false),
    /** Restart the BMC, not the host. */
    RESET_BMC("reset-bmc", false),
    /** Remove every job that waits in its queue, other people's too: a named person approves the list. */
    CLEAR_QUEUE("clear-queue", true),
    /** Forget every job, also what runs, and restart the Lifecycle Controller's services: a named person approves it. */
    FORCE_CLEAR("force-clear", true),
    /** Take all power from a host that is off and stands for itself: a named person approves it. */
    VIRTUAL_AC("virtual-ac", true);

    private final String word;
    private final boolean approved;

    Rung(String word, boolean approved) {
        this.word = word;
        this.approved = approved;
    }

    @JsonValue
    public String word() {
        return word;
    }

    /** Whether a person must have approved it. */
    boolean wantsApproval() {
        return approved;
    }

    /** @throws IllegalArgumentException for a word that is none */
    @JsonCreator
    public static Rung of(String word) {
        return Arrays.stream(values())
                .filter(rung -> rung.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no rung " + word + "; there are "
                        + Arrays.stream(values()).map(Rung::word).collect(Collectors.joining(", "))));
    }
}
