package io.farrier.lab.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/** A key and its certificate chain, leaf first. */
public record Identity(PrivateKey key, X509Certificate[] chain) {
    /**
     * A TLS server of its own: what a client kept from another identity, or from before a restart, resumes nothing here,
     * so every change of the certificate is seen.
     */
    public SslContext server() {
        try {
            return SslContextBuilder.forServer(key, chain)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS for " + chain[0].getSubjectX500Principal(), e);
        }
    }
}
