package io.farrier.trigger;

/** A message that can't be acted upon as it is; it is parked, with this sentence. */
public class Unclear extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Unclear(String sentence) {
        super(sentence);
    }
}
