package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wanted of one host, from the widest place to the nearest: the plan's own policy, then what its site, its
 * cluster and it itself want. The nearest that says anything counts, for each setting by itself, but for who has to approve:
 * there the strictest does. Pure.
 */
public final class Layers {

    /** @param scope everywhere, site, cluster or host; @param where in words: "site ams1" */
    public record Layer(String scope, String where, JsonNode policy) {}

    /** @param because by setting, where it comes from; what is not in it is the plan's, or nobody's */
    public record Wanted(Policy policy, Map<String, String> because) {}

    private Layers() {}

    /** @param layers the widest first */
    static Wanted of(Policy plan, List<Layer> layers, ObjectMapper json) {
        if (layers.isEmpty()) {
            return new Wanted(plan, Map.of());
        }
        ObjectNode merged = json.valueToTree(plan);
        Map<String, String> because = new LinkedHashMap<>();
        for (Layer layer : layers) {
            layer.policy().properties().forEach(said -> {
                String setting = said.getKey();
                if (Settings.may(layer.scope(), setting)
                        && Settings.replaces(setting, merged.get(setting), said.getValue())) {
                    merged.set(setting, said.getValue());
                    because.put(setting, layer.where());
                }
            });
        }
        return new Wanted(json.convertValue(merged, Policy.class), because);
    }
}
