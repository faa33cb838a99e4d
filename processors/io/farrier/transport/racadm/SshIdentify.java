package io.farrier.transport.racadm;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Gate;
import io.farrier.transport.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Whether SSH is spoken there: its banner (RFC 4253, 4.2). Whose it is, a banner does not tell. */
@Component("sshIdentify")
class SshIdentify {

    private static final int CONNECT_MS = 3000;

    /** A version line has 255 characters at most; lines may come before it. */
    private static final int MOST = 4096;

    private final Gate gate;
    private final int port;
    private final Timeout patience;

    SshIdentify(Gate gate, @Value("${farrier.transport.ssh-port}") int port, @Qualifier("bmcAnswer") Timeout patience) {
        this.gate = gate;
        this.port = port;
        this.patience = patience;
    }

    public Identity read(Exchange exchange, @ExchangeProperty(RacadmDoor.ASK) Ask ask) throws IOException {
        gate.pass(exchange, ask, "GET", "the SSH banner");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(ask.bmc().address(), port), CONNECT_MS);
            socket.setSoTimeout(patience.toMillisecondsIntBound());
            return new Identity(Identity.UNKNOWN, null, "SSH", version(socket.getInputStream(), ask), null, null);
        }
    }

    private static String version(InputStream in, Ask ask) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int n = 0; n < MOST; n++) {
            int c = in.read();
            if (c == '\n' && line.toString().startsWith("SSH-")) {
                return line.toString().strip();
            }
            if (c < 0) {
                break;
            }
            if (c == '\n') {
                line.setLength(0);
            } else {
                line.append((char) c);
            }
        }
        throw new Failure("garbled", "What answers at the SSH port of " + ask.bmc() + " does not speak SSH");
    }
}
