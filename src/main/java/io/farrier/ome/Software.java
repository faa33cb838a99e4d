package io.farrier.ome;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Refused;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of {@code InventoryDetails('deviceSoftware')}: second evidence of what is installed, as old as OME's inventory. Pure.
 *
 * @param instanceId {@code DCIM:INSTALLED#701__NIC.Slot.1}
 */
public record Software(String instanceId, String componentId, String description, String version) {

    /** Rows of what was installed before, or is to be, carry other words there. */
    private static final String INSTALLED = "DCIM:INSTALLED#";

    /** @throws Refused where the answer is no inventory of software */
    static List<Software> read(JsonNode answer) {
        if (!answer.path("InventoryInfo").isArray()) {
            throw new Refused("ome", 409, "An OME's deviceSoftware holds no InventoryInfo. Nothing was changed.");
        }
        List<Software> installed = new ArrayList<>();
        for (JsonNode row : answer.path("InventoryInfo")) {
            String instance = row.path("InstanceId").asText("");
            if (instance.startsWith(INSTALLED)) {
                installed.add(new Software(
                        instance,
                        Device.text(row, "ComponentId"),
                        Device.text(row, "DeviceDescription"),
                        Device.text(row, "Version")));
            }
        }
        return installed;
    }
}
