package io.farrier.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Bmc;
import java.time.Instant;

/**
 * A host as it is known. What its BMC does not say is null.
 *
 * @param address of the BMC
 * @param kind server, chassis, other or unknown
 * @param inventoryAt when its components were last read; null: never
 * @param lastProblem why it could not be read the last time, a sentence; null: it could
 */
public record Host(
        long id,
        String address,
        int port,
        String kind,
        String product,
        String fqdn,
        String model,
        String serviceTag,
        String generation,
        String bmcVersion,
        String biosVersion,
        String systemId,
        String powerState,
        String health,
        String cluster,
        JsonNode tags,
        Instant firstSeenAt,
        Instant lastSeenAt,
        Instant inventoryAt,
        String lastProblem,
        Instant lastProblemAt) {

    public Bmc bmc() {
        return new Bmc(id, address, port);
    }

    /** How an operator knows it: "R750 ABC1234 (10.0.0.7)". */
    public String label() {
        String name = model == null ? kind : model.replace("PowerEdge ", "");
        return (serviceTag == null ? name : name + " " + serviceTag) + " (" + bmc() + ")";
    }
}
