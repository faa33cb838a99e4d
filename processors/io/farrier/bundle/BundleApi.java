package io.farrier.bundle;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Made;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The API's operations on bundles, but for those that stream: see BundleDoor. */
@Component("bundleApi")
class BundleApi {

    record Named(String file) {}

    record NewKey(String name, String publicKey) {}

    record Key(String node, String publicKey) {}

    private final Bundles bundles;
    private final BundleKeys keys;
    private final Bodies bodies;
    private final Life life;
    private final Path folder;

    BundleApi(
            Bundles bundles,
            BundleKeys keys,
            Bodies bodies,
            Life life,
            @Value("${farrier.bundle.folder}") Path folder) {
        this.bundles = bundles;
        this.keys = keys;
        this.bodies = bodies;
        this.life = life;
        this.folder = folder;
    }

    public BundleManifest preview(@Body String body, @Header(Headers.WHO) String who) throws IOException {
        return bundles.draft(bodies.read(body, Bundles.Asked.class), who).manifest();
    }

    /** Opens a bundle that lies in the folder for them; the name is one, not a path. */
    public InputStream open(@Body String body) throws IOException {
        String name = bodies.read(body, Named.class).file();
        if (name == null || !name.matches("[\\w-][\\w.-]{0,200}")) {
            throw Refused.invalid("file is the name of a bundle in the folder %s, without a path.".formatted(folder));
        }
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw Refused.unknown("There is no %s in the folder %s (farrier.bundle.folder).".formatted(name, folder));
        }
        return Files.newInputStream(file);
    }

    public Key key() {
        return new Key(life.node(), keys.own());
    }

    public List<BundleKeys.Trusted> trusted() {
        return keys.trusted();
    }

    public Made trust(@Body String body, @Header(Headers.WHO) String who) {
        NewKey asked = bodies.read(body, NewKey.class);
        BundleKeys.Trusted key = keys.trust(asked.name(), asked.publicKey(), who);
        return new Made("/bundles/trusted-keys", key);
    }

    public String distrust(@Header("name") String name, @Header(Headers.WHO) String who) {
        keys.distrust(name, who);
        return "done";
    }
}
