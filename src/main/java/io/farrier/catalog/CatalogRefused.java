package io.farrier.catalog;

/** A catalog can't be taken, and asking again would not help. The message is a sentence that says what to change. */
public class CatalogRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CatalogRefused(String sentence) {
        super(sentence);
    }

    public CatalogRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
