package io.farrier.vcenter;

import io.farrier.hub.Pace;
import io.farrier.transport.SiteCa;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
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

    /** The certificate is not taken; the message says why and what to do. */
    static final class Untrusted extends CertificateException {
        private static final long serialVersionUID = 1L;

        Untrusted(String sentence) {
            super(sentence);
        }
    }

    @Bean("vcenterTlsContext")
    SSLContextParameters vcenterTlsContext(VcenterLogins logins, @Value("${farrier.tls.ca:}") String ca)
            throws GeneralSecurityException, IOException {
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setTrustManager(new Trust(logins, SiteCa.of(ca)));
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

    private static final class Trust extends X509ExtendedTrustManager {

        private final DefaultHostnameVerifier names = new DefaultHostnameVerifier();
        private final VcenterLogins logins;
        private final X509TrustManager site;

        Trust(VcenterLogins logins, X509TrustManager site) {
            this.logins = logins;
            this.site = site;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            String host = socket instanceof SSLSocket tls && tls.getHandshakeSession() != null
                    ? tls.getHandshakeSession().getPeerHost()
                    : socket.getInetAddress().getHostAddress();
            check(chain, authType, host, socket.getPort());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain, authType, engine.getPeerHost(), engine.getPeerPort());
        }

        private void check(X509Certificate[] chain, String authType, String host, int port)
                throws CertificateException {
            VcenterLogins.Pin pin = logins.pin(host, port)
                    .orElseThrow(() -> new Untrusted("%s:%d is no vCenter of this hub".formatted(host, port)));
            if (site != null && ofTheSite(chain, authType, host)) {
                logins.trusted(pin.vcenterId());
                return;
            }
            String seen = fingerprint(chain[0]);
            if (seen.equals(pin.pin()) && pin.by() != null) {
                return;
            }
            if (chain[0].getNotAfter().before(new Date())) {
                throw refused(
                        pin,
                        seen,
                        "The certificate of %s expired at %s: renew it, or accept it as it is"
                                .formatted(pin.name(), chain[0].getNotAfter().toInstant()));
            }
            if (pin.pin() == null) {
                logins.pinned(pin.vcenterId(), seen);
                return;
            }
            if (!seen.equals(pin.pin())) {
                throw refused(
                        pin,
                        seen,
                        "%s shows another certificate (%s…) than the pinned one (%s…): accept it if it was renewed, else somebody is in between"
                                .formatted(
                                        pin.name(),
                                        seen.substring(0, 16),
                                        pin.pin().substring(0, 16)));
            }
        }

        private Untrusted refused(VcenterLogins.Pin pin, String seen, String why) {
            logins.refused(pin.vcenterId(), seen, why + ".");
            return new Untrusted(why);
        }

        private boolean ofTheSite(X509Certificate[] chain, String authType, String host) {
            try {
                site.checkServerTrusted(chain, authType);
                names.verify(host, chain[0]);
                return true;
            } catch (CertificateException | SSLException e) {
                return false;
            }
        }

        private static String fingerprint(X509Certificate certificate) throws CertificateException {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java has SHA-256", e);
            }
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
