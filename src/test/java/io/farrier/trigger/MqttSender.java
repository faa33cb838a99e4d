package io.farrier.trigger;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** MQTT 3.1.1 as far as it takes to publish at least once, and to be told that it is safe. */
final class MqttSender implements AutoCloseable {

    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    /** With QoS 1. */
    private static final int PUBLISH = 0x32;

    private static final int PUBACK = 0x40;

    private final Socket socket;
    private int id;

    MqttSender(Client client) throws IOException {
        socket = new Socket("127.0.0.1", client.port("mqtt"));
        socket.setSoTimeout(20_000);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        text(packet, "MQTT");
        // Level 4; user name, password, clean session; no keep-alive.
        packet.writeBytes(new byte[] {4, (byte) 0xc2, 0, 0});
        text(packet, "fuzz" + System.nanoTime());
        text(packet, client.user());
        text(packet, client.password());
        write(CONNECT, packet);
        expect(CONNACK);
    }

    void send(Mangled.Mail mail) throws IOException {
        id = id % 60_000 + 1;
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        text(packet, "trigger/in");
        packet.write(id >> 8);
        packet.write(id);
        packet.writeBytes(mail.body());
        write(PUBLISH, packet);
        expect(PUBACK);
    }

    private static void text(ByteArrayOutputStream packet, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        packet.write(bytes.length >> 8);
        packet.write(bytes.length);
        packet.writeBytes(bytes);
    }

    private void write(int type, ByteArrayOutputStream packet) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(type);
        int left = packet.size();
        do {
            whole.write(left % 128 | (left >= 128 ? 0x80 : 0));
            left /= 128;
        } while (left > 0);
        packet.writeTo(whole);
        socket.getOutputStream().write(whole.toByteArray());
    }

    private void expect(int type) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int got = in.readUnsignedByte();
        byte[] rest = new byte[in.readUnsignedByte()];
        in.readFully(rest);
        if (got != type || type == CONNACK && rest[1] != 0) {
            throw new IOException("no " + Integer.toHexString(type) + " but " + Integer.toHexString(got));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
