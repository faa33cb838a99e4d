package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.UpdateMode.Offered;

/** An UpdateService: which ways it has to be given a package, and where they are. Nothing is guessed from a version. */
record RedfishOffer(JsonNode json) {

    private static final String INSTALL = "#DellUpdateService.Install";

    /** @throws Failure where there is none; nothing was asked of the device then */
    String simpleUpdate(Ask ask) {
        String target = text(json, "/Actions/#UpdateService.SimpleUpdate/target");
        if (target == null) {
            throw new Failure("SYS402", "The update service of " + ask.bmc() + " offers no SimpleUpdate");
        }
        return target;
    }

    /** Where a package is sent with its parameters, in one request; null: nowhere. */
    String multipart() {
        return text(json, "/MultipartHttpPushUri");
    }

    /** Where a package is put that is installed by {@link #install} afterwards; null: nowhere. */
    String push() {
        return text(json, "/HttpPushUri");
    }

    /** Its name has a version before it, as {@code DellUpdateService.v1_1_0#DellUpdateService.Install}; null: none. */
    String install() {
        for (var action : json.at("/Actions/Oem").properties()) {
            if (action.getKey().endsWith(INSTALL)) {
                return text(action.getValue(), "/target");
            }
        }
        return null;
    }

    boolean pushes() {
        return push() != null && install() != null;
    }

    String inventory() {
        return text(json, "/FirmwareInventory/@odata.id");
    }

    Offered offered() {
        boolean fetches =
                !json.at("/Actions/#UpdateService.SimpleUpdate/target").isMissingNode();
        JsonNode largest = json.path("MaxImageSizeBytes");
        String by = multipart() != null ? "MultipartHttpPushUri" : pushes() ? "HttpPushUri and Install" : "nothing";
        return new Offered(fetches, multipart() != null || pushes(), largest.isNumber() ? largest.asLong() : null, by);
    }
}
