package io.farrier.trigger;

/** The newest word on something, by its own stamp. */
public record Latest<T>(Stamp stamp, T said) {

    /** The newer of two; either may be null. */
    static <T> Latest<T> of(Latest<T> a, Latest<T> b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.stamp().compareTo(b.stamp()) >= 0 ? a : b;
    }
}
