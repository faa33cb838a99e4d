package io.farrier.vault;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on credentials. No secret passes here in either direction. */
@Component("credentialApi")
class CredentialApi {

    record Asked(String name, String username, String vaultPath, Long hostId, String network, Integer priority) {}

    private final Credentials credentials;
    private final Bodies bodies;

    CredentialApi(Credentials credentials, Bodies bodies) {
        this.credentials = credentials;
        this.bodies = bodies;
    }

    public List<Credential> list() {
        return credentials.all();
    }

    public Made put(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = bodies.read(body, Asked.class);
        Credential credential = credentials.put(
                new Credential.Draft(
                        asked.name(),
                        asked.username(),
                        asked.vaultPath(),
                        asked.hostId(),
                        asked.network(),
                        asked.priority() == null ? 0 : asked.priority()),
                who);
        return new Made("/credentials/" + credential.id(), credential);
    }

    public void remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        credentials.remove(id, who);
    }
}
