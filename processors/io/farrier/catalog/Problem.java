package io.farrier.catalog;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What went wrong on the way to a file server, as an operator would say it. */
final class Problem {

    private Problem() {}

    static String sentence(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case UnknownHostException e ->
                "The name %s is not known. Check the address and the DNS.".formatted(e.getMessage());
            case ConnectException e ->
                "Nothing answers there (%s). Check the address, the port and the firewall.".formatted(e.getMessage());
            case SocketTimeoutException e -> "The server took too long (%s).".formatted(e.getMessage());
            case SSLException e -> "The server's certificate or TLS is not accepted: %s.".formatted(e.getMessage());
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() + "." : cause.getMessage();
        };
    }
}
