package io.farrier.transport.racadm;

import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.LoginAttempts;
import io.farrier.transport.Pins;
import io.farrier.vault.Credential;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.util.Timeout;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.PasswordAuthenticationReporter;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Takes an SSH session with a BMC: its host key is the pinned one, and the one credential that is this host's opens it. */
@Component
class SshLogin {

    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final SshClients clients;
    private final LoginAttempts attempts;
    private final int port;
    private final Duration patience;

    SshLogin(
            SshClients clients,
            LoginAttempts attempts,
            @Value("${farrier.transport.ssh-port}") int port,
            @Qualifier("bmcAnswer") Timeout patience) {
        this.clients = clients;
        this.attempts = attempts;
        this.port = port;
        this.patience = patience.toDuration();
    }

    /** Whether the password has left, and what came of it. */
    private static final class Word implements PasswordAuthenticationReporter {
        private volatile boolean sent;
        private volatile boolean refused;

        @Override
        public void signalAuthenticationAttempt(
                ClientSession session, String service, String before, boolean modified, String password) {
            sent = true;
        }

        @Override
        public void signalAuthenticationFailure(
                ClientSession session, String service, String password, boolean partial, List<String> methods) {
            refused = true;
        }
    }

    /** @throws Failure where there is no session to be had; nothing was ordered then */
    ClientSession session(Ask ask, boolean forgiving) throws IOException {
        Bmc bmc = ask.bmc();
        Credential credential = attempts.credential(bmc);
        return attempts.login(bmc, credential, forgiving, password -> session(bmc, credential.username(), password));
    }

    /** Who offers nothing of today is met with what it has; its host key is pinned all the same. */
    private Optional<ClientSession> session(Bmc bmc, String user, String password) throws IOException {
        try {
            return session(clients.today(), bmc, user, password);
        } catch (SshException e) {
            if (e.getDisconnectCode() != SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED) {
                throw lost(bmc, e);
            }
        }
        try {
            return session(clients.old(), bmc, user, password);
        } catch (SshException e) {
            throw e.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED
                    ? new Failure("ssh-exchange", bmc + " and this hub have no SSH key exchange or signature in common")
                    : lost(bmc, e);
        }
    }

    private Optional<ClientSession> session(SshClient client, Bmc bmc, String user, String password)
            throws IOException {
        ConnectFuture connecting = client.connect(user, bmc.address(), port);
        if (!connecting.await(CONNECT)) {
            connecting.cancel();
            throw new Failure("connect", bmc + " did not take the connection to SSH in time");
        }
        connecting.verify();
        ClientSession session = connecting.getClientSession();
        boolean mine = false;
        try {
            mine = open(session, password);
            return mine ? Optional.of(session) : Optional.empty();
        } finally {
            if (!mine) {
                session.close(true);
            }
        }
    }

    /** Whether the BMC lets us in. A BMC that hangs up on a password has refused it. */
    private boolean open(ClientSession session, String password) throws IOException {
        Word word = new Word();
        session.setPasswordAuthenticationReporter(word);
        session.addPasswordIdentity(password);
        try {
            session.auth().verify(patience);
            return true;
        } catch (SshException e) {
            Pins.Changed changed = session.getAttribute(SshClients.CHANGED);
            if (changed != null) {
                throw new Failure("host-key-changed", changed.getMessage());
            }
            if (word.refused || word.sent && !session.isOpen()) {
                return false;
            }
            throw e;
        }
    }

    private static Failure lost(Bmc bmc, SshException e) throws SshException {
        // No connection at all is told by its cause, as for every transport.
        if (e.getCause() instanceof ConnectException || e.getCause() instanceof NoRouteToHostException) {
            throw e;
        }
        return new Failure("login-lost", "SSH of " + bmc + " gave no session: " + e.getMessage());
    }
}
