package io.farrier.answer;

import io.farrier.ledger.Cursor;
import io.farrier.ledger.Event;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * An answer as a mail.
 *
 * @param id the same each time that it is sent, so that a mailbox knows what it has: {@code <5120.…@farrier>}
 */
public record Letter(String id, String subject, String text) {

    private static final int LONGEST = 120;

    /** @param source what this hub calls itself */
    public static Letter of(Answer answer, String source) {
        Event event = answer.event();
        String subject =
                "[Farrier] %s: %s".formatted(answer.subject(), event.sentence()).replaceAll("\\p{Cntrl}", " ");
        return new Letter(
                "<%d.%s@farrier>"
                        .formatted(event.id(), UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8))),
                subject.length() <= LONGEST ? subject : subject.substring(0, LONGEST) + "…",
                text(answer));
    }

    private static String text(Answer answer) {
        Event event = answer.event();
        StringBuilder text = new StringBuilder(event.sentence()).append("\n\n");
        line(text, "What", event.type() + " (" + answer.stage().word() + ")");
        line(text, "When", event.at());
        line(text, "Who", event.who());
        line(text, "Host", answer.host() == null ? null : answer.host().label());
        line(text, "Plan", answer.plan());
        line(text, "Change", answer.change() == null ? null : answer.change().number());
        line(text, "Run", event.runId());
        line(text, "Place in the ledger", Cursor.after(event));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        if (value != null) {
            text.append(name).append(": ").append(value).append('\n');
        }
    }
}
