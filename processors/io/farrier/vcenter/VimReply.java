package io.farrier.vcenter;

import io.farrier.transport.Xml;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a vCenter answered.
 *
 * @param response the element within the SOAP body
 */
record VimReply(Xml response) {

    /** An object with those of its properties that were asked for and that it has. */
    record Managed(String type, String moid, Map<String, Xml> properties) {

        /** Null where it has none. */
        String text(String path) {
            Xml value = properties.get(path);
            return value == null || value.text().isEmpty() ? null : value.text();
        }

        Long number(String path) {
            String text = text(path);
            return text == null || !text.matches("-?\\d+") ? null : Long.valueOf(text);
        }

        boolean is(String path) {
            return "true".equals(text(path));
        }

        Optional<Xml> value(String path) {
            return Optional.ofNullable(properties.get(path));
        }

        /** The moids of a list of references. */
        List<String> references(String path) {
            return value(path)
                    .map(value -> value.children().stream().map(Xml::text).toList())
                    .orElse(List.of());
        }
    }

    Optional<Xml> returned() {
        return response.child("returnval");
    }

    /** The only thing that was answered: a reference, a text. */
    String text() {
        return returned().map(Xml::text).orElse(null);
    }

    /** For the next page; null: this is the last. */
    String token() {
        return returned().map(value -> value.value("token")).orElse(null);
    }

    List<Managed> objects() {
        return returned().stream()
                .flatMap(value -> value.children().stream())
                .filter(child -> child.name().equals("objects"))
                .map(VimReply::managed)
                .toList();
    }

    private static Managed managed(Xml object) {
        Xml reference = object.child("obj").orElseThrow();
        Map<String, Xml> properties = new HashMap<>();
        for (Xml set : object.children()) {
            if (set.name().equals("propSet")) {
                set.child("val").ifPresent(value -> properties.put(set.value("name"), value));
            }
        }
        return new Managed(reference.attributes().get("type"), reference.text(), properties);
    }
}
