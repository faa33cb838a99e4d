package io.farrier.hub;

/**
 * What was asked can't be done, and the asker can change that. The API answers with problem+json; nothing was changed.
 *
 * <p>The type is a stable word that programs may rely on; the sentence is for people: what is wrong, and what to do.
 */
public class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;
    private final int status;

    public Refused(String type, int status, String sentence) {
        super(sentence);
        this.type = type;
        this.status = status;
    }

    /** The request itself is wrong: 400. */
    public static Refused invalid(String sentence) {
        return new Refused("invalid", 400, sentence);
    }

    /** There is no such thing: 404. */
    public static Refused unknown(String sentence) {
        return new Refused("unknown", 404, sentence);
    }

    /** It does not fit the state that things are in: 409. */
    public static Refused conflict(String sentence) {
        return new Refused("conflict", 409, sentence);
    }

    public String type() {
        return type;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
