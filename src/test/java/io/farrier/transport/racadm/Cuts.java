package io.farrier.transport.racadm;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.transport.Failure;
import java.util.List;
import java.util.function.Supplier;

/** What may come of a list whose text is cut off: a refusal, or whole items from its beginning. A half-read item never. */
final class Cuts {

    private Cuts() {}

    static <T> void refusedOrShorter(Supplier<List<T>> reading, List<T> whole) {
        try {
            List<T> read = reading.get();
            assertThat(read).isEqualTo(whole.subList(0, read.size()));
        } catch (Failure refused) {
            assertThat(refused.code()).isEqualTo("garbled");
        }
    }
}
