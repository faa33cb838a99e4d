package io.farrier.answer;

import io.farrier.hub.Headers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The answer as a line of syslog, and where it goes: exchange properties that the route's address is made of. */
@Component("syslogPost")
class SyslogPost {

    private final Fence fence;
    private final Syslog syslog;

    SyslogPost(
            Fence fence,
            @Value("${farrier.answer.syslog.facility}") int facility,
            @Value("${farrier.answer.syslog.host}") String host)
            throws UnknownHostException {
        this.fence = fence;
        this.syslog =
                new Syslog(facility, host.isBlank() ? InetAddress.getLocalHost().getHostName() : host);
    }

    public void out(
            Exchange exchange,
            @ExchangeProperty(AnswerTurn.SUBSCRIPTION) Subscription subscription,
            @ExchangeProperty(Headers.ANSWER) Answer answer)
            throws UnknownHostException {
        Receiving where = Receiving.of(subscription.address());
        InetAddress address = InetAddress.getByName(where.host());
        if (!fence.lets(address)) {
            throw NotTaken.yet(
                    "%s (%s) is no public address, and farrier.answer.allowed does not have it."
                            .formatted(where.host(), address.getHostAddress()),
                    null);
        }
        boolean tls = where.way().equals("tls");
        boolean datagram = where.way().equals("udp");
        exchange.setProperty("syslogProtocol", datagram ? "udp" : "tcp");
        // As it was resolved just now; of TLS the name, which the certificate must show.
        exchange.setProperty("syslogHost", tls ? where.host() : host(address));
        exchange.setProperty("syslogPort", where.port());
        exchange.setProperty("syslogTls", tls);
        byte[] line = syslog.line(answer);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(datagram ? line : Syslog.framed(line));
    }

    private static String host(InetAddress address) {
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}
