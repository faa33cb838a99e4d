package io.farrier.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.ledger.Cursor;
import io.farrier.ledger.Event;
import io.farrier.ledger.Told;

/** An event as it is told, written once for all who hear it. */
record Said(Cursor place, String json) {

    static Said of(Event event, ObjectMapper json) {
        try {
            return new Said(Cursor.after(event), json.writeValueAsString(Told.of(event)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event " + event.id() + " can't be written as JSON", e);
        }
    }
}
