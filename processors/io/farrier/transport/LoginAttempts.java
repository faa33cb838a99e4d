package io.farrier.transport;

import io.farrier.vault.Credential;
import io.farrier.vault.CredentialUses;
import io.farrier.vault.Credentials;
import io.farrier.vault.Secrets;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Logins to a BMC with the one credential that is this host's: one at a time, so that several asks at once are one failed login,
 * and after a refusal none for an hour, over all transports. The password is read here and given to nobody but the attempt.
 */
@Component
public class LoginAttempts {

    /** Tries to log in. Empty: the BMC refused the password; a failure of another kind is thrown and proves nothing of it. */
    @FunctionalInterface
    public interface Attempt<T> {
        Optional<T> with(String password) throws IOException;
    }

    private final Credentials credentials;
    private final CredentialUses uses;
    private final Secrets secrets;
    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();
    private final Set<String> worked = ConcurrentHashMap.newKeySet();

    LoginAttempts(Credentials credentials, CredentialUses uses, Secrets secrets) {
        this.credentials = credentials;
        this.uses = uses;
        this.secrets = secrets;
    }

    /**
     * The credential for a BMC.
     *
     * @param forgiving a refusal before this does not count, see {@link Forgiveness}
     * @throws Failure where there is none, or it rests
     */
    public Credential credential(Bmc bmc, boolean forgiving) {
        Credential credential = credentials
                .forHost(bmc.hostId(), bmc.address())
                .orElseThrow(() -> new Failure("no-credential", "No credential covers " + bmc));
        rested(bmc, credential, forgiving);
        return credential;
    }

    private void rested(Bmc bmc, Credential credential, boolean forgiving) {
        if (!forgiving && !uses.mayTry(credential.id(), credential.version(), bmc.hostId())) {
            throw new Failure(
                    "credential-rest",
                    "The credential " + credential.name() + " was refused by " + bmc + " less than an hour ago");
        }
    }

    /** @throws Failure {@code login-refused}, or {@code credential-rest} where another was refused meanwhile */
    public <T> T login(Bmc bmc, Credential credential, boolean forgiving, Attempt<T> attempt) throws IOException {
        String login = "%s/%d/%d".formatted(bmc, credential.id(), credential.version());
        ReentrantLock turn = turns.computeIfAbsent(login, name -> new ReentrantLock(true));
        turn.lock();
        try {
            rested(bmc, credential, forgiving);
            Optional<T> session = attempt.with(secrets.read(credential.vaultPath()));
            if (session.isEmpty()) {
                worked.remove(login);
                if (!forgiving) {
                    uses.failed(credential.id(), credential.version(), bmc.hostId());
                }
                throw new Failure("login-refused", bmc + " refused the login as " + credential.username());
            }
            // Every command is a login here: a success is written down once in a life of the hub.
            if (worked.add(login)) {
                uses.worked(credential.id(), credential.version(), bmc.hostId());
            }
            return session.get();
        } finally {
            turn.unlock();
        }
    }
}
