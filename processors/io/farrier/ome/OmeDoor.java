package io.farrier.ome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Refused;
import io.farrier.quiesce.NotNow;
import io.farrier.transport.Gate;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The door that every request to an OME goes out by, and every reply comes in by. It only reads. */
@Component("omeDoor")
class OmeDoor {

    /** Exchange properties: whom to ask, which path, and what was answered (null for a session that was given back). */
    static final String OME = "ome";

    static final String NEXT = "omeNext";
    static final String REPLY = "omeReply";

    /** Bytes; a page of a hundred devices with all that an OME knows of them is a tenth of it. */
    private static final int LARGEST = 32 << 20;

    private final ObjectMapper json;
    private final Timeout answer;

    OmeDoor(ObjectMapper json, @Qualifier("omeAnswer") Timeout answer) {
        this.json = json;
        this.answer = answer;
    }

    public void out(Exchange exchange, @ExchangeProperty(OME) Ome ome, @ExchangeProperty(NEXT) String path) {
        Long ends = exchange.getProperty(Gate.LEASE_ENDS, Long.class);
        boolean leaving = path == null;
        if (!leaving && ends != null && ends - System.nanoTime() < answer.toNanoseconds()) {
            throw new NotNow(
                    "There was no time left in this turn to ask %s for %s; farrier.ome.lease is too short for it"
                            .formatted(ome, path));
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        message.setHeader(HttpConstants.HTTP_URI, ome.url() + (leaving ? OmeSessions.SESSIONS : path));
        message.setHeader(HttpConstants.HTTP_METHOD, leaving ? "DELETE" : "GET");
        message.setHeader("Accept", "application/json");
        message.setHeader(OmeSessions.OME, ome.id() + (leaving ? OmeSessions.LEAVE : ""));
    }

    /** The next request gives the session back. */
    public void leave(Exchange exchange) {
        exchange.removeProperty(NEXT);
    }

    /** Reads the answer and leaves no header of it behind. @throws Refused for what is no answer of an OME */
    public void in(Exchange exchange, @ExchangeProperty(OME) Ome ome, @ExchangeProperty(NEXT) String path)
            throws IOException {
        Message message = exchange.getMessage();
        int status = message.getHeader(HttpConstants.HTTP_RESPONSE_CODE, 0, Integer.class);
        byte[] bytes;
        try (InputStream in = message.getBody(InputStream.class)) {
            bytes = in == null ? new byte[0] : in.readNBytes(LARGEST + 1);
        }
        message.removeHeaders("*");
        message.setBody(null);
        if (path == null) {
            return;
        }
        if (bytes.length > LARGEST) {
            throw new Refused(
                    "no-ome",
                    409,
                    "%s answers more than %d MB to %s, which no OpenManage Enterprise does: check the url."
                            .formatted(ome, LARGEST >> 20, path));
        }
        if (status == 429 || status >= 500) {
            throw new NotNow("%s answers %d to %s: it starts or is overloaded".formatted(ome, status, path));
        }
        if (status == 403) {
            throw new Refused(
                    "ome",
                    409,
                    "%s does not let %s read %s: give the account the role Viewer, with all devices in its scope."
                            .formatted(ome, ome.username(), path));
        }
        exchange.setProperty(REPLY, read(ome, path, status, bytes));
    }

    private JsonNode read(Ome ome, String path, int status, byte[] bytes) {
        try {
            JsonNode read = json.readTree(bytes);
            if (status == 200 && read.isObject()) {
                return read;
            }
        } catch (IOException e) {
            // It is said below, with the status.
        }
        throw new Refused(
                "no-ome",
                409,
                "The answer of %s to %s (%d) is none of an OpenManage Enterprise: check the url; a proxy may be before it."
                        .formatted(ome, path, status));
    }
}
