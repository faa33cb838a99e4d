package io.farrier.lab.wsman;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An XML element to be written: it has children or a text.
 *
 * @param attributes with their prefixes; namespace declarations too
 */
record Tag(String name, Map<String, String> attributes, List<Tag> children, String text) {

    static Tag of(String name, Tag... children) {
        return of(name, List.of(children));
    }

    static Tag of(String name, List<Tag> children) {
        return new Tag(name, Map.of(), children, null);
    }

    /** A value; null is written as nil, which is how a device says that it has none. */
    static Tag text(String name, String text) {
        return text == null
                ? new Tag(name, Map.of("xsi:nil", "true"), List.of(), null)
                : new Tag(name, Map.of(), List.of(), text);
    }

    Tag with(String attribute, String value) {
        Map<String, String> more = new LinkedHashMap<>(attributes);
        more.put(attribute, value);
        return new Tag(name, more, children, text);
    }

    void write(StringBuilder out) {
        out.append('<').append(name);
        attributes.forEach((attribute, value) -> out.append(' ')
                .append(attribute)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        if (children.isEmpty() && (text == null || text.isEmpty())) {
            out.append("/>");
            return;
        }
        out.append('>');
        if (text != null) {
            out.append(escaped(text));
        }
        children.forEach(child -> child.write(out));
        out.append("</").append(name).append('>');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
