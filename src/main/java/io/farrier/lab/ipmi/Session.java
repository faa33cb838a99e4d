package io.farrier.lab.ipmi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;

/** One RMCP+ session from its opening on: what both sides said to prove themselves, then the keys. One thread at a time. */
final class Session {
    /** An idle one is forgotten, whether its login went well or not (IPMI 2.0, 6.12.15: 60 ± 3 s). */
    private static final Duration IDLE = Duration.ofSeconds(60);

    static final int ENCRYPTED = 0x80;
    static final int AUTHENTIC = 0x40;
    private static final int NEXT_HEADER = 0x07;

    private final int id;
    private final int console;
    private final Suite suite;
    private final String from;
    private Handshake.Proof proof;
    private byte[] integrity;
    private byte[] secrecy;
    private int limit;
    private int privilege;
    private int sequence;
    private boolean closed;
    private long used = System.nanoTime();
    private int lastAsked = -1;
    private byte[] lastSaid;

    /** @param console the other side's number for it */
    Session(int id, int console, Suite suite, String from) {
        this.id = id;
        this.console = console;
        this.suite = suite;
        this.from = from;
    }

    int id() {
        return id;
    }

    int console() {
        return console;
    }

    Suite suite() {
        return suite;
    }

    String from() {
        return from;
    }

    Handshake.Proof proof() {
        return proof;
    }

    void proof(Handshake.Proof proof) {
        this.proof = proof;
    }

    /** The login was right: from here on packets are sealed. Everybody begins as a user. */
    void begin(byte[] sessionKey, int limit) {
        byte[] ones = new byte[20];
        byte[] twos = new byte[20];
        Arrays.fill(ones, (byte) 1);
        Arrays.fill(twos, (byte) 2);
        this.integrity = suite.code(sessionKey, ones);
        this.secrecy = Arrays.copyOf(suite.code(sessionKey, twos), 16);
        this.limit = limit;
        this.privilege = Math.min(2, limit);
    }

    boolean begun() {
        return integrity != null;
    }

    int limit() {
        return limit;
    }

    int privilege() {
        return privilege;
    }

    void privilege(int level) {
        privilege = level;
    }

    void close() {
        closed = true;
    }

    boolean over() {
        return closed || System.nanoTime() - used > IDLE.toNanos();
    }

    void use() {
        used = System.nanoTime();
    }

    /** What was answered to this request, if it is the last one again: a client that waited too short asks twice. */
    byte[] saidTo(Lan asked) {
        return key(asked) == lastAsked ? lastSaid : null;
    }

    void said(Lan asked, byte[] answer) {
        lastAsked = key(asked);
        lastSaid = answer;
    }

    private static int key(Lan asked) {
        return asked.sequence() << 16 | asked.function() << 8 | asked.command();
    }

    /**
     * The payload of a packet from behind its RMCP header.
     *
     * @throws IllegalArgumentException where it is not sealed as agreed
     */
    byte[] open(byte[] packet) {
        int type = packet[1] & 0xff;
        int length = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN).getShort(10) & 0xffff;
        if ((type & ENCRYPTED) == 0 || (type & AUTHENTIC) == 0 || packet.length < 12 + length + suite.length()) {
            throw new IllegalArgumentException("not sealed");
        }
        byte[] covered = Arrays.copyOf(packet, packet.length - suite.length());
        byte[] code = Arrays.copyOfRange(packet, covered.length, packet.length);
        if (!MessageDigest.isEqual(suite.shortCode(integrity, covered), code)) {
            throw new IllegalArgumentException("not authentic");
        }
        return Suite.decrypt(secrecy, Arrays.copyOfRange(packet, 12, 12 + length));
    }

    /** A payload as a packet, without its RMCP header. */
    byte[] seal(byte[] payload) {
        byte[] secret = Suite.encrypt(secrecy, payload);
        int pad = Math.floorMod(-(12 + secret.length + 2), 4);
        ByteBuffer covered = ByteBuffer.allocate(12 + secret.length + pad + 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) Rmcp.PLUS)
                .put((byte) (ENCRYPTED | AUTHENTIC))
                .putInt(console)
                .putInt(++sequence)
                .putShort((short) secret.length)
                .put(secret);
        for (int i = 0; i < pad; i++) {
            covered.put((byte) 0xff);
        }
        covered.put((byte) pad).put((byte) NEXT_HEADER);
        byte[] code = suite.shortCode(integrity, covered.array());
        return ByteBuffer.allocate(covered.capacity() + code.length)
                .put(covered.array())
                .put(code)
                .array();
    }
}
