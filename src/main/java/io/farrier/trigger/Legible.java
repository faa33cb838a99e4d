package io.farrier.trigger;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Whether all that a document says can be kept as it was said. A database keeps no NUL and no half of a character, and what is
 * written of them is another text; a number that is none any more once it was read would be another one.
 */
final class Legible {

    private Legible() {}

    /** @throws Unclear saying what it holds. A document is nested a thousand deep at most, Jackson sees to that */
    static void check(JsonNode node) {
        if (node.isTextual()) {
            check(node.textValue());
        } else if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            throw new Unclear("holds a number that is too large for one");
        } else {
            node.properties().forEach(field -> {
                check(field.getKey());
                check(field.getValue());
            });
            if (node.isArray()) {
                node.forEach(Legible::check);
            }
        }
    }

    /** @throws Unclear saying what it holds */
    static void check(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new Unclear("holds a NUL character, which no text has");
        }
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            if (Character.getType(text.codePointAt(at)) == Character.SURROGATE) {
                throw new Unclear("holds half a character (an unpaired surrogate), which no text has");
            }
        }
    }
}
