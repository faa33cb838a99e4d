package io.farrier.vault;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on the local vault. A secret comes in here and goes out by no way. */
@Component("secretApi")
class SecretApi {

    record Asked(String value) {
        @Override
        public String toString() {
            return "a secret";
        }
    }

    private final LocalVault vault;
    private final Bodies bodies;

    SecretApi(LocalVault vault, Bodies bodies) {
        this.vault = vault;
        this.bodies = bodies;
    }

    public List<LocalVault.Kept> list() {
        return vault.all();
    }

    public String put(@Header("name") String name, @Body String body, @Header(Headers.WHO) String who) {
        vault.put(name, bodies.read(body, Asked.class).value(), who);
        return "done";
    }

    public void remove(@Header("name") String name, @Header(Headers.WHO) String who) {
        vault.remove(name, who);
    }
}
