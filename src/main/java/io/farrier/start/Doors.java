package io.farrier.start;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.activemq.artemis.core.config.Configuration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the embedded broker lets messages from outside in; each protocol by a door of its own.
 *
 * @param amqp a port; 0: that protocol is not spoken. The others alike
 */
@ConfigurationProperties("farrier.trigger")
record Doors(String host, int amqp, int mqtt, int stomp, int core, Tls tls) {

    /** @param password where it is, a vault path */
    record Tls(String keyStore, String password, String trustStore, String trustPassword) {

        static final Tls NONE = new Tls("", "", "", "");

        Tls {
            keyStore = keyStore == null ? "" : keyStore;
            trustStore = trustStore == null ? "" : trustStore;
        }

        boolean used() {
            return !keyStore.isBlank();
        }
    }

    /** Reads a secret where a vault path says that it is. */
    interface Secret {
        String at(String vaultPath);
    }

    Doors {
        tls = tls == null ? Tls.NONE : tls;
    }

    void open(Configuration broker, Secret secret) throws Exception {
        for (Map.Entry<String, Integer> door : ports().entrySet()) {
            if (door.getValue() > 0) {
                broker.addAcceptorConfiguration(door.getKey(), address(door.getKey(), door.getValue(), secret));
            }
        }
    }

    private Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("amqp", amqp);
        ports.put("mqtt", mqtt);
        ports.put("stomp", stomp);
        ports.put("core", core);
        return ports;
    }

    private String address(String protocol, int port, Secret secret) {
        StringJoiner settings = new StringJoiner(";");
        settings.add("protocols=" + protocol.toUpperCase(java.util.Locale.ROOT));
        if (tls.used()) {
            settings.add("sslEnabled=true")
                    .add("keyStoreType=PKCS12")
                    .add("keyStorePath=" + tls.keyStore())
                    .add("keyStorePassword=" + secret.at(tls.password()));
            if (!tls.trustStore().isBlank()) {
                settings.add("needClientAuth=true")
                        .add("trustStoreType=PKCS12")
                        .add("trustStorePath=" + tls.trustStore())
                        .add("trustStorePassword=" + secret.at(tls.trustPassword()));
            }
        }
        return "tcp://%s:%d?%s".formatted(host, port, settings);
    }
}
