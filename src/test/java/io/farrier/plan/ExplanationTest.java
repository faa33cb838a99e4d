package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.plan.Explanation.Other;
import io.farrier.plan.Explanation.Setting;
import io.farrier.plan.Explanation.Voice;
import io.farrier.plan.Layers.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of those who say something counts. */
class ExplanationTest {

    private final ObjectMapper json = new ObjectMapper();
    private final List<Voice> voices = new ArrayList<>();

    ExplanationTest() {
        voices.add(new Voice("default", "the careful default", json.valueToTree(Policy.CAREFUL)));
    }

    private ExplanationTest says(String level, String from, Map<String, Object> policy) {
        voices.add(new Voice(level, from, json.valueToTree(policy)));
        return this;
    }

    private Setting setting(String name) {
        return Explanation.of(1, null, voices).settings().stream()
                .filter(setting -> setting.setting().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_nearest_counts_and_the_wider_ones_are_told() {
        says("plan", "plan 7", Map.of("reset", "force")).says("site", "site ams1", Map.of("reset", "graceful"));
        Setting reset = setting("reset");
        assertThat(reset.value().asText()).isEqualTo("graceful");
        assertThat(reset.from()).isEqualTo("site ams1");
        assertThat(reset.others()).extracting(Other::level).containsExactly("default", "plan");
        assertThat(reset.sentence())
                .isEqualTo("it is \"graceful\" by site ams1; the nearest counts, wider ones say: \"force\" (plan 7)");
    }

    @Test
    void of_who_has_to_approve_the_strictest_counts_wherever_it_is_said() {
        says("plan", "plan 7", Map.of("approvals", 1))
                .says("site", "site ams1", Map.of("approvals", 2))
                .says("host", "host 1", Map.of("approvals", 1));
        assertThat(setting("approvals").level()).isEqualTo("site");
        assertThat(setting("approvals").others()).extracting(Other::level).containsExactly("default", "plan", "host");
        assertThat(setting("approvals").sentence()).contains("the strictest counts, others say");
    }

    @Test
    void what_nobody_says_anything_of_is_the_default_or_no_limit() {
        assertThat(setting("concurrent").sentence()).isEqualTo("it is 10 by the careful default");
        assertThat(setting("perRack").value().isNull()).isTrue();
        assertThat(setting("perRack").sentence()).isEqualTo("nobody limits it");
        assertThat(setting("perRack").places()).containsExactly("everywhere", "site");
        assertThat(setting("waves").places()).containsExactly("everywhere");
    }

    @Test
    void each_setting_is_explained_as_the_plan_then_treats_the_host() {
        Policy plan = json.convertValue(Map.of("profile", true, "approvals", 2), Policy.class);
        List<Layer> layers = List.of(
                new Layer("site", "site ams1", json.valueToTree(Map.of("unquiesced", true, "approvals", 1))),
                new Layer("host", "host 1", json.valueToTree(Map.of("profile", false))));
        voices.add(new Voice("plan", "plan 7", json.valueToTree(Map.of("profile", true, "approvals", 2))));
        layers.forEach(layer -> voices.add(new Voice(layer.scope(), layer.where(), layer.policy())));
        var wanted = json.<com.fasterxml.jackson.databind.JsonNode>valueToTree(
                Layers.of(plan, layers, json).policy());
        Explanation.of(1, 7L, voices).settings().forEach(setting -> assertThat(setting.value())
                .as(setting.setting())
                .isEqualTo(
                        wanted.has(setting.setting())
                                ? wanted.get(setting.setting())
                                : com.fasterxml.jackson.databind.node.NullNode.getInstance()));
    }
}
