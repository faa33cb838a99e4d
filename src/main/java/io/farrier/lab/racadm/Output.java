package io.farrier.lab.racadm;

import io.farrier.lab.device.Message;
import java.util.List;

/**
 * What a command says, and its exit code.
 *
 * @param text ends in a line's end
 */
record Output(int exit, String text) {
    private static final int FAILED = 1;

    static Output of(String text) {
        return new Output(0, text);
    }

    static Output said(Message message, String... args) {
        return of(message.id() + ": " + message.text(List.of(args)) + "\n");
    }

    static Output error(Message message, String... args) {
        return new Output(FAILED, "ERROR: " + message.id() + " : " + message.text(List.of(args)) + "\n");
    }

    static Output error(String text) {
        return new Output(FAILED, "ERROR: " + text + "\n");
    }

    /** The first half: what is left where the text breaks off in the middle. */
    String half() {
        return text.substring(0, text.length() / 2);
    }
}
