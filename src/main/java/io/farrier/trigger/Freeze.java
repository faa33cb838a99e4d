package io.farrier.trigger;

import com.fasterxml.jackson.annotation.JsonInclude;

/** A time in which nothing is begun in its scope, as the messages about it say together. One that has ended stays ended. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Freeze(Latest<Said.FreezeStarted> started, Latest<Said.FreezeEnded> ended) {

    static final Freeze UNHEARD_OF = new Freeze(null, null);

    Freeze with(Stamp stamp, Said.OfFreeze said) {
        return switch (said) {
            case Said.FreezeStarted now -> new Freeze(Latest.of(started, new Latest<>(stamp, now)), ended);
            case Said.FreezeEnded now -> new Freeze(started, Latest.of(ended, new Latest<>(stamp, now)));
        };
    }
}
