package io.farrier.lab.ipmi;

import io.farrier.lab.device.Device;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How an RMCP+ session begins: Open Session and RAKP 1 to 4 (IPMI 2.0, 13.17 to 13.24). */
final class Handshake {
    /** More a BMC has no room for. */
    private static final int MOST = 5;

    /** What RMCP+ knows of a password. */
    private static final int PASSWORD = 20;

    private static final int NO_ROOM = 0x01;
    private static final int NO_SESSION = 0x02;
    private static final int NO_AUTHENTICATION = 0x04;
    private static final int NO_INTEGRITY = 0x05;
    private static final int NO_NAME = 0x0d;
    private static final int NO_PROOF = 0x0f;
    private static final int NO_CONFIDENTIALITY = 0x10;

    /** What was said in RAKP 1 and 2: the ends' random numbers, the name and the role that is wanted. */
    record Proof(byte[] theirs, byte[] ours, byte[] role, String name, byte[] password) {}

    private final Device device;
    private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger(0x02000000);

    Handshake(Device device) {
        this.device = device;
    }

    /** Null where there is none of this number. */
    Session session(int id) {
        sessions.values().removeIf(Session::over);
        return sessions.get(id);
    }

    void clear() {
        sessions.clear();
    }

    /** The algorithms are the last parts of the request, eight bytes each, the fifth of which says which. */
    byte[] open(byte[] asked, String from) {
        ByteBuffer in = little(asked);
        if (asked.length < 32) {
            return null;
        }
        int console = in.getInt(4);
        Suite suite = Suite.of(asked[12] & 0x3f).orElse(null);
        sessions.values().removeIf(Session::over);
        int status = suite == null
                ? NO_AUTHENTICATION
                : (asked[20] & 0x3f) != suite.integrity()
                        ? NO_INTEGRITY
                        : (asked[28] & 0x3f) != Suite.CONFIDENTIALITY
                                ? NO_CONFIDENTIALITY
                                : sessions.size() >= MOST ? NO_ROOM : 0;
        if (status != 0) {
            return refusal(asked[0], status, console);
        }
        Session session = new Session(next.incrementAndGet(), console, suite, from);
        sessions.put(session.id(), session);
        byte[] algorithms = Arrays.copyOfRange(asked, 8, 32);
        return little(new byte[36])
                .put(asked[0])
                .put((byte) 0)
                .put((byte) Commands.ADMINISTRATOR)
                .put((byte) 0)
                .putInt(console)
                .putInt(session.id())
                .put(algorithms)
                .array();
    }

    /** RAKP 1, answered by RAKP 2: our random number, and a proof that we know the password. */
    byte[] first(byte[] asked) {
        if (asked.length < 28 || asked.length < 28 + (asked[27] & 0xff)) {
            return null;
        }
        Session session = session(little(asked).getInt(4));
        if (session == null) {
            return refusal(asked[0], NO_SESSION, 0);
        }
        String name = new String(asked, 28, asked[27] & 0xff, StandardCharsets.ISO_8859_1);
        byte[] password = device.with(() -> device.sessions().passwordOf(name, session.from()))
                .map(known -> known.getBytes(StandardCharsets.UTF_8))
                .orElse(null);
        if (password == null) {
            device.with(() -> device.sessions().judged(name, false, session.from()));
            session.close();
            return refusal(asked[0], NO_NAME, session.console());
        }
        byte[] role = Arrays.copyOfRange(asked, 24, 25);
        Proof proof = new Proof(
                Arrays.copyOfRange(asked, 8, 24),
                Suite.random(16),
                role,
                name,
                Arrays.copyOf(password, Math.min(PASSWORD, password.length)));
        session.proof(proof);
        byte[] guid = Commands.guid(device);
        byte[] code = session.suite()
                .code(
                        proof.password(),
                        number(session.console()),
                        number(session.id()),
                        proof.theirs(),
                        proof.ours(),
                        guid,
                        who(proof));
        return little(new byte[40 + code.length])
                .put(asked[0])
                .put(new byte[3])
                .putInt(session.console())
                .put(proof.ours())
                .put(guid)
                .put(code)
                .array();
    }

    /** RAKP 3, their proof, answered by RAKP 4. Who found our proof wrong says so here, and that is a failed login too. */
    byte[] third(byte[] asked) {
        if (asked.length < 8) {
            return null;
        }
        Session session = session(little(asked).getInt(4));
        if (session == null || session.proof() == null) {
            return refusal(asked[0], NO_SESSION, 0);
        }
        Proof proof = session.proof();
        byte[] right = session.suite().code(proof.password(), proof.ours(), number(session.console()), who(proof));
        boolean proven = asked[1] == 0 && MessageDigest.isEqual(right, Arrays.copyOfRange(asked, 8, asked.length));
        if (!device.with(() -> device.sessions().judged(proof.name(), proven, session.from()))) {
            session.close();
            return asked[1] == 0 ? refusal(asked[0], NO_PROOF, session.console()) : null;
        }
        byte[] key = session.suite().code(proof.password(), proof.theirs(), proof.ours(), who(proof));
        session.begin(key, proof.role()[0] & 0x0f);
        byte[] code = session.suite().shortCode(key, proof.theirs(), number(session.id()), Commands.guid(device));
        return little(new byte[8 + code.length])
                .put(asked[0])
                .put(new byte[3])
                .putInt(session.console())
                .put(code)
                .array();
    }

    private static byte[] who(Proof proof) {
        byte[] name = proof.name().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(2 + name.length)
                .put(proof.role())
                .put((byte) name.length)
                .put(name)
                .array();
    }

    private static byte[] refusal(byte tag, int status, int console) {
        return little(new byte[8])
                .put(tag)
                .put((byte) status)
                .putShort((short) 0)
                .putInt(console)
                .array();
    }

    private static byte[] number(int number) {
        return little(new byte[4]).putInt(number).array();
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
