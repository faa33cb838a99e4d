package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Message;
import io.farrier.lab.net.Response;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** SimpleUpdate: the device fetches the package, and the package decides what it is for ({@code Targets} is not honoured). */
final class UpdateActions {
    static final String SIMPLE_UPDATE = "/redfish/v1/UpdateService/Actions/UpdateService.SimpleUpdate";
    private static final Set<String> PROPERTIES = Set.of(
            "ImageURI",
            "TransferProtocol",
            "@Redfish.OperationApplyTime",
            "Targets",
            "Username",
            "Password",
            "ForceUpdate");
    private static final List<String> EXTENSIONS = List.of(".exe", ".d7", ".d9", ".pm");

    private UpdateActions() {}

    static void add(Routes routes) {
        routes.on("POST", SIMPLE_UPDATE, UpdateActions::simpleUpdate);
    }

    private static Response simpleUpdate(Call call) {
        ObjectNode body = call.body();
        for (var property : body.properties()) {
            if (!PROPERTIES.contains(property.getKey())) {
                throw new Refused(400, Message.PROPERTY_UNKNOWN, property.getKey());
            }
        }
        String image = Call.required(body, "ImageURI");
        boolean onReset = onReset(body);
        admit(call.device());
        if (image.startsWith(InventoryResources.PATH + "/Available-")) {
            return accepted(PushActions.installHeld(call, image, onReset));
        }
        boolean held = image.startsWith(InventoryResources.PATH + "/");
        return accepted(held ? rollBack(call, image, onReset) : fetch(call, body, image, onReset));
    }

    /** Whether the device takes update requests at all. */
    static void admit(Device device) {
        if (device.lockdown()) {
            throw new Refused(403, Message.LOCKED_DOWN);
        }
        if (!device.bmc().takesUpdates()) {
            throw new Refused(503, Message.PROVIDER_NOT_READY);
        }
        if (device.jobs().full()) {
            throw new Refused(400, Message.QUEUE_FULL);
        }
    }

    static Response accepted(Job job) {
        return Response.empty(202)
                .with("Location", JobResources.TASKS + "/" + job.id())
                .with("OData-Version", "4.0");
    }

    static boolean isPackage(String fileName) {
        return EXTENSIONS.stream().anyMatch(fileName.toLowerCase(Locale.ROOT)::endsWith);
    }

    /** Not said is Immediate. */
    static boolean onReset(JsonNode body) {
        return switch (body.path("@Redfish.OperationApplyTime").asText("Immediate")) {
            case "Immediate" -> false;
            case "OnReset" -> true;
            default -> throw new Refused(400, Message.BAD_VALUE);
        };
    }

    private static Job fetch(Call call, ObjectNode body, String image, boolean onReset) {
        String uri = image;
        if (!image.contains("://")) {
            uri = Call.required(body, "TransferProtocol").toLowerCase(Locale.ROOT) + "://" + image;
        }
        if (!uri.startsWith("http://") && !uri.startsWith("https://")) {
            throw new Refused(400, Message.PROTOCOL_UNSUPPORTED);
        }
        String path = uri.split("[?#]")[0];
        String file = path.substring(path.lastIndexOf('/') + 1);
        if (!isPackage(file)) {
            throw new Refused(400, Message.WRONG_EXTENSION);
        }
        return call.device().updates().submit(order(call, uri, file, onReset));
    }

    private static Job rollBack(Call call, String image, boolean onReset) {
        String id = image.substring(InventoryResources.PATH.length() + 1);
        Inventory.Member previous = InventoryResources.find(call, id)
                .filter(member -> member.copy() == Inventory.Copy.PREVIOUS)
                .orElseThrow(() -> new Refused(400, Message.NO_ROLLBACK));
        return call.device().updates().rollBack(order(call, null, id, onReset), previous);
    }

    private static Job.Order order(Call call, String uri, String file, boolean onReset) {
        return new Job.Order(
                uri,
                file,
                onReset,
                call.user(),
                call.request().from(),
                call.device().clock().now());
    }
}
