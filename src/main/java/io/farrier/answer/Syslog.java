package io.farrier.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.ledger.Cursor;
import io.farrier.ledger.Event;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Answers as lines of syslog (RFC 5424), and their frames on a stream (RFC 6587, octet counting).
 *
 * @param facility 0 to 23; 16 is local0
 * @param host what this hub calls its host
 */
public record Syslog(int facility, String host) {

    /** Octets that every receiver should take (RFC 5424, 6.1). */
    public static final int LARGEST = 2048;

    /** The number that RFC 5612 sets aside: no structured data of another can be taken for it within a site. */
    private static final String SAID = "farrier@32473";

    /** Six digits of a second: more is not allowed. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final int ERROR = 3;
    private static final int WARNING = 4;
    private static final int INFORMATIONAL = 6;

    /** Last words of types that somebody should look at. */
    private static final Set<String> WORRIES = Set.of(
            "needs-human",
            "refused",
            "paused",
            "disproven",
            "gave-up",
            "failing",
            "halted",
            "stumbled",
            "parked",
            "nowhere");

    /** Without a frame, as a datagram holds it. */
    public byte[] line(Answer answer) {
        Event event = answer.event();
        String head = "<%d>1 %s %s farrier - %s %s \ufeff"
                .formatted(
                        facility * 8 + severity(event),
                        TIME.format(event.at()),
                        word(host, 255),
                        word(event.type(), 32),
                        data(answer));
        return cut(head + plain(event.sentence()));
    }

    /** As it goes over TCP and TLS. */
    public static byte[] framed(byte[] line) {
        byte[] count = (line.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[count.length + line.length];
        System.arraycopy(count, 0, frame, 0, count.length);
        System.arraycopy(line, 0, frame, count.length, line.length);
        return frame;
    }

    private static int severity(Event event) {
        String last = event.type().substring(event.type().lastIndexOf('.') + 1);
        JsonNode state = event.data() == null ? null : event.data().get("state");
        if (last.equals("failed")
                || last.equals("ended") && state != null && state.asText().equals("failed")) {
            return ERROR;
        }
        return WORRIES.contains(last) ? WARNING : INFORMATIONAL;
    }

    private static String data(Answer answer) {
        Event event = answer.event();
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("id", event.id());
        said.put("place", Cursor.after(event));
        said.put("type", event.type());
        said.put("stage", answer.stage().word());
        said.put("who", event.who());
        said.put("hostId", event.hostId());
        said.put("host", answer.host() == null ? null : answer.host().label());
        said.put("planId", event.planId());
        said.put("plan", answer.plan());
        said.put("runId", event.runId());
        said.put("change", answer.change() == null ? null : answer.change().number());
        StringBuilder data = new StringBuilder("[").append(SAID);
        said.forEach((name, value) -> {
            if (value != null) {
                data.append(' ')
                        .append(name)
                        .append("=\"")
                        .append(plain(String.valueOf(value)).replaceAll("([\"\\\\\\]])", "\\\\$1"))
                        .append('"');
            }
        });
        return data.append(']').toString();
    }

    /** Printable ASCII without blanks; a dash where nothing is left. */
    private static String word(String text, int longest) {
        String word = text == null ? "" : text.replaceAll("[^!-~]", "");
        return word.isEmpty() ? "-" : word.substring(0, Math.min(longest, word.length()));
    }

    /** Nothing in a message may look like the end of it. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /** No longer than is allowed, and no half of a character at the end. */
    private static byte[] cut(String text) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        if (all.length <= LARGEST) {
            return all;
        }
        int end = LARGEST;
        while ((all[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(all, end);
    }
}
