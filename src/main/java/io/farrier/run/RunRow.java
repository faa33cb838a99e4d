package io.farrier.run;

import io.farrier.transport.Bmc;

/** A run's row, with what of its host is needed to speak to it and of it. */
public record RunRow(long id, long planId, String state, Bmc bmc, String serviceTag, String model) {

    /** How an operator knows the host: "R750 ABC1234 (10.0.0.7)". */
    String label() {
        String name = model == null ? "host" : model.replace("PowerEdge ", "");
        return serviceTag == null ? name + " (" + bmc + ")" : name + " " + serviceTag + " (" + bmc + ")";
    }
}
