package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Message;
import io.farrier.lab.net.Request;
import java.io.IOException;
import java.util.List;

/**
 * A request that found its route.
 *
 * @param holes what stood in the route's {@code *} places
 * @param user who is logged in; null on what anybody may read
 */
record Call(Device device, Request request, List<String> holes, String user) {
    static final String SYSTEM = "/redfish/v1/Systems/System.Embedded.1";
    static final String MANAGER = "/redfish/v1/Managers/iDRAC.Embedded.1";
    static final String CHASSIS = "/redfish/v1/Chassis/System.Embedded.1";

    String hole(int at) {
        return holes.get(at);
    }

    boolean idrac10() {
        return device.model().idrac10();
    }

    /** The name of the template in the form that the device's generation has it. */
    String shape(String template) {
        return device.model().idrac8() ? template + "-13g" : template;
    }

    /** The name of the template that is laid over this one on iDRAC10; null on iDRAC9. */
    String overlay(String template) {
        return idrac10() ? template + "-17g" : null;
    }

    /** The body, a JSON object. */
    ObjectNode body() {
        try {
            if (Template.JSON.readTree(request.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException malformed) {
            // Refused below, with what is no object at all.
        }
        throw new Refused(400, Message.BAD_JSON);
    }

    /** A property of the body that must be there and be a text. */
    static String required(ObjectNode body, String property) {
        JsonNode value = body.get(property);
        if (value == null || !value.isTextual()) {
            throw new Refused(400, Message.PROPERTY_MISSING, property);
        }
        return value.textValue();
    }
}
