package io.farrier.transport.racadm;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.Gate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.hc.core5.util.Timeout;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The door that every command goes out by, and its reply comes in by, where SSH carries it: one connection for each. */
@Component("sshDoor")
class SshDoor {

    /** More no answer of a device is; an inventory is some 20 KB. */
    private static final int LARGEST = 8 << 20;

    private final Gate gate;
    private final SshLogin login;
    private final Duration patience;

    SshDoor(Gate gate, SshLogin login, @Qualifier("bmcAnswer") Timeout patience) {
        this.gate = gate;
        this.login = login;
        this.patience = patience.toDuration();
    }

    /** What must not leave is refused here, in the last moment before it would. */
    public void carry(
            Exchange exchange,
            @ExchangeProperty(RacadmDoor.ASK) Ask ask,
            @ExchangeProperty(RacadmDoor.COMMAND) RacadmCommand command)
            throws IOException {
        if (exchange.getProperty(RacadmDoor.UPLOAD) != null) {
            throw new Failure("mode", "Over SSH RACADM takes no package that is sent");
        }
        String line = command.line();
        gate.pass(exchange, ask, "POST", command.toString());
        ClientSession session = login.session(ask, Forgiveness.of(exchange));
        try {
            exchange.setProperty(RacadmDoor.REPLY, run(session, line, command + " to " + ask.bmc() + " over SSH"));
        } finally {
            session.close(true);
        }
    }

    private RacadmReply run(ClientSession session, String line, String what) throws IOException {
        ByteArrayOutputStream said = new Bounded();
        try (ChannelExec channel = channel(session, line, what)) {
            channel.setRedirectErrorStream(true);
            channel.setOut(said);
            channel.open().verify(patience);
            if (channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), patience).contains(ClientChannelEvent.TIMEOUT)) {
                throw new Failure("timeout", what + " was not answered in time");
            }
            if (channel.getExitStatus() == null) {
                throw new Failure("garbled", "The answer to " + what + " is cut off in the middle");
            }
            return RacadmReply.of(channel.getExitStatus(), said.toString(StandardCharsets.UTF_8));
        } catch (SshChannelOpenException e) {
            throw new Failure("login-lost", what + " was not begun: " + e.getMessage());
        } catch (IOException e) {
            throw new Failure("reset", "The connection broke off with " + what + ": " + e.getMessage());
        }
    }

    private static ChannelExec channel(ClientSession session, String line, String what) throws IOException {
        try {
            return session.createExecChannel(line);
        } catch (IllegalStateException e) {
            // The BMC closed the session after the login: nothing has left.
            throw new Failure("login-lost", what + " was not begun: the session was closed");
        }
    }

    /** Ends the channel where it is given too much. */
    private static final class Bounded extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int at, int length) {
            if (size() + length > LARGEST) {
                throw new IllegalStateException("an answer larger than " + LARGEST + " bytes");
            }
            super.write(bytes, at, length);
        }
    }
}
