package io.farrier.quiesce;

/** What was asked of a host's kind can't be told or done in this moment, and may be in the next. */
public class NotNow extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotNow(String sentence) {
        super(sentence);
    }
}
