package io.farrier.transport.ipmi;

import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.vault.Credential;
import io.farrier.vault.CredentialUses;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Each command is a login. A credential that has not worked here yet goes out alone, and who waited for it does not repeat
 * what the BMC refused: several commands at once are one failed login, and so are several transports.
 */
@Component
class IpmiLogins {

    /** One version of a credential at one BMC. */
    private static final class Login {
        private final ReentrantLock first = new ReentrantLock();
        private volatile boolean works;
    }

    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final CredentialUses uses;

    IpmiLogins(CredentialUses uses) {
        this.uses = uses;
    }

    /**
     * Runs a command that logs in, and remembers what came of the login.
     *
     * @param forgiving a refusal does not count, nor does one before this
     * @throws Failure when the credential rests; nothing has left then
     */
    IpmiReply login(Bmc bmc, Credential credential, boolean forgiving, Supplier<IpmiReply> command) {
        Login login = logins.computeIfAbsent(
                "%s/%d/%d".formatted(bmc, credential.id(), credential.version()), name -> new Login());
        if (login.works) {
            return attempt(login, bmc, credential, forgiving, command);
        }
        login.first.lock();
        try {
            return attempt(login, bmc, credential, forgiving, command);
        } finally {
            login.first.unlock();
        }
    }

    private IpmiReply attempt(
            Login login, Bmc bmc, Credential credential, boolean forgiving, Supplier<IpmiReply> command) {
        if (!forgiving && !uses.mayTry(credential.id(), credential.version(), bmc.hostId())) {
            throw new Failure(
                    "credential-rest",
                    "The credential " + credential.name() + " was refused by " + bmc + " less than an hour ago");
        }
        IpmiReply reply = command.get();
        if (reply.refused()) {
            login.works = false;
            if (!forgiving) {
                uses.failed(credential.id(), credential.version(), bmc.hostId());
            }
        } else if (reply.loggedIn() && !login.works) {
            login.works = true;
            uses.worked(credential.id(), credential.version(), bmc.hostId());
        }
        return reply;
    }
}
