package io.farrier.transport;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.springframework.stereotype.Component;

/** Which headers travel to a BMC, and which of its come back: those that are named here, and no other. */
@Component("bmcHeaders")
class BmcHeaders implements HeaderFilterStrategy {

    private static final Set<String> OUT = Set.of("accept", "content-type", "if-match", "farrier-bmc", "farrier-login");
    private static final Set<String> IN = Set.of("location", "etag", "retry-after", "content-type");

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return value == null || !OUT.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !IN.contains(name.toLowerCase(Locale.ROOT));
    }
}
