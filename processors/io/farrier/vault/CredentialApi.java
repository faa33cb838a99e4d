package io.farrier.vault;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on credentials. No secret passes here in either direction. */
@Component("credentialApi")
class CredentialApi {

    record Asked(
            String name,
            String parent,
            String scope,
            Long hostId,
            String network,
            String cluster,
            Map<String, String> tags,
            String username,
            String vaultPath,
            Integer priority) {

        Profile.Draft draft() {
            return new Profile.Draft(
                    name,
                    parent,
                    scope,
                    hostId,
                    network,
                    cluster,
                    tags == null ? Map.of() : tags,
                    username,
                    vaultPath,
                    priority == null ? 0 : priority);
        }
    }

    /**
     * Which credential is used for a host, and why.
     *
     * @param credential its name; null: none covers the host
     * @param restsUntil nobody logs in there before, since it was refused
     */
    record Explained(
            long host,
            String credential,
            String username,
            Integer version,
            Instant workedAt,
            Instant restsUntil,
            String sentence,
            List<Resolution.Considered> considered) {}

    private final Credentials credentials;
    private final CredentialUses uses;
    private final Bodies bodies;

    CredentialApi(Credentials credentials, CredentialUses uses, Bodies bodies) {
        this.credentials = credentials;
        this.uses = uses;
        this.bodies = bodies;
    }

    public List<Profile> list() {
        return credentials.all();
    }

    public Made put(@Body String body, @Header(Headers.WHO) String who) {
        Profile profile = credentials.put(bodies.read(body, Asked.class).draft(), who);
        return new Made("/credentials/" + profile.id(), profile);
    }

    public void remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        credentials.remove(id, who);
    }

    public Explained explain(@Header("id") long id) {
        Resolution resolution = credentials.explain(id);
        Credential credential = resolution.credential();
        if (credential == null) {
            String none = "No credential covers this host, so nobody logs in to it.";
            return new Explained(id, null, null, null, null, null, none, resolution.considered());
        }
        CredentialUses.Use use = uses.use(credential.id(), credential.version(), id);
        return new Explained(
                id,
                credential.name(),
                credential.username(),
                credential.version(),
                use.workedAt(),
                use.restsUntil(),
                sentence(credential, use),
                resolution.considered());
    }

    private static String sentence(Credential credential, CredentialUses.Use use) {
        String login = "Logins are made with %s (user %s, version %d)"
                .formatted(credential.name(), credential.username(), credential.version());
        if (use.restsUntil() != null) {
            return "%s, but the BMC refused it, so there is none before %s: correct it, and it is tried at once."
                    .formatted(login, use.restsUntil());
        }
        return use.workedAt() == null
                ? login + "; it has not been tried there yet."
                : "%s; the BMC last took it at %s.".formatted(login, use.workedAt());
    }
}
