package io.farrier.trigger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.farrier.trigger.Said.Opening;

/**
 * A change as all messages about it say it together. Each message is folded in by its own stamp, so late, repeated, reordered
 * and contradictory ones end in the same state: of approvals and of windows the newest word counts, and a change that was ever
 * cancelled is cancelled.
 *
 * @param window from the newest approval or rescheduling that names one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Change(Latest<Said.Approved> approved, Latest<Opening> window, Latest<Said.Cancelled> cancelled) {

    public static final Change UNHEARD_OF = new Change(null, null, null);

    public Change with(Stamp stamp, Said.OfChange said) {
        return switch (said) {
            case Said.Approved now ->
                new Change(
                        Latest.of(approved, new Latest<>(stamp, now)),
                        now.window() == null ? window : Latest.of(window, new Latest<>(stamp, now.window())),
                        cancelled);
            case Said.Rescheduled now ->
                new Change(approved, Latest.of(window, new Latest<>(stamp, now.window())), cancelled);
            case Said.Cancelled now -> new Change(approved, window, Latest.of(cancelled, new Latest<>(stamp, now)));
        };
    }

    /** What both say together; the order makes no difference. */
    public Change with(Change other) {
        return new Change(
                Latest.of(approved, other.approved),
                Latest.of(window, other.window),
                Latest.of(cancelled, other.cancelled));
    }

    @JsonIgnore
    boolean isCancelled() {
        return cancelled != null;
    }

    /** What a plan of it would be made from, but for its window. */
    @JsonIgnore
    String digest() {
        return approved == null ? null : approved.stamp().digest();
    }
}
