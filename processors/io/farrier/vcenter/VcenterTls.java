package io.farrier.vcenter;

import io.farrier.hub.Pace;
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

/**
 * Which certificate of a vCenter is taken: one of the site's own CA that is for its name, else the one that it showed first, as long
 * as that is valid. Any other waits for a person's word.
 */
@Configuration(proxyBeanMethods = false)
class VcenterTls {

    @Bean("vcenterTlsContext")
    SSLContextParameters vcenterTlsContext(VcenterLogins logins, @Value("${farrier.tls.ca:}") String ca)
            throws GeneralSecurityException, IOException {
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setTrustManager(new PinnedTrust("vCenter", new Memory(logins), SiteCa.of(ca)));
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        return parameters;
    }

    /** How long a vCenter may take for one answer: a turn of a run asks it for some, so less than a BMC. */
    @Bean("vcenterAnswer")
    Timeout vcenterAnswer(Pace pace, @Value("${farrier.vcenter.answer}") Duration answer) {
        Duration half = pace.answer().dividedBy(2);
        return Timeout.of(answer.compareTo(half) < 0 ? answer : half);
    }

    private record Memory(VcenterLogins logins) implements PinnedTrust.Memory {

        @Override
        public Optional<PinnedTrust.Pin> pin(String host, int port) {
            return logins.pin(host, port)
                    .map(pin -> new PinnedTrust.Pin(pin.vcenterId(), pin.name(), pin.pin(), pin.by()));
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
