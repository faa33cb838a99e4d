package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.plan.Layers.Layer;
import java.util.List;
import java.util.Set;

/** How many hosts may be at work at once where a host stands, as its places say; null: they do not, and the plan does. Pure. */
public record Limits(Integer perSite, Integer perRack, Integer perMirror, String perCluster) {

    static final Limits NONE = new Limits(null, null, null, null);

    static final Set<String> SETTINGS = Set.of("perSite", "perRack", "perMirror", "perCluster");

    /** @param layers the widest first */
    static Limits of(List<Layer> layers) {
        return new Limits(
                number(layers, "perSite"),
                number(layers, "perRack"),
                number(layers, "perMirror"),
                nearest(layers, "perCluster") == null
                        ? null
                        : nearest(layers, "perCluster").asText());
    }

    private static Integer number(List<Layer> layers, String setting) {
        JsonNode said = nearest(layers, setting);
        return said == null ? null : said.asInt();
    }

    private static JsonNode nearest(List<Layer> layers, String setting) {
        return layers.reversed().stream()
                .filter(layer -> Settings.may(layer.scope(), setting))
                .map(layer -> layer.policy().get(setting))
                .filter(said -> said != null && !said.isNull())
                .findFirst()
                .orElse(null);
    }

    /** These, and where they say nothing what the plan says. */
    Limits or(Policy plan) {
        return new Limits(
                perSite == null ? plan.perSite() : perSite,
                perRack == null ? plan.perRack() : perRack,
                perMirror == null ? plan.perMirror() : perMirror,
                perCluster == null ? plan.perCluster() : perCluster);
    }
}
