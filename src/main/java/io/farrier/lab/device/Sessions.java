package io.farrier.lab.device;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Logins and sessions: at most eight at once, dead after half an hour idle, and a client's address is locked out for a
 * minute after three bad passwords within one (iDRAC attributes WebServer.1.MaxNumberOfSessions, .Timeout,
 * IPBlocking.1.*). Guarded by the device.
 */
public final class Sessions {
    public static final int CAP = 8;
    private static final int FAIL_COUNT = 3;
    private static final Duration FAIL_WINDOW = Duration.ofSeconds(60);
    private static final Duration PENALTY = Duration.ofSeconds(60);

    public record Session(String id, String token, String user, String from, Instant used) {}

    /** What became of a login: a session, or null and why not. */
    public record Login(Session session, Message refused) {}

    private final Device device;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byToken = new HashMap<>();
    private final Map<String, Deque<Instant>> failures = new HashMap<>();
    private final Map<String, Instant> lockedOut = new HashMap<>();
    private int lastId = 100;

    Sessions(Device device) {
        this.device = device;
    }

    public Login login(String user, String password, String from) {
        if (!authentic(user, password, from)) {
            return new Login(null, Message.BAD_LOGIN);
        }
        expire();
        if (byToken.size() >= CAP || device.faults().has(Fault.SESSION_CAP_REACHED)) {
            return new Login(null, Message.SESSIONS_FULL);
        }
        Session session = new Session(
                String.valueOf(++lastId),
                HexFormat.of().formatHex(secret()),
                user,
                from,
                device.clock().now());
        byToken.put(session.token(), session);
        device.tally().login();
        device.log("Audit", Message.LOGGED_IN, user, from, "REDFISH");
        return new Login(session, null);
    }

    /** Whether the password is right, now and from there; a wrong one is counted. */
    public boolean authentic(String user, String password, String from) {
        return judged(user, device.account().equals(new Device.Account(user, password)), from);
    }

    /** For protocols in which a password is proven and not sent: what is wrong now is a password that nobody knows. */
    public Optional<String> passwordOf(String user, String from) {
        Device.Account account = device.account();
        if (!account.user().equals(user)) {
            return Optional.empty();
        }
        return Optional.of(accepts(from) ? account.password() : HexFormat.of().formatHex(secret()));
    }

    /** What a proof is worth, now and from there; a wrong one is counted. */
    public boolean judged(String user, boolean proven, String from) {
        boolean right = proven && accepts(from);
        if (!right) {
            failed(user, from, device.clock().now());
        }
        return right;
    }

    private boolean accepts(String from) {
        return device.bmc().acceptsLogins()
                && !device.clock().now().isBefore(lockedOut.getOrDefault(from, Instant.MIN));
    }

    private byte[] secret() {
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        return secret;
    }

    private void failed(String user, String from, Instant now) {
        device.tally().failedLogin();
        device.log("Audit", Message.LOGIN_FAILED, user, from, "REDFISH");
        Deque<Instant> recent = failures.computeIfAbsent(from, any -> new ArrayDeque<>());
        recent.addLast(now);
        recent.removeIf(at -> at.isBefore(now.minus(FAIL_WINDOW)));
        if (recent.size() >= FAIL_COUNT) {
            lockedOut.put(from, now.plus(PENALTY));
            recent.clear();
        }
    }

    /** The session of a token, its idle time begun anew. */
    public Optional<Session> use(String token) {
        expire();
        return Optional.ofNullable(byToken.computeIfPresent(
                token,
                (key, s) -> new Session(
                        s.id(), s.token(), s.user(), s.from(), device.clock().now())));
    }

    public List<Session> open() {
        expire();
        List<Session> open = new ArrayList<>(byToken.values());
        for (int i = 0; device.faults().has(Fault.SESSION_CAP_REACHED) && open.size() < CAP; i++) {
            open.add(new Session(
                    String.valueOf(90 + i),
                    "",
                    "monitoring",
                    "192.0.2." + (10 + i),
                    device.clock().now()));
        }
        return open;
    }

    public boolean end(String id) {
        Optional<Session> ended =
                byToken.values().stream().filter(s -> s.id().equals(id)).findFirst();
        ended.ifPresent(session -> {
            byToken.remove(session.token());
            device.tally().logout();
            device.log("Audit", Message.LOGGED_OFF, session.user(), session.from(), "REDFISH");
        });
        return ended.isPresent();
    }

    void clear() {
        byToken.clear();
        failures.clear();
        lockedOut.clear();
    }

    private void expire() {
        Instant oldest = device.clock().now().minus(device.timing().sessionTimeout());
        byToken.values().removeIf(session -> session.used().isBefore(oldest));
    }
}
