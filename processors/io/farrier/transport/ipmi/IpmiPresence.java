package io.farrier.transport.ipmi;

import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.Gate;
import io.farrier.transport.Identity;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Who is there, without a login: an RMCP presence ping (ASF 2.0, 3.2.4.2). Its answer says that IPMI is spoken, and
 * nothing of whose it is. It is one datagram each way, so it needs neither ipmitool nor a connection.
 */
@Component("ipmiPresence")
class IpmiPresence {

    /** RMCP version 1.0, no acknowledgement wanted, class ASF; then the ping, whose ninth byte is a tag. */
    private static final byte[] PING = {6, 0, (byte) 0xff, 6, 0, 0, 0x11, (byte) 0xbe, (byte) 0x80, 0, 0, 0};

    private static final int TAG = 9;
    private static final int ASF = 0x11be;
    private static final int PONG = 0x40;

    /** Which of a pong's bytes tells the supported entities, and which of its bits IPMI. */
    private static final int ENTITIES = 20;

    private static final int IPMI = 0x80;

    private static final int TRIES = 3;
    private static final int PATIENCE_MS = 1000;

    private final Gate gate;
    private final int port;

    IpmiPresence(Gate gate, @Value("${farrier.ipmi.port}") int port) {
        this.gate = gate;
        this.port = port;
    }

    public Identity ping(Exchange exchange, @ExchangeProperty(IpmiDoor.ASK) Ask ask) throws IOException {
        Bmc bmc = ask.bmc();
        gate.pass(exchange, ask, "GET", "/ipmi/presence");
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(bmc.address()), port));
            for (int tag = 1; tag <= TRIES; tag++) {
                byte[] ping = PING.clone();
                ping[TAG] = (byte) tag;
                socket.send(new DatagramPacket(ping, ping.length));
                ByteBuffer pong = pong(socket);
                if (pong != null) {
                    return identity(bmc, pong);
                }
            }
        } catch (PortUnreachableException e) {
            throw new Failure("refused", "Nothing speaks IPMI at " + bmc.address() + " port " + port);
        }
        throw new Failure("silent", "Nothing answered an IPMI presence ping at " + bmc.address() + " port " + port);
    }

    private static Identity identity(Bmc bmc, ByteBuffer pong) {
        if ((pong.get(ENTITIES) & IPMI) == 0) {
            throw new Failure("ipmi-none", bmc + " speaks RMCP and no IPMI");
        }
        return new Identity(Identity.UNKNOWN, null, "IPMI", null, null, null);
    }

    /** Null where none came in time; a late pong to an earlier ping is one, anything else is not. */
    private static ByteBuffer pong(DatagramSocket socket) throws IOException {
        long ends = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        DatagramPacket packet = new DatagramPacket(new byte[64], 64);
        while (true) {
            int left = (int) ((ends - System.nanoTime()) / 1_000_000);
            if (left <= 0) {
                return null;
            }
            socket.setSoTimeout(left);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
            if (bytes.limit() > ENTITIES && bytes.get(3) == 6 && bytes.getInt(4) == ASF && bytes.get(8) == PONG) {
                return bytes;
            }
        }
    }
}
