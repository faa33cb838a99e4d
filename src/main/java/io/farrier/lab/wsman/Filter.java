package io.farrier.lab.wsman;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which instances are wanted, and what of them: as much of CQL and WQL as clients of iDRACs write,
 * {@code select * from DCIM_LifecycleJob where Name != "CLEARALL" and JobStatus = "Running"}.
 *
 * @param columns empty: all
 */
record Filter(List<String> columns, List<Condition> conditions) {

    record Condition(String property, boolean equal, String value) {
        boolean holds(Instance instance) {
            return value.equals(instance.properties().get(property)) == equal;
        }
    }

    static final Filter ALL = new Filter(List.of(), List.of());

    private static final Pattern QUERY = Pattern.compile(
            "\\s*select\\s+(\\*|[\\w\\s,]+?)\\s+from\\s+(\\w+)(?:\\s+where\\s+(.+))?\\s*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern CONDITION =
            Pattern.compile("\\s*(\\w+)\\s*(=|!=|<>)\\s*(?:\"([^\"]*)\"|'([^']*)'|(\\d+))\\s*");
    private static final Pattern AND = Pattern.compile("\\s+and\\s+", Pattern.CASE_INSENSITIVE);

    /** @throws SoapFault for what is no such query, or one on another class */
    static Filter read(String query, String className) {
        Matcher select = QUERY.matcher(query);
        if (!select.matches() || !select.group(2).equals(className)) {
            throw refused(query);
        }
        List<Condition> conditions = new ArrayList<>();
        for (String part : select.group(3) == null ? new String[0] : AND.split(select.group(3))) {
            Matcher condition = CONDITION.matcher(part);
            if (!condition.matches()) {
                throw refused(query);
            }
            String value = condition.group(3) != null
                    ? condition.group(3)
                    : condition.group(4) != null ? condition.group(4) : condition.group(5);
            conditions.add(new Condition(condition.group(1), condition.group(2).equals("="), value));
        }
        List<String> columns = select.group(1).equals("*")
                ? List.of()
                : List.of(select.group(1).strip().split("\\s*,\\s*"));
        return new Filter(columns, conditions);
    }

    private static SoapFault refused(String query) {
        return SoapFault.sender("wsen:CannotProcessFilter", "The filter cannot be processed: " + query);
    }

    boolean wants(Instance instance) {
        return conditions.stream().allMatch(condition -> condition.holds(instance));
    }

    Map<String, String> shown(Instance instance) {
        if (columns.isEmpty()) {
            return instance.properties();
        }
        Map<String, String> shown = new LinkedHashMap<>();
        columns.stream()
                .filter(instance.properties()::containsKey)
                .forEach(column -> shown.put(column, instance.properties().get(column)));
        return shown;
    }
}
