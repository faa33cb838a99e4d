package io.farrier.lab.vcenter;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The menu of what goes wrong in a vCenter, each of it a thing that real ones do. docs/lab.md tells more. */
public enum Trouble {
    GONE(Scope.VCENTER, "nothing listens at the vCenter's address; with a value for so many lab minutes"),
    STARTING(Scope.VCENTER, "every request is answered 503; with a value for so many lab minutes"),
    SESSIONS_END(Scope.VCENTER, "every session ends, once"),
    DRS_OFF(Scope.CLUSTER, "DRS is off: nobody moves VMs"),
    DRS_MANUAL(Scope.CLUSTER, "DRS only advises"),
    HA_TIGHT(Scope.CLUSTER, "what VMs have reserved leaves no room for one host less: HA refuses"),
    RESYNCING(Scope.CLUSTER, "vSAN resyncs"),
    MUST_RUN(Scope.HOST, "a mandatory rule holds a VM on the host"),
    DRS_OVERRIDE(Scope.HOST, "DRS is told to leave a VM of the host where it is"),
    LOCAL_DEVICE(Scope.HOST, "a VM has a device of the host: its vMotion never begins"),
    STAYS_AWAY(Scope.HOST, "ESXi does not come back after the next restart of the server"),
    NOT_RESPONDING(Scope.HOST, "ESXi answers no more"),
    ALARM(Scope.HOST, "an alarm about the host's hardware is triggered: its status is red");

    /** What it can be set on. */
    public enum Scope {
        VCENTER,
        CLUSTER,
        HOST
    }

    private final Scope scope;
    private final String description;

    Trouble(Scope scope, String description) {
        this.scope = scope;
        this.description = description;
    }

    public Scope scope() {
        return scope;
    }

    public String description() {
        return description;
    }

    /** As it is written at the control door: {@code stays-away}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException for a word that is none of this scope's, naming those that are */
    public static Trouble of(String word, Scope scope) {
        return Arrays.stream(values())
                .filter(one -> one.scope == scope && one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No fault of a %s is called \"%s\". There are: %s"
                        .formatted(
                                scope.name().toLowerCase(Locale.ROOT),
                                word,
                                Arrays.stream(values())
                                        .filter(one -> one.scope == scope)
                                        .map(Trouble::word)
                                        .collect(Collectors.joining(", ")))));
    }
}
