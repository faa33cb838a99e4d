package io.farrier.quiesce;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Why somebody on the network was not reached, in a sentence. */
public final class Unreached {

    private Unreached() {}

    /** @param whom as people know it; @return empty where the exception is of another kind */
    public static Optional<String> sentence(Throwable thrown, String whom) {
        SSLException tls = null;
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            switch (t) {
                case NotNow notNow -> {
                    return Optional.of(notNow.getMessage() + ".");
                }
                case CertificateException certificate -> {
                    return Optional.of(certificate.getMessage() + ".");
                }
                case ConnectTimeoutException e -> {
                    return Optional.of(whom + " did not take the connection in time.");
                }
                case ConnectionRequestTimeoutException e -> {
                    return Optional.of("All connections to " + whom + " were in use.");
                }
                case ConnectException e -> {
                    return Optional.of(
                            whom + " refused the connection: nothing listens there, or a firewall is before it.");
                }
                case NoRouteToHostException e -> {
                    return Optional.of("There is no route to " + whom + ".");
                }
                case UnknownHostException e -> {
                    return Optional.of("The name of " + whom + " does not resolve.");
                }
                case SocketTimeoutException e -> {
                    return Optional.of(whom + " did not answer in time.");
                }
                case NoHttpResponseException e -> {
                    return Optional.of(whom + " closed the connection without an answer.");
                }
                // As Netty says it, also where it closed it itself since nothing was read.
                case ClosedChannelException e -> {
                    return Optional.of("The connection to " + whom + " was closed before all of it had left.");
                }
                case SocketException e -> {
                    return Optional.of(whom + " broke the connection off.");
                }
                // What is inside says more.
                case SSLException e -> tls = e;
                default -> {}
            }
        }
        return tls == null ? Optional.empty() : Optional.of("TLS with " + whom + " failed: " + tls.getMessage() + ".");
    }
}
