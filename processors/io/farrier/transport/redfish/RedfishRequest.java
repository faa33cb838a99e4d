package io.farrier.transport.redfish;

import java.util.Map;

/**
 * One request of the Redfish dialect.
 *
 * @param path as the device gave it in a link, or a fixed one of the standard
 * @param body what is sent as JSON; null: nothing
 * @param open without a login
 */
record RedfishRequest(String method, String path, Map<String, Object> body, boolean open) {

    static RedfishRequest get(String path) {
        return new RedfishRequest("GET", path, null, false);
    }

    static RedfishRequest post(String path, Map<String, Object> body) {
        return new RedfishRequest("POST", path, body, false);
    }

    static RedfishRequest delete(String path) {
        return new RedfishRequest("DELETE", path, null, false);
    }

    RedfishRequest withoutLogin() {
        return new RedfishRequest(method, path, body, true);
    }
}
