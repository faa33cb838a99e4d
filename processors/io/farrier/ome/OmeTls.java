package io.farrier.ome;

import io.farrier.transport.PinnedTrust;
import io.farrier.transport.SiteCa;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which certificate of an OME is taken: see {@link PinnedTrust}. */
@Configuration(proxyBeanMethods = false)
class OmeTls {

    @Bean("omeTlsContext")
    SSLContextParameters omeTlsContext(OmeLogins logins, @Value("${farrier.tls.ca:}") String ca)
            throws GeneralSecurityException, IOException {
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setTrustManager(new PinnedTrust("OME", new Memory(logins), SiteCa.of(ca)));
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        return parameters;
    }

    @Bean("omeAnswer")
    Timeout omeAnswer(@Value("${farrier.ome.answer}") Duration answer) {
        return Timeout.of(answer);
    }

    private record Memory(OmeLogins logins) implements PinnedTrust.Memory {

        @Override
        public Optional<PinnedTrust.Pin> pin(String host, int port) {
            return logins.pin(host, port).map(pin -> new PinnedTrust.Pin(pin.id(), pin.name(), pin.pin(), pin.by()));
        }

        @Override
        public void pinned(long id, String fingerprint) {
            logins.pinned(id, fingerprint);
        }

        @Override
        public void refused(long id, String fingerprint, String why) {
            logins.refused(id, fingerprint, why);
        }

        @Override
        public void trusted(long id) {
            logins.trusted(id);
        }
    }
}
