package io.farrier.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * What of a span may leave the hub. Camel's decorators write down whole addresses of endpoints, users, statements and the
 * messages of exceptions; in each there may be a password, a token or a signed link. So what is named here is kept, and
 * nothing else.
 */
final class Discretion {

    /** Begins the names of what the hub itself wrote. */
    static final String OURS = "farrier.";

    static final AttributeKey<String> BMC = AttributeKey.stringKey("farrier.bmc");

    private static final String URL = "http.url";
    private static final Set<String> KEPT = Set.of(
            "component",
            "op",
            "error",
            "error.type",
            "http.method",
            "http.status_code",
            "messaging.destination.name",
            "messaging.message.id");

    private Discretion() {}

    static Attributes kept(Attributes all) {
        boolean device = all.get(BMC) != null;
        AttributesBuilder kept = Attributes.builder();
        all.forEach((key, value) -> {
            String name = key.getKey();
            if (name.startsWith(OURS) || KEPT.contains(name)) {
                kept.put(name, value.toString());
            } else if (name.equals(URL)) {
                String url = url(value.toString(), device);
                if (url != null) {
                    kept.put(name, url);
                }
            }
        });
        return kept.build();
    }

    /**
     * Without user, query and fragment. The path is kept only at a BMC's, where it says what was asked; at a subscriber's
     * or a mirror's it may be the secret itself.
     *
     * @return null where it is no address
     */
    static String url(String whole, boolean device) {
        try {
            URI uri = new URI(whole);
            return uri.getHost() == null
                    ? null
                    : new URI(
                                    uri.getScheme(),
                                    null,
                                    uri.getHost(),
                                    uri.getPort(),
                                    device ? uri.getPath() : null,
                                    null,
                                    null)
                            .toString();
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
