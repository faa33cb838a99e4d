package io.farrier.lab.ipmi;

import io.farrier.lab.device.Device;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A device's answers to datagrams: ASF's presence ping, IPMI 1.5's wrapper for what needs no login, RMCP+ for the rest. */
final class Rmcp {
    /** Authentication type: RMCP+. */
    static final int PLUS = 0x06;

    private static final int ASF = 0x06;
    private static final int IPMI = 0x07;
    private static final int HEADER = 4;
    private static final int PING = 0x80;
    private static final int PONG = 0x40;
    private static final int ASF_IANA = 0x11be;

    /** RMCP+'s payload types. */
    private static final int MESSAGE = 0x00;

    private static final int OPEN_SESSION = 0x10;
    private static final int RAKP_1 = 0x12;
    private static final int RAKP_3 = 0x14;

    private final Device device;
    private final Handshake handshake;

    Rmcp(Device device) {
        this.device = device;
        this.handshake = new Handshake(device);
    }

    /** All sessions are lost. */
    void clear() {
        handshake.clear();
    }

    /** The answer to one datagram; null where there is none, as to everything that is not understood. */
    byte[] answer(byte[] datagram, String from) {
        if (datagram.length < HEADER + 8 || datagram[0] != 6) {
            return null;
        }
        try {
            return switch (datagram[3] & 0x1f) {
                case ASF -> pong(datagram);
                case IPMI -> ipmi(Arrays.copyOfRange(datagram, HEADER, datagram.length), from);
                default -> null;
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException notOurs) {
            return null;
        }
    }

    /** IPMI is supported, ASF 1.0 is spoken, and nothing more is told. */
    private static byte[] pong(byte[] ping) {
        if (ByteBuffer.wrap(ping).getInt(4) != ASF_IANA || (ping[8] & 0xff) != PING) {
            return null;
        }
        return ByteBuffer.allocate(28)
                .put(new byte[] {6, 0, (byte) 0xff, ASF})
                .putInt(ASF_IANA)
                .put((byte) PONG)
                .put(ping[9])
                .put((byte) 0)
                .put((byte) 16)
                .putInt(ASF_IANA)
                .putInt(0)
                .put((byte) 0x81)
                .put(new byte[7])
                .array();
    }

    private byte[] ipmi(byte[] packet, String from) {
        byte[] answer =
                switch (packet[0]) {
                    case 0 -> open(packet);
                    case PLUS -> plus(packet, from);
                    default -> null;
                };
        return answer == null
                ? null
                : ByteBuffer.allocate(HEADER + answer.length)
                        .put(new byte[] {6, 0, (byte) 0xff, IPMI})
                        .put(answer)
                        .array();
    }

    /** IPMI 1.5 without authentication: type, sequence, session (all 0), length, message. */
    private byte[] open(byte[] packet) {
        byte[] answer = open(Lan.read(Arrays.copyOfRange(packet, 10, 10 + (packet[9] & 0xff))));
        return ByteBuffer.allocate(10 + answer.length)
                .put(new byte[9])
                .put((byte) answer.length)
                .put(answer)
                .array();
    }

    private byte[] open(Lan asked) {
        return asked.answer(device.with(() -> {
            device.tally().read();
            return Commands.open(device, asked);
        }));
    }

    private byte[] plus(byte[] packet, String from) {
        ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
        int type = packet[1] & 0x3f;
        byte[] payload = Arrays.copyOfRange(packet, 12, Math.min(packet.length, 12 + (in.getShort(10) & 0xffff)));
        return switch (type) {
            case OPEN_SESSION -> unsealed(type + 1, handshake.open(payload, from));
            case RAKP_1 -> unsealed(type + 1, handshake.first(payload));
            case RAKP_3 -> unsealed(type + 1, handshake.third(payload));
            // Without a session it is not sealed either: which cipher suites there are is asked so.
            case MESSAGE ->
                in.getInt(2) == 0
                        ? unsealed(type, open(Lan.read(payload)))
                        : message(packet, handshake.session(in.getInt(2)));
            default -> null;
        };
    }

    private static byte[] unsealed(int type, byte[] payload) {
        return payload == null
                ? null
                : ByteBuffer.allocate(12 + payload.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) PLUS)
                        .put((byte) type)
                        .putLong(0)
                        .putShort((short) payload.length)
                        .put(payload)
                        .array();
    }

    private byte[] message(byte[] packet, Session session) {
        if (session == null || !session.begun()) {
            return null;
        }
        Lan asked = Lan.read(session.open(packet));
        session.use();
        byte[] answer = session.saidTo(asked);
        if (answer == null) {
            answer = asked.answer(device.with(() -> {
                device.tally().read();
                return Commands.of(device, session, asked);
            }));
            session.said(asked, answer);
        }
        return session.seal(answer);
    }
}
