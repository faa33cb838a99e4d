package io.farrier.lab.device;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one device saw: the lab's own testimony, which clients are judged by. Guarded by the device. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class Tally {
    /** An accepted update request. */
    public record Submit(String file, Instant at, String job, boolean onReset, String from) {}

    /**
     * A reset.
     *
     * @param type ComputerSystem.Reset's word for the host, GracefulRestart for the BMC
     * @param cause who wanted it
     */
    public record Reset(String type, Cause cause, Instant at, String from) {}

    /**
     * The host was out of service: off, in its POST or not yet through it.
     *
     * @param to when its operating system ran again; null: it does not yet
     */
    public record Outage(Instant from, Instant to) {}

    /** Why a host or a BMC was reset. */
    public enum Cause {
        /** A client's ComputerSystem.Reset or Manager.Reset. */
        ORDERED,
        /** A client's reboot job. */
        REBOOT_JOB,
        /** The device itself, for a package that was to be applied Immediate. */
        IMMEDIATE,
        /** The device itself, after its own firmware was updated. */
        UPDATE,
        /** The virtual AC cycle after a CPLD update. */
        AC_CYCLE
    }

    private final List<Submit> submits = new ArrayList<>();
    private final List<Reset> hostResets = new ArrayList<>();
    private final List<Reset> bmcResets = new ArrayList<>();
    private final List<Outage> outages = new ArrayList<>();
    private final Map<String, Integer> writes = new TreeMap<>();
    private final Map<String, Integer> installs = new TreeMap<>();
    private int reads;
    private int logins;
    private int logouts;
    private int failedLogins;
    private int deadTokens;

    void submitted(Submit submit) {
        submits.add(submit);
    }

    void hostReset(Reset reset) {
        hostResets.add(reset);
    }

    void bmcReset(Reset reset) {
        bmcResets.add(reset);
    }

    void down(Instant at) {
        if (outages.isEmpty() || outages.getLast().to() != null) {
            outages.add(new Outage(at, null));
        }
    }

    void up(Instant at) {
        if (!outages.isEmpty() && outages.getLast().to() == null) {
            outages.add(new Outage(outages.removeLast().from(), at));
        }
    }

    void installed(String part, String version) {
        installs.merge(part + " " + version, 1, Integer::sum);
    }

    public void read() {
        reads++;
    }

    public void wrote(String method, String path) {
        writes.merge(method + " " + path, 1, Integer::sum);
    }

    void login() {
        logins++;
    }

    void logout() {
        logouts++;
    }

    void failedLogin() {
        failedLogins++;
    }

    public void deadToken() {
        deadTokens++;
    }

    public List<Submit> submits() {
        return List.copyOf(submits);
    }

    public List<Reset> hostResets() {
        return List.copyOf(hostResets);
    }

    public List<Reset> bmcResets() {
        return List.copyOf(bmcResets);
    }

    public List<Outage> outages() {
        return List.copyOf(outages);
    }

    /** Requests that change something, by method and path; logins and logouts are none. */
    public Map<String, Integer> writes() {
        return Map.copyOf(writes);
    }

    /** Firmware that went into a part, by part and version. */
    public Map<String, Integer> installs() {
        return Map.copyOf(installs);
    }

    public int deadTokens() {
        return deadTokens;
    }

    public int reads() {
        return reads;
    }

    public int logins() {
        return logins;
    }

    public int failedLogins() {
        return failedLogins;
    }
}
