package io.farrier.transport;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;

/**
 * Which certificate of a configured server is taken: one of the site's own CA that is for its name, else the one that it showed
 * first, as long as that is valid. Any other waits for a person's word.
 */
public final class PinnedTrust extends X509ExtendedTrustManager {

    /** The certificate is not taken; the message says why and what to do. */
    public static final class Untrusted extends CertificateException {
        private static final long serialVersionUID = 1L;

        Untrusted(String sentence) {
            super(sentence);
        }
    }

    /** @param by who took it as the right one; null: it was the first that was seen */
    public record Pin(long id, String name, String pin, String by) {}

    /** What was pinned, kept for all hubs. */
    public interface Memory {
        Optional<Pin> pin(String host, int port);

        /** Pins it, where none was. */
        void pinned(long id, String fingerprint);

        void refused(long id, String fingerprint, String why);

        /** It shows one that is trusted: what was refused before is of no interest. */
        void trusted(long id);
    }

    private final DefaultHostnameVerifier names = new DefaultHostnameVerifier();
    private final Memory memory;
    private final String what;
    private final X509TrustManager site;

    /** @param what those are that it is for: "vCenter" */
    public PinnedTrust(String what, Memory memory, X509TrustManager site) {
        this.what = what;
        this.memory = memory;
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

    private void check(X509Certificate[] chain, String authType, String host, int port) throws CertificateException {
        Pin pin = memory.pin(host, port)
                .orElseThrow(() -> new Untrusted("%s:%d is no %s of this hub".formatted(host, port, what)));
        if (site != null && ofTheSite(chain, authType, host)) {
            memory.trusted(pin.id());
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
            memory.pinned(pin.id(), seen);
            return;
        }
        if (!seen.equals(pin.pin())) {
            throw refused(
                    pin,
                    seen,
                    "%s shows another certificate (%s…) than the pinned one (%s…): accept it if it was renewed, else somebody is in between"
                            .formatted(
                                    pin.name(), seen.substring(0, 16), pin.pin().substring(0, 16)));
        }
    }

    private Untrusted refused(Pin pin, String seen, String why) {
        memory.refused(pin.id(), seen, why + ".");
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
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
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
