package io.farrier.baseline;

import io.farrier.hub.Refused;
import java.util.List;
import java.util.Map;

/**
 * One rule of a baseline. All that is given must hold; of each list one must.
 *
 * @param models "PowerEdge R750", or "R750"
 * @param components component ids ("159"), PCI ids ("8086:1572:1028:1F9C") or component types ("BIOS")
 * @param tags of the host
 * @param version for a pin or a floor
 */
public record Rule(
        Effect effect, List<String> models, List<String> components, Map<String, String> tags, String version) {

    public Rule {
        models = models == null ? List.of() : List.copyOf(models);
        components = components == null ? List.of() : List.copyOf(components);
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }

    /** @throws Refused for a rule that covers nothing, or that wants a version and has none, or the reverse */
    void check(int number) {
        String name = "Rule " + number;
        if (effect == null) {
            throw Refused.invalid(name + " needs an effect: include, exclude, pin or floor.");
        }
        if (models.isEmpty() && components.isEmpty() && tags.isEmpty()) {
            throw Refused.invalid(name + " names no models, components or tags, so it covers nothing: name some.");
        }
        if (effect.wantsVersion() != (version != null && !version.isBlank())) {
            throw Refused.invalid(
                    effect.wantsVersion()
                            ? "%s is a %s and needs a version.".formatted(name, effect.word())
                            : "%s is an %s and takes no version.".formatted(name, effect.word()));
        }
        if (effect.wantsVersion() && components.isEmpty()) {
            throw Refused.invalid(
                    name + " sets a version and names no components: versions of several are not comparable.");
        }
    }

    /** Whether this model is among its models. */
    boolean names(String model) {
        return models.stream().anyMatch(text -> isModel(text, model));
    }

    boolean covers(Subject subject) {
        return (models.isEmpty() || names(subject.model()))
                && (components.isEmpty() || components.stream().anyMatch(text -> names(text, subject)))
                && tags.entrySet().stream()
                        .allMatch(tag -> tag.getValue().equals(subject.tags().get(tag.getKey())));
    }

    private static boolean isModel(String text, String model) {
        return model != null && (model.equalsIgnoreCase(text) || model.equalsIgnoreCase("PowerEdge " + text));
    }

    private static boolean names(String text, Subject subject) {
        return text.equalsIgnoreCase(subject.componentId())
                || text.equalsIgnoreCase(subject.pci())
                || text.equalsIgnoreCase(subject.componentType());
    }
}
