package io.farrier.transport.racadm;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.Gate;
import io.farrier.transport.LoginAttempts;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.springframework.stereotype.Component;

/** The door that every command goes out by, and its reply comes in by, where HTTPS carries it. */
@Component("racadmDoor")
class RacadmDoor {

    static final String ASK = "ask";

    /** Exchange property: the {@link RacadmCommand} that is wanted. */
    static final String COMMAND = "racadmCommand";

    /** Exchange property: its {@link RacadmReply}. */
    static final String REPLY = "racadmReply";

    /** Exchange property: the {@link RacadmUpload} that is to be there before the command; absent where none is. */
    static final String UPLOAD = "racadmUpload";

    private static final String CGI = "/cgi-bin/";

    private final Gate gate;
    private final LoginAttempts attempts;
    private final RacadmSessions sessions;

    RacadmDoor(Gate gate, LoginAttempts attempts, RacadmSessions sessions) {
        this.gate = gate;
        this.attempts = attempts;
        this.sessions = sessions;
    }

    /** The one question that needs no login. */
    public void discover(Exchange exchange, @ExchangeProperty(ASK) Ask ask) {
        gate.pass(exchange, ask, "GET", CGI + "discover");
        message(exchange, ask, "GET", "discover", null);
    }

    /** Makes the HTTP message of a command; what must not leave is refused here, in the last moment before it would. */
    public void out(
            Exchange exchange, @ExchangeProperty(ASK) Ask ask, @ExchangeProperty(COMMAND) RacadmCommand command) {
        String line = command.line();
        gate.pass(exchange, ask, "POST", command.toString());
        RacadmUpload upload = exchange.getProperty(UPLOAD, RacadmUpload.class);
        boolean forgiving = Forgiveness.of(exchange);
        String login = sessions.announce(ask.bmc(), attempts.credential(ask.bmc()), upload, forgiving);
        message(exchange, ask, "POST", "exec", CgiDocument.exec(line));
        exchange.getMessage().setHeader(RacadmSessions.LOGIN, login);
    }

    private static void message(Exchange exchange, Ask ask, String method, String action, byte[] body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(HttpConstants.HTTP_URI, ask.bmc().url() + CGI + action);
        message.setHeader(HttpConstants.HTTP_METHOD, method);
        if (body != null) {
            message.setHeader("Content-Type", "text/xml;charset=UTF-8");
        }
        message.setBody(body);
    }

    /** Reads the reply whole and leaves no header of it behind. */
    public void in(
            Exchange exchange, @ExchangeProperty(ASK) Ask ask, @ExchangeProperty(COMMAND) RacadmCommand command) {
        String what = command + " to " + ask.bmc();
        exchange.setProperty(REPLY, CgiDocument.reply(CgiDocument.response(body(exchange, what), what), what));
    }

    /** The body of an answer. @throws Failure where HTTP itself says no */
    static byte[] body(Exchange exchange, String what) {
        Message message = exchange.getMessage();
        int status = message.getHeader(HttpConstants.HTTP_RESPONSE_CODE, 0, Integer.class);
        try (InputStream in = message.getBody(InputStream.class)) {
            byte[] body = in == null ? new byte[0] : in.readAllBytes();
            if (status != 200) {
                throw new Failure("HTTP" + status, status, what + " was answered by HTTP status " + status, null);
            }
            return body;
        } catch (IOException e) {
            throw new Failure("reset", "The answer to " + what + " broke off: " + e.getMessage());
        } finally {
            message.removeHeaders("*");
            message.setBody(null);
        }
    }
}
