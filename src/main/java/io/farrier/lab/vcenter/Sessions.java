package io.farrier.lab.vcenter;

import io.farrier.lab.device.LabClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Logins of the one account. As vCenter Single Sign-On comes: five wrong passwords within three minutes lock the account for five, and
 * an idle session ends after thirty. Guarded by the estate.
 */
final class Sessions {
    static final String USER = "administrator@vsphere.local";

    /** The account as tasks name it. */
    static final String SHOWN = "VSPHERE.LOCAL\\Administrator";

    private static final String COOKIE = "vmware_soap_session=";
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final Duration LOCKED = Duration.ofMinutes(5);
    private static final int MOST_FAILURES = 5;

    /** What a client has there until it logs out: its views, and the pages that it has not fetched. */
    static final class Session {
        private final String cookie = UUID.randomUUID().toString().replace("-", "");
        private final String key = UUID.randomUUID().toString();
        private final Instant login;
        private final Map<String, View> views = new HashMap<>();
        private final Map<String, List<Collector.Found>> pages = new HashMap<>();
        private Instant used;
        private int last;
        private int most;

        private Session(Instant now) {
            login = now;
            used = now;
        }

        /** For the client to send with each request. */
        String cookie() {
            return COOKIE + '"' + cookie + "\"; Path=/; HttpOnly; Secure; ";
        }

        String next(String what) {
            return what + key + "-" + ++last;
        }

        Map<String, View> views() {
            return views;
        }

        Map<String, List<Collector.Found>> pages() {
            return pages;
        }

        /** Objects in a page, as the client asked for the first one. */
        int most() {
            return most;
        }

        void most(int objects) {
            most = objects;
        }

        Value value(String name) {
            return Value.object(
                    name,
                    "UserSession",
                    Value.text("key", key),
                    Value.text("userName", SHOWN),
                    Value.text("fullName", "Administrator vsphere.local"),
                    Value.time("loginTime", login),
                    Value.time("lastActiveTime", used),
                    Value.text("locale", "en"),
                    Value.text("messageLocale", "en"));
        }
    }

    private final LabClock clock;
    private final String password;
    private final Map<String, Session> open = new HashMap<>();
    private final List<Instant> failures = new ArrayList<>();
    private int logins;
    private int failedLogins;

    Sessions(LabClock clock, String password) {
        this.clock = clock;
        this.password = password;
    }

    Session login(String user, String given) {
        Instant now = clock.now();
        failures.removeIf(at -> at.isBefore(now.minus(failures.size() < MOST_FAILURES ? WITHIN : LOCKED)));
        boolean right = account(user) && password.equals(given);
        if (!right || failures.size() >= MOST_FAILURES) {
            failedLogins++;
            failures.add(now);
            throw VimFault.invalidLogin();
        }
        failures.clear();
        logins++;
        Session session = new Session(now);
        open.put(session.cookie, session);
        return session;
    }

    /** {@code administrator@vsphere.local}, or {@code VSPHERE.LOCAL\administrator}. */
    private static boolean account(String user) {
        String flat = user.toLowerCase(Locale.ROOT);
        return flat.equals(USER) || flat.equals(SHOWN.toLowerCase(Locale.ROOT));
    }

    /** The session that a request comes in. */
    Optional<Session> of(Optional<String> cookies) {
        Instant now = clock.now();
        open.values().removeIf(session -> session.used.isBefore(now.minus(IDLE)));
        for (String cookie : cookies.orElse("").split(";")) {
            String text = cookie.strip();
            if (text.startsWith(COOKIE)) {
                Session session = open.get(text.substring(COOKIE.length()).replace("\"", ""));
                if (session != null) {
                    session.used = now;
                    return Optional.of(session);
                }
            }
        }
        return Optional.empty();
    }

    void logout(Session session) {
        open.remove(session.cookie);
    }

    void endAll() {
        open.clear();
    }

    Collection<Session> open() {
        return List.copyOf(open.values());
    }

    int logins() {
        return logins;
    }

    int failedLogins() {
        return failedLogins;
    }
}
