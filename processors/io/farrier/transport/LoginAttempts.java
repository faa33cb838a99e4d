package io.farrier.transport;

import io.farrier.hub.Pace;
import io.farrier.vault.Credential;
import io.farrier.vault.CredentialUses;
import io.farrier.vault.CredentialUses.Claim;
import io.farrier.vault.Credentials;
import io.farrier.vault.LoginTurn;
import io.farrier.vault.Secrets;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Logins to a BMC with the one credential that is this host's: one at a time, so that several asks at once are one failed login,
 * and after a refusal none for an hour, over all transports and all hubs. The password is read here and given to nobody but the
 * attempt.
 */
@Component
public class LoginAttempts {

    /** What came of an attempt. UNCLEAR: the BMC neither took the password nor refused it. */
    public enum Verdict {
        TAKEN,
        REFUSED,
        UNCLEAR
    }

    /** An answer, and what it says of the password. */
    public record Tried<T>(T answer, Verdict verdict) {}

    /** Tries to log in; a failure that is thrown proves nothing of the password. */
    @FunctionalInterface
    public interface Attempt<T> {
        T with(String password) throws IOException;
    }

    /** Who waits longer for others' logins asks again in a later turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Credentials credentials;
    private final CredentialUses uses;
    private final Secrets secrets;
    private final Duration patience;
    private final Duration longest;
    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();

    LoginAttempts(Credentials credentials, CredentialUses uses, Secrets secrets, Pace pace) {
        this.credentials = credentials;
        this.uses = uses;
        this.secrets = secrets;
        this.patience = PATIENCE.compareTo(pace.answer()) < 0 ? PATIENCE : pace.answer();
        // A connection that is not taken, and an old way of asking after a new one, are in it twice.
        this.longest = pace.answer().multipliedBy(2).plusSeconds(10);
    }

    /** The one credential for a BMC. @throws Failure where there is none */
    public Credential credential(Bmc bmc) {
        return credentials
                .forHost(bmc.hostId(), bmc.address())
                .orElseThrow(() -> new Failure("no-credential", "No credential covers " + bmc));
    }

    /** @throws Failure where the credential rests: who needs other requests before the login need not make them */
    public void rested(Bmc bmc, Credential credential, boolean forgiving) {
        if (uses.turn(credential.id(), credential.version(), bmc.hostId(), forgiving) instanceof LoginTurn.Rest) {
            throw resting(bmc, credential);
        }
    }

    /**
     * Takes a session, or whatever else a login gives.
     *
     * @param forgiving a refusal does not count, nor does one before this, see {@link Forgiveness}
     * @param attempt empty where the BMC refused the password
     * @throws Failure {@code login-refused}, or {@code credential-rest} where it was refused before
     */
    public <T> T login(Bmc bmc, Credential credential, boolean forgiving, Attempt<Optional<T>> attempt)
            throws IOException {
        return this.<Optional<T>>request(bmc, credential, forgiving, password -> {
                    Optional<T> session = attempt.with(password);
                    return new Tried<>(session, session.isPresent() ? Verdict.TAKEN : Verdict.REFUSED);
                })
                .orElseThrow(
                        () -> new Failure("login-refused", bmc + " refused the login as " + credential.username()));
    }

    /**
     * Makes a request that carries the password; a refusal is an answer like others.
     *
     * @throws Failure {@code credential-rest}, {@code credential-changed} or {@code login-turn}; nothing has left then
     */
    public <T> T request(Bmc bmc, Credential credential, boolean forgiving, Attempt<Tried<T>> attempt)
            throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        ReentrantLock turn = turns.computeIfAbsent(bmc.toString(), name -> new ReentrantLock(true));
        if (!locked(turn)) {
            throw busy(bmc);
        }
        try {
            // Before the claim: a secret that is missing leaves none behind.
            String password = secrets.read(credential.vaultPath());
            return attempted(claim(bmc, credential, forgiving, until), forgiving, password, attempt);
        } finally {
            turn.unlock();
        }
    }

    private <T> T attempted(Claim claim, boolean forgiving, String password, Attempt<Tried<T>> attempt)
            throws IOException {
        Verdict verdict = Verdict.UNCLEAR;
        try {
            Tried<T> tried = attempt.with(password);
            verdict = tried.verdict();
            return tried.answer();
        } finally {
            switch (verdict) {
                case TAKEN -> uses.worked(claim);
                case REFUSED -> {
                    if (forgiving) {
                        uses.unclear(claim);
                    } else {
                        uses.failed(claim);
                    }
                }
                case UNCLEAR -> uses.unclear(claim);
            }
        }
    }

    private Claim claim(Bmc bmc, Credential credential, boolean forgiving, long until) {
        while (true) {
            switch (uses.turn(credential.id(), credential.version(), bmc.hostId(), forgiving)) {
                case LoginTurn.Go go -> {
                    Optional<Claim> claim =
                            uses.claim(credential.id(), credential.version(), bmc.hostId(), go, longest);
                    if (claim.isPresent()) {
                        return claim.get();
                    }
                }
                case LoginTurn.Rest rest -> throw resting(bmc, credential);
                case LoginTurn.Outdated outdated ->
                    throw new Failure(
                            "credential-changed",
                            "The credential " + credential.name() + " was changed while " + bmc + " was asked");
                case LoginTurn.Wait wait -> pause();
            }
            if (System.nanoTime() > until) {
                throw busy(bmc);
            }
        }
    }

    private boolean locked(ReentrantLock turn) {
        try {
            return turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("login-turn", "The hub ends");
        }
    }

    private static Failure busy(Bmc bmc) {
        return new Failure("login-turn", "Others are logging in to " + bmc + ", and there was no turn in time");
    }

    private static Failure resting(Bmc bmc, Credential credential) {
        return new Failure(
                "credential-rest",
                "The credential " + credential.name() + " was refused by " + bmc + " less than an hour ago");
    }
}
