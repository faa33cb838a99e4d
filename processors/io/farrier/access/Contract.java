package io.farrier.access;

import io.farrier.hub.Marked;
import io.farrier.hub.Refused;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The parameters that config/openapi.yaml names for each operation, and what it says of their values. */
final class Contract {

    /**
     * A request as the contract knows it.
     *
     * @param place what it is about: the path with its values, "/omes/7"
     * @param tagged whether it shows one thing, with an ETag
     * @param reader the operation that shows what this one changes, with an ETag; null: there is none
     */
    record Call(String operation, String method, String place, boolean tagged, String reader) implements Marked {

        private static final Pattern ABOUT = Pattern.compile("/(plan|run)s/(\\d+)(/.*)?");

        @Override
        public Map<String, String> marks() {
            Matcher about = ABOUT.matcher(place);
            if (!about.matches()) {
                return Map.of(CALL, operation);
            }
            return Map.of(CALL, operation, about.group(1).equals("run") ? RUN : PLAN, about.group(2));
        }
    }

    private final OpenAPI openApi;
    private final Map<String, List<Parameter>> operations = new HashMap<>();
    private final Map<String, Call> calls = new HashMap<>();

    Contract(OpenAPI openApi) {
        this.openApi = openApi;
        openApi.getPaths().forEach((place, path) -> {
            String reader = path.getGet() != null && isTagged(path.getGet())
                    ? path.getGet().getOperationId()
                    : null;
            path.readOperationsMap().forEach((method, operation) -> {
                String id = operation.getOperationId();
                operations.put(id, parameters(operation));
                boolean tagged = method == PathItem.HttpMethod.GET && reader != null;
                calls.put(id, new Call(id, method.name(), place, tagged, reader));
            });
        });
    }

    private static boolean isTagged(Operation operation) {
        return operation.getResponses().containsKey("304");
    }

    /** @param values of its parameters */
    Call call(String operationId, Map<String, Object> values) {
        Call call = calls.get(operationId);
        String place = call.place();
        for (Map.Entry<String, Object> value : values.entrySet()) {
            place = place.replace("{" + value.getKey() + "}", String.valueOf(value.getValue()));
        }
        return new Call(call.operation(), call.method(), place, call.tagged(), call.reader());
    }

    private List<Parameter> parameters(Operation operation) {
        List<Parameter> given = operation.getParameters() == null ? List.of() : operation.getParameters();
        return given.stream()
                .map(parameter -> parameter.get$ref() == null
                        ? parameter
                        : openApi.getComponents().getParameters().get(name(parameter.get$ref())))
                .toList();
    }

    /**
     * The values of an operation's parameters, each in the type that the contract says.
     *
     * @param path what stood in the path, and the request's headers, by name
     * @param query what stood behind the question mark
     * @throws Refused for a query parameter that the operation does not have: a misspelt filter would select more
     */
    Map<String, Object> values(String operationId, Map<String, Object> path, Map<String, Object> query) {
        List<Parameter> parameters = operations.get(operationId);
        TreeSet<String> known = new TreeSet<>();
        Map<String, Object> values = new HashMap<>();
        for (Parameter parameter : parameters) {
            boolean inQuery = parameter.getIn().equals("query");
            Object given = (inQuery ? query : path).get(parameter.getName());
            if (inQuery) {
                known.add(parameter.getName());
            }
            Schema<?> schema = resolved(parameter.getSchema());
            Object value = given == null || given.equals("") ? schema.getDefault() : value(parameter, schema, given);
            if (value == null && inQuery && Boolean.TRUE.equals(parameter.getRequired())) {
                throw Refused.invalid("%s is needed.".formatted(parameter.getName()));
            }
            if (value != null) {
                values.put(parameter.getName(), value);
            }
        }
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw Refused.invalid("There is no parameter %s here; there %s."
                        .formatted(name, known.isEmpty() ? "are none" : "are " + String.join(", ", known)));
            }
        }
        return values;
    }

    private Schema<?> resolved(Schema<?> schema) {
        return schema.get$ref() == null
                ? schema
                : openApi.getComponents().getSchemas().get(name(schema.get$ref()));
    }

    private static Object value(Parameter parameter, Schema<?> schema, Object given) {
        String name = parameter.getName();
        if (!(given instanceof String text)) {
            throw Refused.invalid("%s is given more than once.".formatted(name));
        }
        return switch (schema.getType()) {
            case "integer" -> number(name, schema, text);
            case "boolean" -> truth(name, text);
            default -> text(name, schema, text);
        };
    }

    /** A Long where the contract says int64, else an Integer: Camel does not turn one into the other for a bean. */
    private static Number number(String name, Schema<?> schema, String text) {
        boolean fits = text.matches("int64".equals(schema.getFormat()) ? "\\d{1,18}" : "\\d{1,9}");
        long number = fits ? Long.parseLong(text) : 0;
        if (!fits
                || schema.getMinimum() != null && number < schema.getMinimum().longValue()
                || schema.getMaximum() != null && number > schema.getMaximum().longValue()) {
            throw Refused.invalid("%s is a whole number%s%s, not %s."
                    .formatted(
                            name,
                            schema.getMinimum() == null ? "" : " from " + schema.getMinimum(),
                            schema.getMaximum() == null ? "" : " to " + schema.getMaximum(),
                            text));
        }
        if ("int64".equals(schema.getFormat())) {
            return number;
        }
        return Math.toIntExact(number);
    }

    private static Boolean truth(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Refused.invalid("%s is true or false, not %s.".formatted(name, text));
        };
    }

    private static String text(String name, Schema<?> schema, String text) {
        if (text.indexOf('\0') >= 0) {
            throw Refused.invalid("%s holds a NUL character, which no text has.".formatted(name));
        }
        if (schema.getEnum() != null && !schema.getEnum().contains(text)) {
            List<String> words = new ArrayList<>();
            schema.getEnum().forEach(word -> words.add(String.valueOf(word)));
            throw Refused.invalid(
                    "%s is one of %s, not %s.".formatted(name, words.stream().collect(Collectors.joining(", ")), text));
        }
        if (schema.getPattern() != null && !text.matches(schema.getPattern())) {
            throw Refused.invalid("%s does not have the form %s: %s.".formatted(name, schema.getPattern(), text));
        }
        return text;
    }

    private static String name(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
