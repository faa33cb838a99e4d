package io.farrier.transport;

import io.farrier.hub.Pace;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Whom we talk to. A chain that ends in the site's own CA is trusted; any other certificate is pinned when it is first
 * seen at an address, and from then on only that one is taken. Names are not compared: an iDRAC's certificate names a
 * service tag, not an address.
 */
@Configuration(proxyBeanMethods = false)
class BmcTls {

    @Bean("bmcTlsContext")
    SSLContextParameters context(Pins pins, @Value("${farrier.tls.ca:}") String ca)
            throws GeneralSecurityException, IOException {
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setTrustManager(new Pinned(pins, SiteCa.of(ca)));
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        return parameters;
    }

    @Bean("anyName")
    NoopHostnameVerifier anyName() {
        return NoopHostnameVerifier.INSTANCE;
    }

    /** How long a BMC may take for an answer. The route asks it for its milliseconds: Camel does not read "60s" here. */
    @Bean("bmcAnswer")
    Timeout answer(Pace pace) {
        return Timeout.of(pace.answer());
    }

    /** How long a BMC may look at a package that was sent to it. */
    @Bean("bmcTaken")
    Timeout taken(@Value("${farrier.files.taken}") Duration taken) {
        return Timeout.of(taken);
    }

    /** Trust by the site's CA, else by the pin of the address that is spoken to. */
    private static final class Pinned extends X509ExtendedTrustManager {

        private final Pins pins;
        private final X509TrustManager site;

        Pinned(Pins pins, X509TrustManager site) {
            this.pins = pins;
            this.site = site;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            String address = socket instanceof SSLSocket tls && tls.getHandshakeSession() != null
                    ? tls.getHandshakeSession().getPeerHost()
                    : socket.getInetAddress().getHostAddress();
            check(chain, authType, address, socket.getPort());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain, authType, engine.getPeerHost(), engine.getPeerPort());
        }

        private void check(X509Certificate[] chain, String authType, String address, int port)
                throws CertificateException {
            if (site != null) {
                try {
                    site.checkServerTrusted(chain, authType);
                    return;
                } catch (CertificateException notTheSites) {
                    // Then its pin decides.
                }
            }
            pins.check(address, port, chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("A certificate is judged only together with its address");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("Nobody connects to us here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
