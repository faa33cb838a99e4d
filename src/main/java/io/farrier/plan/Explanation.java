package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Objects;

/**
 * What is wanted of one host, and where each setting comes from.
 *
 * @param plan whose hosts are asked about; null: a plan that says nothing itself
 */
public record Explanation(long host, Long plan, List<Setting> settings) {

    /** Somebody who says something. @param level default, everywhere, plan, site, cluster or host; @param from in words */
    record Voice(String level, String from, JsonNode policy) {}

    /**
     * One setting.
     *
     * @param value in force; null: no limit
     * @param others who said something too, and does not count here
     * @param places where it can be said, besides a plan
     */
    public record Setting(
            String setting,
            JsonNode value,
            String level,
            String from,
            List<Other> others,
            List<String> places,
            String sentence) {}

    public record Other(String level, String from, JsonNode value) {}

    /** @param voices the widest first; the first says something of everything that has a default */
    static Explanation of(long host, Long plan, List<Voice> voices) {
        return new Explanation(
                host,
                plan,
                Settings.all().stream().map(setting -> setting(setting, voices)).toList());
    }

    private static Setting setting(String setting, List<Voice> voices) {
        Voice first = voices.getFirst();
        Voice counts = voices.stream()
                .skip(1)
                .filter(voice -> voice.policy().has(setting))
                .reduce(
                        first,
                        (before, voice) -> Settings.replaces(
                                        setting,
                                        before.policy().get(setting),
                                        voice.policy().get(setting))
                                ? voice
                                : before);
        List<Other> others = voices.stream()
                .filter(voice -> voice != counts && voice.policy().has(setting))
                .map(voice ->
                        new Other(voice.level(), voice.from(), voice.policy().get(setting)))
                .toList();
        JsonNode value = Objects.requireNonNullElse(counts.policy().get(setting), NullNode.getInstance());
        return new Setting(
                setting,
                value,
                counts.level(),
                counts.from(),
                others,
                Settings.places(setting),
                sentence(setting, value, counts, others));
    }

    private static String sentence(String setting, JsonNode value, Voice counts, List<Other> others) {
        List<Other> said = others.stream()
                .filter(other -> !other.level().equals("default"))
                .toList();
        String comes = value.isNull() ? "nobody limits it" : "it is %s by %s".formatted(value, counts.from());
        String why = said.isEmpty()
                ? ""
                : "; %s: %s"
                        .formatted(
                                Settings.strictest(setting)
                                        ? "the strictest counts, others say"
                                        : "the nearest counts, wider ones say",
                                said.stream()
                                        .map(other -> other.value() + " (" + other.from() + ")")
                                        .reduce((a, b) -> a + ", " + b)
                                        .orElseThrow());
        return comes + why;
    }
}
