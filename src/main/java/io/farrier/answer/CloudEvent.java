package io.farrier.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.ledger.Cursor;
import java.time.Instant;

/**
 * An answer as CloudEvents 1.0 has it, structured. Source and id together are unique and the same each time it is sent.
 *
 * @param id of the ledger's line
 * @param farrierplace the {@link Cursor} behind it: a replay after it begins with the next
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String datacontenttype,
        String farrierplace,
        Body data) {

    public static final String MEDIA_TYPE = "application/cloudevents+json";

    /** @param facts what the event itself says, by its type */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Body(
            Stage stage,
            String sentence,
            Answer.Change change,
            Answer.Ci ci,
            Answer.Host host,
            Long planId,
            String plan,
            Long runId,
            String who,
            JsonNode facts) {}

    /** @param source what this hub calls itself */
    public static CloudEvent of(Answer answer, String source) {
        var event = answer.event();
        return new CloudEvent(
                "1.0",
                String.valueOf(event.id()),
                source,
                "farrier." + event.type(),
                answer.subject(),
                event.at(),
                "application/json",
                Cursor.after(event).toString(),
                new Body(
                        answer.stage(),
                        event.sentence(),
                        answer.change(),
                        answer.ci(),
                        answer.host(),
                        event.planId(),
                        answer.plan(),
                        event.runId(),
                        event.who(),
                        event.data()));
    }
}
