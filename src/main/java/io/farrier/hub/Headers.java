package io.farrier.hub;

/**
 * The message headers that one route file may rely on when another calls it. This list is the contract between the
 * files under {@code routes/}; {@code routes/README.md} explains each to those who write routes. Whatever comes from
 * outside is stripped of its headers before any of these is set.
 */
public final class Headers {

    /** What a turn has to do next, one word of {@code run.Action} or {@code plan.Action}; absent when the bell was old. */
    public static final String ACTION = "farrierAction";

    /** The host that a message is about, {@code hosts.id}. */
    public static final String HOST_ID = "farrierHostId";

    /** One of the operations that a transport can do: identify, inventory, submit, job … */
    public static final String OPERATION = "farrierOperation";

    /** The way to the BMC: redfish, wsman … A route {@code <transport>.<operation>} must exist. */
    public static final String TRANSPORT = "farrierTransport";

    /** The kind that a host belongs to, which brings it to a standstill: vsphere, webhook … */
    public static final String KIND = "farrierKind";

    /** What is asked of a kind: drain, ready, restore. A route {@code quiesce.<kind>.<step>} must exist. */
    public static final String STEP = "farrierStep";

    /** What came of an operation, one of the nine words of {@code transport.Word}. */
    public static final String WORD = "farrierWord";

    /** The person, or the part of the hub, on whose behalf this happens. */
    public static final String WHO = "farrierWho";

    /** Exchange property: what the body of a request to the API is said to be: "text/csv"; absent where nothing was said. */
    public static final String MEDIA_TYPE = "farrierMediaType";

    /** Exchange property: the body of a signed request to the API, byte by byte as it came. */
    public static final String RAW = "farrierRaw";

    /** When the next bell is due, milliseconds since 1970; absent when no bell is to be rung. */
    public static final String RING_AT = "farrierRingAt";

    /** Which bell to ring: the queue's name. */
    public static final String RING = "farrierRing";

    /** Artemis delivers a message that has this header at that time (milliseconds since 1970), not before. */
    public static final String SCHEDULED = "_AMQ_SCHED_DELIVERY";

    /** Exchange property: the turn that was claimed, a {@code bell.Turn}. */
    public static final String TURN = "farrierTurn";

    /** Exchange property: what somebody is told now, an {@code answer.Answer}. */
    public static final String ANSWER = "farrierAnswer";

    /** Exchange property: what is asked of the API, an {@code access.Contract.Call}. */
    public static final String CALL = "farrierCall";

    private Headers() {}
}
