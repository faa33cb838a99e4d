package io.farrier.answer;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a ticket system is told, by the stage of an answer: data, {@code config/<kind>.yaml}. In all texts stand names in
 * braces, such as {@code {change}}; see {@link #names}.
 *
 * @param change the ticket that asked for the change; its state follows
 * @param answer one record for each answer
 */
public record TicketMap(Sheet change, Sheet answer) {

    /**
     * @param find the request that finds it: {@code GET /path?query}; what stands in for a name is encoded
     * @param id a JSON pointer to its id in what was found; nothing is there where there is none
     * @param write the request that edits or makes it
     * @param fields of each
     * @param stages which stages are told, each with fields of its own
     */
    public record Sheet(
            String find, String id, String write, Map<String, Object> fields, Map<String, Map<String, Object>> stages) {

        public boolean tells(Stage stage) {
            return stages.containsKey(stage.word());
        }

        /** The fields for a stage. */
        public Map<String, Object> body(Stage stage, Map<String, String> names) {
            Map<String, Object> body = new LinkedHashMap<>();
            if (fields != null) {
                fields.forEach((key, value) -> body.put(key, filled(value, names)));
            }
            Map<String, Object> own = stages.get(stage.word());
            if (own != null) {
                own.forEach((key, value) -> body.put(key, filled(value, names)));
            }
            return body;
        }

        private static Object filled(Object value, Map<String, String> names) {
            return switch (value) {
                case String text -> fill(text, names, false);
                case Map<?, ?> map -> {
                    Map<Object, Object> filled = new LinkedHashMap<>();
                    map.forEach((key, inner) -> filled.put(key, filled(inner, names)));
                    yield filled;
                }
                case List<?> list ->
                    list.stream().map(inner -> filled(inner, names)).toList();
                case null, default -> value;
            };
        }
    }

    private static final Pattern NAME = Pattern.compile("\\{([A-Za-z]+)}");

    /** @param request of a sheet; values are encoded for a URL */
    public static String request(String request, Map<String, String> names) {
        return fill(request, names, true);
    }

    /** What stands in for the names. @param source what this hub calls itself */
    public static Map<String, String> names(Answer answer, String source) {
        Map<String, String> names = new LinkedHashMap<>();
        Answer.Host host = answer.host();
        names.put("id", source + ":" + answer.event().id());
        names.put("stage", answer.stage().word());
        names.put("type", answer.event().type());
        names.put("sentence", answer.event().sentence());
        names.put("facts", answer.event().data().toString());
        names.put("at", answer.event().at().toString());
        names.put("who", answer.event().who());
        names.put("subject", answer.subject());
        names.put("change", answer.change() == null ? "" : answer.change().number());
        names.put("plan", answer.plan() == null ? "" : answer.plan());
        names.put("host", host == null ? "" : host.label());
        names.put("tag", host == null || host.serviceTag() == null ? "" : host.serviceTag());
        String ci = answer.ci() != null ? answer.ci().number() : host == null ? null : host.ci();
        names.put("ci", ci == null ? "" : ci);
        return names;
    }

    private static String fill(String text, Map<String, String> names, boolean encoded) {
        return NAME.matcher(text).replaceAll(found -> {
            String value = names.get(found.group(1));
            if (value == null) {
                throw new IllegalArgumentException("There is no name {%s}; there are %s"
                        .formatted(found.group(1), String.join(", ", names.keySet())));
            }
            return Matcher.quoteReplacement(
                    encoded ? URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20") : value);
        });
    }
}
