package io.farrier.lab.wsman;

import io.farrier.lab.device.Device;
import io.farrier.lab.net.Dom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/**
 * Enumerate and Pull. An answer holds as many items as were asked for and never more than a device is willing to send; what is left
 * waits under a context, which a restart of the BMC forgets. Guarded by the device.
 */
final class Enumerations {
    private static final int MOST_ITEMS = 16;
    private static final int MOST_CONTEXTS = 32;

    private record Context(String className, List<Tag> left, Instant bmcStarted) {}

    private final Device device;
    private final Map<String, Context> contexts = new LinkedHashMap<>();

    Enumerations(Device device) {
        this.device = device;
    }

    String enumerate(Asked asked) {
        List<Instance> instances = Classes.of(device, asked.className()).orElseThrow(() -> unknown(asked));
        Filter filter = Dom.child(asked.body(), "Filter")
                .map(element -> Filter.read(element.getTextContent(), asked.className()))
                .orElse(Filter.ALL);
        String mode = asked.parameter("EnumerationMode").orElse("EnumerateObject");
        List<Tag> items = instances.stream()
                .filter(filter::wants)
                .map(instance -> item(instance, filter, mode, asked.resource()))
                .toList();
        boolean optimized = Dom.child(asked.body(), "OptimizeEnumeration").isPresent();
        int count = optimized ? Math.min(atMost(asked, 1), items.size()) : 0;
        List<Tag> answer = new ArrayList<>();
        if (optimized) {
            answer.add(Tag.of("wsman:Items", items.subList(0, count)));
        }
        answer.add(Tag.text(
                "wsen:EnumerationContext",
                optimized && count == items.size() ? "" : keep(asked, items.subList(count, items.size()))));
        if (optimized && count == items.size()) {
            answer.add(Tag.of("wsman:EndOfSequence"));
        }
        return answer(asked, "EnumerateResponse", answer);
    }

    String pull(Asked asked) {
        String name = asked.parameter("EnumerationContext").orElse("");
        Context context = Optional.ofNullable(contexts.remove(name))
                .filter(kept -> kept.bmcStarted().equals(device.bmc().started()))
                .orElseThrow(() -> SoapFault.sender(
                        "wsen:InvalidEnumerationContext", "The enumeration context is not known, or not any more."));
        List<Tag> left = context.left();
        int count = Math.min(atMost(asked, 1), left.size());
        List<Tag> answer = new ArrayList<>();
        answer.add(Tag.of("wsen:Items", left.subList(0, count)));
        if (count == left.size()) {
            answer.add(Tag.of("wsen:EndOfSequence"));
        } else {
            answer.add(0, Tag.text("wsen:EnumerationContext", keep(asked, left.subList(count, left.size()))));
        }
        return answer(asked, "PullResponse", answer);
    }

    static SoapFault unknown(Asked asked) {
        return SoapFault.sender(
                "wsa:DestinationUnreachable",
                "The service cannot find the resource identified by the resource URI and selectors: "
                        + asked.resource());
    }

    private static String answer(Asked asked, String name, List<Tag> content) {
        return Soap.envelope(
                Soap.ENUMERATION + "/" + name, asked.messageId(), asked.resource(), Tag.of("wsen:" + name, content));
    }

    private static Tag item(Instance instance, Filter filter, String mode, String resource) {
        return switch (mode) {
            case "EnumerateObject" -> instance.object(filter.shown(instance));
            case "EnumerateEPR" -> instance.reference(resource);
            case "EnumerateObjectAndEPR" ->
                Tag.of("wsman:Item", instance.object(filter.shown(instance)), instance.reference(resource));
            default ->
                throw SoapFault.sender(
                        "wsman:UnsupportedFeature", "The enumeration mode " + mode + " is not supported.");
        };
    }

    private static int atMost(Asked asked, int usual) {
        int wanted = Dom.child(asked.body(), "MaxElements")
                .map(Element::getTextContent)
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::parseInt)
                .orElse(usual);
        return Math.clamp(wanted, 1, MOST_ITEMS);
    }

    private String keep(Asked asked, List<Tag> left) {
        if (contexts.size() >= MOST_CONTEXTS) {
            contexts.remove(contexts.keySet().iterator().next());
        }
        String name = UUID.randomUUID().toString();
        contexts.put(
                name,
                new Context(asked.className(), List.copyOf(left), device.bmc().started()));
        return name;
    }
}
