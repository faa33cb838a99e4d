package io.farrier.lab.redfish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Message;
import io.farrier.lab.net.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts that answers are made of, in the forms that iDRACs give them. */
final class Bodies {
    private static final DateTimeFormatter WITH_OFFSET =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter BARE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private Bodies() {}

    static Response json(int status, JsonNode body) {
        try {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Content-Type", "application/json;odata.metadata=minimal;charset=utf-8");
            headers.put("OData-Version", "4.0");
            headers.put("Cache-Control", "no-cache");
            return new Response(status, headers, Template.JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An error: the generic envelope with Dell's message in it. */
    static Response error(Device device, int status, Message message, List<String> args) {
        ObjectNode error = Template.JSON.createObjectNode();
        error.set("@Message.ExtendedInfo", Template.JSON.createArrayNode().add(extended(device, message, args)));
        error.put("code", "Base.1.12.GeneralError");
        error.put("message", "A general error has occurred. See ExtendedInfo for more information");
        return json(status, Template.JSON.createObjectNode().set("error", error));
    }

    /** Good news with Dell's message. */
    static ObjectNode info(Device device, Message message, String... args) {
        ObjectNode info = Template.JSON.createObjectNode();
        info.set(
                "@Message.ExtendedInfo", Template.JSON.createArrayNode().add(extended(device, message, List.of(args))));
        return info;
    }

    private static ObjectNode extended(Device device, Message message, List<String> args) {
        ObjectNode extended = Template.JSON.createObjectNode();
        extended.put("Message", message.text(args));
        extended.set("MessageArgs", Template.JSON.valueToTree(args));
        extended.put("MessageArgs@odata.count", args.size());
        extended.put("MessageId", messageId(device, message));
        extended.set("RelatedProperties", Template.JSON.createArrayNode());
        extended.put("RelatedProperties@odata.count", 0);
        extended.put("Resolution", "Retry the operation, and if the issue persists, see the device's Lifecycle Log.");
        extended.put("Severity", message.severity());
        return extended;
    }

    /** With the registry's prefix, as everything but the OEM job writes it. */
    static String messageId(Device device, Message message) {
        return message.registered(device.model());
    }

    static ObjectNode collection(String path, String type, String name, List<String> ids) {
        ObjectNode collection = Template.JSON.createObjectNode();
        collection.put("@odata.context", "/redfish/v1/$metadata#" + type + "." + type);
        collection.put("@odata.id", path);
        collection.put("@odata.type", "#" + type + "." + type);
        collection.put("Description", name);
        ArrayNode members = collection.putArray("Members");
        ids.forEach(id -> members.add(link(path + "/" + id)));
        collection.put("Members@odata.count", ids.size());
        collection.put("Name", name);
        return collection;
    }

    static ObjectNode link(String path) {
        return Template.JSON.createObjectNode().put("@odata.id", path);
    }

    /** "2024-06-11T05:14:46+00:00"; null stays null. */
    static String time(Instant at) {
        return at == null ? null : WITH_OFFSET.format(at);
    }

    /** "2024-06-11T05:14:46", as OEM jobs write it; null stays null. */
    static String bareTime(Instant at) {
        return at == null ? null : BARE.format(at);
    }
}
