package io.farrier.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.transport.Gate;
import io.farrier.vault.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;

/** One request to a ticket system and what came of it. A login that was refused is not tried again until it is another. */
@Component("ticketDoor")
class TicketDoor {

    /** Bytes of an answer; what is longer was not asked for. */
    private static final int LARGEST = 1_000_000;

    private final Secrets secrets;
    private final ObjectMapper json;
    private final Timeout timeOut;
    private final BCryptPasswordEncoder hashes = new BCryptPasswordEncoder();

    TicketDoor(Secrets secrets, ObjectMapper json, @Qualifier("answerTimeOut") Timeout timeOut) {
        this.secrets = secrets;
        this.json = json;
        this.timeOut = timeOut;
    }

    public void out(
            Exchange exchange,
            @ExchangeProperty(AnswerTurn.SUBSCRIPTION) Subscription subscription,
            @ExchangeProperty(Ticket.REQUEST) Ticket.Request request) {
        if (subscription.refused() != null && hashes.matches(digest(subscription), subscription.refused())) {
            throw NotTaken.yet(
                    "%s refused the login at %s. It rests until that is another one, or until resume tries it again."
                            .formatted(subscription.address(), subscription.secret()),
                    null);
        }
        long left = exchange.getProperty(Gate.LEASE_ENDS, Long.class) - System.nanoTime();
        if (left < timeOut.toNanoseconds() * 2) {
            throw NotTaken.yet(
                    "%s is too slow: there was no time left in this turn.".formatted(subscription.address()), null);
        }
        Message message = exchange.getMessage();
        String[] path = request.path().split("\\?", 2);
        message.removeHeaders("*");
        message.setHeader(HttpConstants.HTTP_URI, subscription.address() + path[0]);
        if (path.length == 2) {
            message.setHeader(HttpConstants.HTTP_QUERY, path[1]);
        }
        message.setHeader(HttpConstants.HTTP_METHOD, request.verb());
        message.setHeader("Accept", "application/json");
        message.setHeader("Content-Type", "application/json");
        message.setHeader("User-Agent", "Farrier");
        if (subscription.secret() != null) {
            message.setHeader(AnswerHttp.SECRET, subscription.secret());
        }
        message.setBody(request.body());
    }

    /** Leaves the JSON that was answered; anything else is why it was not taken. */
    public void in(
            Exchange exchange,
            @ExchangeProperty(AnswerTurn.SUBSCRIPTION) Subscription subscription,
            @ExchangeProperty(Ticket.REQUEST) Ticket.Request request)
            throws IOException {
        Message message = exchange.getMessage();
        int status = message.getHeader(HttpConstants.HTTP_RESPONSE_CODE, 0, Integer.class);
        String type = message.getHeader("Content-Type", "", String.class);
        String retryAfter = message.getHeader("Retry-After", String.class);
        byte[] body;
        try (InputStream in = message.getBody(InputStream.class)) {
            body = in == null ? new byte[0] : in.readNBytes(LARGEST);
        }
        message.removeHeaders("*");
        message.setBody(null);
        String who = subscription.address();
        if (status == 401) {
            throw NotTaken.refused(
                    "%s refused the login at %s (401). It rests until that is another one; resume tries it again."
                            .formatted(who, subscription.secret()),
                    subscription.secret() == null ? null : hashes.encode(digest(subscription)));
        }
        if (status / 100 == 3) {
            throw NotTaken.yet("%s answered %d: redirects are not followed.".formatted(who, status), null);
        }
        if (status == 429 || status / 100 == 5) {
            throw NotTaken.yet(
                    "%s answered %d to %s.".formatted(who, status, request.line()),
                    Asked.of(retryAfter, Instant.now()));
        }
        JsonNode reply = status == 204 ? json.createObjectNode() : type.contains("json") ? read(body) : null;
        if (reply == null || !reply.isObject()) {
            throw NotTaken.yet(
                    "At %s no %s answers (%d, %s instead of JSON). Check the address; a proxy, a login page or a hibernating instance may be before it."
                            .formatted(who, subscription.kind(), status, type.isEmpty() ? "nothing" : type),
                    null);
        }
        if (status / 100 != 2) {
            throw NotTaken.yet(
                    "%s answered %d to %s: %s"
                            .formatted(
                                    who,
                                    status,
                                    request.line(),
                                    reply.at("/error/message").asText("it does not say why")),
                    null);
        }
        exchange.setProperty(Ticket.REPLY, reply);
    }

    private JsonNode read(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    /** BCrypt looks at 72 bytes only, and a token may be longer. */
    private String digest(Subscription subscription) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(secrets.read(subscription.secret()).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
