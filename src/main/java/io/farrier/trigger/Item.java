package io.farrier.trigger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/** A configuration item as a CMDB last said it: what it is like, or that it was retired. The newest word counts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Item(Latest<Said.Upserted> upserted, Latest<Said.Retired> retired) {

    static final Item UNHEARD_OF = new Item(null, null);

    Item with(Stamp stamp, Said.OfItem said) {
        return switch (said) {
            case Said.Upserted now -> new Item(Latest.of(upserted, new Latest<>(stamp, now)), retired);
            case Said.Retired now -> new Item(upserted, Latest.of(retired, new Latest<>(stamp, now)));
        };
    }

    /** The newest word of all, by which it is known where it is. */
    @JsonIgnore
    Latest<? extends Said.OfItem> newest() {
        return gone() ? retired : upserted;
    }

    /** Whether the newest word is that it is gone. */
    boolean gone() {
        return retired != null && (upserted == null || retired.stamp().compareTo(upserted.stamp()) > 0);
    }
}
