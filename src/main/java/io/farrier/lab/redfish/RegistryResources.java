package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Message;
import java.util.List;
import java.util.Map;

/** The message registries: Dell's with the messages that this device uses, and DMTF's Base with the envelope's. */
final class RegistryResources {
    private static final String REGISTRIES = "/redfish/v1/Registries";
    private static final String DELL = REGISTRIES + "/Messages/EEMIRegistry";
    private static final String BASE = REGISTRIES + "/BaseMessages/BaseRegistry.json";

    private RegistryResources() {}

    static void add(Routes routes) {
        routes.get(
                        REGISTRIES,
                        call -> Bodies.collection(
                                REGISTRIES,
                                "MessageRegistryFileCollection",
                                "Registry File Collection",
                                List.of("BaseMessages", "Messages")))
                .get(REGISTRIES + "/BaseMessages", call -> file("BaseMessages", BASE, "Base.1.12.0"))
                .get(REGISTRIES + "/Messages", call -> file("Messages", DELL, "IDRAC.2.7"))
                .get(BASE, call -> base())
                .get(DELL, call -> dell());
    }

    private static ObjectNode file(String id, String uri, String registry) {
        return Template.fill("registry-file", Map.of("id", id, "uri", uri, "registry", registry));
    }

    private static ObjectNode dell() {
        ObjectNode messages = Template.JSON.createObjectNode();
        for (Message message : Message.values()) {
            messages.set(message.id(), entry(message.template(), message.severity()));
        }
        return registry(DELL, "EEMIRegistry", messages, "Dell", "IDRAC", "2.7.0");
    }

    private static ObjectNode base() {
        ObjectNode messages = Template.JSON.createObjectNode();
        messages.set("Success", entry("The request completed successfully.", "OK"));
        messages.set("GeneralError", entry("A general error has occurred.", "Critical"));
        return registry(BASE, "Base.1.12.0", messages, "DMTF", "Base", "1.12.0");
    }

    private static ObjectNode entry(String text, String severity) {
        int args = text.contains("%3") ? 3 : text.contains("%2") ? 2 : text.contains("%1") ? 1 : 0;
        ObjectNode entry = Template.JSON.createObjectNode();
        entry.put("Description", text).put("Message", text);
        entry.put("MessageSeverity", severity.equals("Informational") ? "OK" : severity);
        entry.put("NumberOfArgs", args).put("Resolution", "No response action is required.");
        return entry.put("Severity", severity);
    }

    private static ObjectNode registry(
            String uri, String id, ObjectNode messages, String owner, String prefix, String version) {
        return Template.fill(
                "registry",
                Map.of(
                        "uri", uri,
                        "id", id,
                        "messages", messages,
                        "owner", owner,
                        "prefix", prefix,
                        "version", version));
    }
}
